"""w16/zero-shot, reference: labels scored by a language model's log-probabilities, calibrated, and the prompt around them."""

import numpy as np


def score(logp_table, prompt_ids, label_ids, normalise):
    """f64[C]: the log-probability of each label after the prompt, per token where `normalise`."""
    first = len(prompt_ids) - 1
    widest = max(map(len, label_ids))
    totals = []
    for label in label_ids:
        padded = list(label) + [2] * (widest - len(label))
        mask = [1.0] * len(label) + [0.0] * (widest - len(label))
        totals.append(sum(m * logp_table[first + k, t] for k, (t, m) in enumerate(zip(padded, mask, strict=True))))
    lengths = [len(label) if normalise else 1 for label in label_ids]
    return np.array(totals) / np.array(lengths)


def calibrate(p, p_null):
    """f64[N,C]: p / p_null in every row, made to add up to 1."""
    ratio = p / p_null
    return ratio / ratio.sum(axis=1, keepdims=True)


def build_prompt(text, template, shots):
    """The examples in order, then the query cut right before {label}, blank lines between."""
    before, _, rest = template.partition("{text}")
    between, _, after = rest.partition("{label}")
    examples = [before + shown + between + label + after for shown, label in shots]
    return "\n\n".join([*examples, before + text + between])
