"""Who is fooled: the same forgeries handed to our judge and to two widely used graders (`make bench-integrity`)."""
