"""Labels padded to one length and gathered at once; regular expressions for the prompt; torch for the arithmetic."""

import re

import numpy as np
import torch


def score(logp_table, prompt_ids, label_ids, normalise):
    table = torch.from_numpy(np.ascontiguousarray(logp_table))
    lengths = torch.tensor([len(ids) for ids in label_ids])
    widest = int(lengths.max())
    padded = torch.tensor([list(ids) + [0] * (widest - len(ids)) for ids in label_ids])
    rows = torch.arange(widest) + len(prompt_ids) - 1
    picked = table[rows.expand_as(padded), padded]
    picked = picked.masked_fill(torch.arange(widest) >= lengths[:, None], 0.0)
    total = picked.sum(dim=1)
    return (total / lengths if normalise else total).numpy()


def calibrate(p, p_null):
    ratio = torch.from_numpy(p.copy()) / torch.from_numpy(p_null / p_null.sum())
    return torch.nn.functional.normalize(ratio, p=1.0, dim=1, eps=0.0).numpy()


def build_prompt(text, template, shots):
    def fill(match, values):
        return values[match.group(1)]

    def filled(string, **values):
        return re.sub(r"\{(text|label)\}", lambda match: fill(match, values), string)

    query = template[: template.index("{label}")]
    blocks = [filled(template, text=shown, label=label) for shown, label in shots]
    blocks.append(filled(query, text=text))
    return "\n\n".join(blocks)
