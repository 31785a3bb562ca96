"""Speed claims, as ratios within one run (docs/benchmarks.md). Run with `make bench`, or `python -m benchmarks NAME …`."""
