"""The course's Markdown: read it (`source`), and turn it into safe HTML (`render`)."""
