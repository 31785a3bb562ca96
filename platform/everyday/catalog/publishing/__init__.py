"""From the files of the course to the rows that pages read."""
