"""Speed claims, as ratios within one run (docs/benchmarks.md). Run with `make bench`."""
