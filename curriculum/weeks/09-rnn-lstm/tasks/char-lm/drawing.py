"""Whether characters were drawn from softmax(logprobs / T) without U+FFFD."""

import numpy as np
from scipy import stats

EXPECTED_AT_LEAST = 5.0


def mask(size: int) -> np.ndarray:
    """0 for each character, -inf for the last entry, which is never written."""
    return np.concatenate([np.zeros(size - 1), [-np.inf]])


def tempered(logprobs: np.ndarray, temperature: float) -> np.ndarray:
    """f64[…, V]: the probabilities that a character must be drawn with."""
    z = (logprobs + mask(logprobs.shape[-1])) / temperature
    p = np.exp(z - z.max(axis=-1, keepdims=True))
    return p / p.sum(axis=-1, keepdims=True)


def goodness(counts: np.ndarray, p: np.ndarray) -> float:
    """p-value of Pearson's χ²; characters expected fewer than five times are one class together."""
    expected = counts.sum() * p
    rare = expected < EXPECTED_AT_LEAST
    observed = np.append(counts[~rare], counts[rare].sum())
    wanted = np.append(expected[~rare], expected[rare].sum())
    keep = wanted > 0
    statistic = float((((observed - wanted) ** 2)[keep] / wanted[keep]).sum())
    if keep.sum() < 2:
        return 1.0
    return float(stats.chi2.sf(statistic, int(keep.sum()) - 1))


def z_of_surprise(logprobs: np.ndarray, drawn: np.ndarray, temperature: float) -> float:
    """(−Σ log p(drawn) − its expectation) / its standard deviation, over the steps; 0 when every step is certain."""
    p = tempered(logprobs, temperature)
    surprise = -np.log(np.maximum(p, 1e-300))
    mean = (p * surprise).sum(axis=1)
    variance = (p * surprise**2).sum(axis=1) - mean**2
    total = float(surprise[np.arange(len(drawn)), drawn].sum() - mean.sum())
    return total / max(float(np.sqrt(variance.sum())), 1e-9)
