# %% id=templates
import json
from pathlib import Path

import numpy as np


def said(name):  # what SmolLM2 said about 100 validation sentences, half of them praise; measure.py made the files
    return json.loads((Path(__file__).parent / "data" / f"{name}.json").read_text("utf-8"))


orders = said("shot-orders")
y, tried = np.array(orders["y"]), said("templates")
print(len(tried), "prompts,", np.array(tried[0]["logp"]).shape, "log-probabilities each")
print("praise accuracy")
for one in tried:
    d = np.diff(one["logp"], axis=1)[:, 0]  # log p(praise) - log p(blame)
    print(f"{(d > 0).mean():6.2f} {((d > 0) == y).mean():8.2f} ", one["template"].replace("\n", " / "), one["words"])

# %% id=orders
d = np.array([order["d"] for order in orders["orders"]])  # 24 orders, 100 sentences
marks = ["".join("-+"[orders["shots"][k][0]] for k in order["order"]) for order in orders["orders"]]
accuracy, praise = ((d > 0) == y).mean(axis=1), (d > 0).mean(axis=1)
print("d", d.shape, " accuracy from", accuracy.min(), "to", accuracy.max())
for mark in sorted(set(marks)):
    here = np.array([m == mark for m in marks])
    print(mark, "accuracy", accuracy[here].round(2), " praise", praise[here].round(2))

# %% id=counts
for count in (0, 1, 2, 4, 8):
    runs = [np.array(run["d"]) for run in said("shot-counts") if run["count"] == count]
    print(count, "examples: accuracy", [round(float(((run > 0) == y).mean()), 2) for run in runs])

# %% id=calibrate
# hand: over-null
p, p_null = np.array([0.6, 0.4]), np.array([0.75, 0.25])
ratio = p / p_null
print("ratio", ratio, " calibrated", np.round(ratio / ratio.sum(), 4))
assert np.allclose(ratio, [0.8, 1.6])
assert np.allclose(ratio / ratio.sum(), [1 / 3, 2 / 3])
shift = np.log(p[1] / p[0]) - np.log(p_null[1] / p_null[0])  # the same in logarithms: take the null text's d off
print("d", round(shift, 4), "= ln 2", round(np.log(2), 4))
assert np.isclose(shift, np.log(2))

# %% id=nulls
null = np.array([order["null"] for order in orders["orders"]])  # 24 orders, 3 null texts
print("null", null.shape, orders["nulls"])
for name, bias in [("raw", 0 * null[:, 0]), *zip(orders["nulls"], null.T, strict=True), ("median", np.median(d, axis=1))]:
    says = d > bias[:, None]
    right = (says == y).mean(axis=1)
    print(f"{name!r:9} accuracy {right.min():.2f} to {right.max():.2f}, mean {right.mean():.2f}")
last = np.array([mark[-1] == "+" for mark in marks])
for name, bias in zip(orders["nulls"], null.T, strict=True):
    print(f"{name!r:9} leans {bias[last].mean():5.2f} if the last one praises, {bias[~last].mean():5.2f} if it blames")

# %% id=mixed
for one in tried[:5]:
    d0, bias = np.diff(one["logp"], axis=1)[:, 0], np.diff(one["null"], axis=1)[0, 0]
    raw, calibrated, middle = (((d0 > cut) == y).mean() for cut in (0, bias, np.median(d0)))
    print(f"{raw:.2f} -> {calibrated:.2f}, median {middle:.2f} ", one["template"].splitlines()[-1], one["words"])

# %% id=braces
template, text = "Review: {text}\nSentiment: {label}", "The trailer says {label}, I say no."
filled = template.replace("{text}", text)  # looks harmless
assert filled.count("{label}") == 2
print(repr(filled[: filled.index("{label}")]))
print(repr(filled.replace("{label}", "negative")))
braces = 'Review: {text}, as {"json": 1}'
try:
    braces.format(text=text)
except KeyError as problem:
    print("format stops at", problem)

# %% id=attacks
print("still called blame: prompt, smuggled in, share")
for run in said("attacks"):
    caught = (np.array(run["d"]) < 0).mean()
    who = "blame" if run["label"] == 0 else "praise"
    print(f"{run['prompt']:7} {run['attack']:17} {who:6} {caught:.2f}")
