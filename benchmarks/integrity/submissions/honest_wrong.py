"""Wrong: every class gets the same probability. Its rows sum to one, which is worth 20 of 100."""

import numpy as np


def softmax(x):
    return np.full(x.shape, 1 / x.shape[-1])
