# %% id=paper
MINUTES = {"abstract": 8, "introduction": 12, "related work": 15, "method": 30, "experiments": 25, "appendix": 20}
ANSWERS = {
    "claim": {"abstract", "introduction"},
    "evidence": {"abstract", "experiments"},  #: 图表与摘要同在第一部分 | the figures go with the abstract
    "limits": {"experiments"},
}


def read(order, budget):
    """{part: share read} when the parts are read in this order until the time is over; a part that does not fit is not begun."""
    read_parts = {}
    for part, partly in order:
        share = 1.0 if MINUTES[part] <= budget else (budget / MINUTES[part] if partly else 0.0)
        if share == 0:
            break
        read_parts[part] = share
        budget -= share * MINUTES[part]
    return read_parts


def answered(parts):
    return sorted(question for question, places in ANSWERS.items() if places & set(parts))


print(sum(MINUTES.values()), "minutes in all; straight through,", sum(list(MINUTES.values())[:4]), "before the first experiment")

# %% id=three-passes
# hand: three-passes
straight = read([(part, False) for part in MINUTES], 30)
chosen = read([("abstract", False), ("experiments", True)], 30)
for name, parts in (("straight through", straight), ("by choice", chosen)):
    print(f"{name:17}", {part: round(share, 2) for part, share in parts.items()}, "->", answered(parts))
assert sum(MINUTES[part] for part in straight) == 20
assert answered(straight) == ["claim", "evidence"]
assert chosen["experiments"] == 22 / 25
assert answered(chosen) == ["claim", "evidence", "limits"]

# %% id=ledger
NAMES = ("claim", "where", "against", "gap", "runs", "changed")
ROWS = [
    ("3.57% top-5: best of its year", "abstract", "last year", 3.09, None, ["depth", "shortcuts", "ensemble", "crops"]),
    ("34 layers train with shortcuts", "table 2", "34 plain layers", 3.51, None, ["shortcuts"]),
    ("110 layers: 6.61 ± 0.16, CIFAR-10", "table 6", "56 layers", 0.36, 5, ["depth"]),
]
ledger = [dict(zip(NAMES, row, strict=True)) for row in ROWS]
for row in ledger:
    missing = [name for name in NAMES if row[name] is None]
    kind = "a comparison" if len(row["changed"]) == 1 else f"a record: {len(row['changed'])} things changed"
    print(f"{row['claim']:34} {kind:27} missing: {missing}")
assert [len(row["changed"]) == 1 for row in ledger] == [False, True, True]

# %% id=flip
# hand: flip
import math


def flip(gap, sigma):
    """Probability that one run each shows two methods the wrong way round."""
    return 0.5 * math.erfc(gap / (sigma * math.sqrt(2)) / math.sqrt(2))


for layers, plain, resnet in ((18, 27.94, 27.88), (34, 28.54, 25.03)):
    gap = plain - resnet
    print(f"{layers} layers: gap {gap:.2f}  ratio {gap / (0.3 * 2**0.5):.3f}  wrong way round {flip(gap, 0.3):.3g}")
assert abs(flip(0.06, 0.3) - 0.444) < 5e-4
assert flip(3.51, 0.3) < 1e-15
assert flip(0, 1) == 0.5

# %% id=tipping
CLAIMS = {
    "ResNet-34 against plain-34": 3.51,
    "BERT with and without NSP, MNLI": 0.5,
    "Transformer, 8 heads against 4": 0.3,
    "ResNet-18 against plain-18": 0.06,
}
for name, gap in CLAIMS.items():
    sigma = gap / (2**0.5 * 1.645)  #: 看反的概率恰为 5% | where the wrong order has probability 0.05
    print(f"{name:34} gap {gap:.2f}: uncertain once sigma exceeds {sigma:.2f}")
    assert abs(flip(gap, sigma) - 0.05) < 1e-3
