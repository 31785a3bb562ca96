"""The rules that a course must keep, one module per kind of rule. `run_checks` runs them all."""
