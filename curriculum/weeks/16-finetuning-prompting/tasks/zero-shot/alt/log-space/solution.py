"""Plain loops and lists; calibration as a difference of logarithms and a softmax."""

import math

import numpy as np


def score(logp_table: np.ndarray, prompt_ids: list[int], label_ids: list[list[int]], normalise: bool) -> np.ndarray:
    out = np.zeros(len(label_ids))
    for c, label in enumerate(label_ids):
        row = len(prompt_ids) - 1
        for token in label:
            out[c] += logp_table[row][token]
            row += 1
        if normalise:
            out[c] /= len(label)
    return out


def calibrate(p: np.ndarray, p_null: np.ndarray) -> np.ndarray:
    out = np.empty_like(p)
    for n, row in enumerate(p):
        logs = [math.log(a) - math.log(b) if a > 0 else -math.inf for a, b in zip(row, p_null, strict=True)]
        top = max(logs)
        weights = [math.exp(value - top) for value in logs]
        out[n] = [weight / sum(weights) for weight in weights]
    return out


def build_prompt(text: str, template: str, shots: list[tuple[str, str]]) -> str:
    head, tail = template.split("{label}")
    prompt = ""
    for example in shots:
        prompt += head.replace("{text}", example[0]) + example[1] + tail + "\n\n"
    return prompt + head.replace("{text}", text)
