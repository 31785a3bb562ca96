"""Loops that run beside the learner's model, so that many small questions cost one message each."""

import resource
import tempfile

import numpy as np


def many_logprobs(model, prefixes):
    """logprobs(model, prefix) of each prefix, stacked: f32[len(prefixes), V]. Each answer depends on its own prefix alone."""
    from solution import logprobs

    return np.stack([np.asarray(logprobs(model, prefix)) for prefix in prefixes])


def many_generated(model, prefix, n, temperature, seeds):
    """generate(model, prefix, n, temperature, seed) for each seed."""
    from solution import generate

    return [generate(model, prefix, n, temperature, seed) for seed in seeds]


def peak_of_training(data, cfg):
    """The process's highest resident memory so far, in MiB, after one more training."""
    from solution import train

    with tempfile.TemporaryDirectory() as out:
        train(data, cfg, lambda step, **values: None, out)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
