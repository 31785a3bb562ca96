"""Reading curriculum/ from disk: YAML with line numbers, lesson files, the seed plan; and the list of problems found."""
