"""Exit codes of every command."""

VERDICT = 0  # reached, whatever it is
INFRASTRUCTURE = 1
USAGE = 2
ISOLATION = 3
INTERRUPTED = 130
