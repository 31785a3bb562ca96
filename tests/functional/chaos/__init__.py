"""Runs are handed in while the platform's processes are killed without a word; then every one of them is accounted for.

    python -m tests.functional.chaos [--runs 100] [--seed 1] [--without requeue]

`account` judges what the database holds and is a pure function; `storm` kills; `visitors` hand in and watch over HTTP;
`trial` puts them together.
"""
