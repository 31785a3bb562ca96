# %% id=evidence
# hand: three-seeds
import math
import re
import statistics

import numpy as np


def standard_error(values):
    """The standard error of the mean of some runs."""
    return statistics.stdev(values) / math.sqrt(len(values))


a, b = [2, 4, 6], [3, 5, 7]
gaps = [y - x for x, y in zip(a, b)]
print(
    "means", statistics.mean(a), statistics.mean(b), " standard errors", round(standard_error(a), 2), round(standard_error(b), 2)
)
print("paired differences", gaps, " standard error", standard_error(gaps))
assert statistics.variance(a) == 4
assert round(standard_error(a), 2) == 1.15
assert standard_error(gaps) == 0
print("rate 0.56 of 800 samples: standard error", round(math.sqrt(0.56 * 0.44 / 800), 3))

# %% id=cut
seconds = 10 * 60 / 15
draft = ["Diffusion models have a long history.", "As is well known, sampling is slow.", "Five steps leave 95% of the signal."]
kept = [line for line in draft if not re.search("history|well known", line)]
print("seconds a slide:", seconds, " kept:", kept)
assert seconds == 40
assert len(kept) == 1

# %% id=references
listed = [
    "https://arxiv.org/abs/2006.11239",
    "https://arxiv.org/pdf/2006.11239",
    "arXiv:2006.11239v2",
    "https://arxiv.org/abs/2102.09672",
    "https://arxiv.org/abs/2207.12598",
]
text = "The schedule is due to Nichol and Dhariwal (2102.09672, section 3.2)."
works = {re.search(r"\d{4}\.\d{5}", one)[0] for one in listed}
used = {work for work in works if work in text}
print("listed", len(listed), " different", len(works), " used in the text", len(used))
assert (len(listed), len(works), len(used)) == (5, 3, 1)

# %% id=best-seed
rng = np.random.default_rng(24)
scores = rng.normal(0.80, 0.02, size=(2, 200, 5))  #: 两种一样的方法 | two equal methods: [method, repetition, seed]
print("scores", scores.shape, " means", scores.mean(axis=(1, 2)).round(2).tolist())
best_of_five = scores[0].max(axis=1) - scores[1, :, 0]  #: 甲挑最好的，乙只跑一次 | A picks its best, B runs once
honest = scores[0].mean(axis=1) - scores[1].mean(axis=1)
print("A seems better by", round(best_of_five.mean(), 2), " and by fair means", abs(round(honest.mean(), 2)))
assert best_of_five.mean() > 0.015
assert abs(honest.mean()) < 0.005
