"""Builds length-exponent: sum, mean and what lies between, for five praising labels against " bad" (measured, lessons/data)."""

import json
from pathlib import Path

import numpy as np
from figure_files import buttons, layout, save, save_svg, text

said = json.loads((Path(__file__).parents[1] / "lessons" / "data" / "label-scores.json").read_text("utf-8"))
y = np.array(said["y"])
totals = np.array([[sum(tokens) for tokens in row] for row in said["logp"]])
counts = np.array([len(tokens) for tokens in said["logp"][0]])
PRAISE, BAD = (1, 3, 4, 5, 6), 0
powers = np.round(np.arange(0, 1.2501, 0.05), 2)


def curves(k):
    """f64[P], f64[P]: shares judged praise and shares right, for every power of the label's length."""
    says = totals[:, k, None] / counts[k] ** powers > totals[:, BAD, None] / counts[BAD] ** powers
    return says.mean(0), (says == y[:, None]).mean(0)


names = [said["labels"][k].strip() for k in PRAISE]
lines = [curves(k) for k in PRAISE]
traces = []
for shown, (says, right) in enumerate(lines):
    for name, values, dash in ((text("判为褒", "judged praise"), says, "dot"), (text("判对", "right"), right, "solid")):
        trace = {"type": "scatter", "mode": "lines", "x": powers.tolist(), "y": values.round(4).tolist(), "name": name}
        traces.append({**trace, "line": {"dash": dash, "width": 3}, "visible": shown == 1})

best = {name: (float(powers[right.argmax()]), round(float(right.max()), 2)) for name, (_, right) in zip(names, lines)}
print(best)
said_zh = "；".join(f"{n}：{p} 次方时 {v}" for n, (p, v) in best.items())
said_en = "; ".join(f"{n}: {v} at power {p}" for n, (p, v) in best.items())
menu = buttons(names, [[k // 2 == i for k in range(len(traces))] for i in range(len(names))])
menu[0] |= {"type": "dropdown", "active": 1}
save(
    "length-exponent",
    text(
        f"得分除以词元个数的 0 到 1.25 次方，五种褒的标签对 bad，100 句影评。判对最多的地方：{said_zh}。",
        "Scores over the number of tokens to the power 0 to 1.25, five praising labels against bad, 100 sentences. "
        f"Most right: {said_en}.",
    ),
    traces,
    layout(
        text("除以词元个数的几次方", "Divided by which power of the length"),
        text("次方（0 求和，1 平均）", "Power (0 sum, 1 mean)"),
        text("100 句里的比例", "Share of 100 sentences"),
        yaxis={"range": [-0.02, 1.05]},
        updatemenus=menu,
    ),
)


def draw(ax):
    for name, (says, right) in zip(names, lines):
        drawn = ax.plot(powers, right, label=name)
        ax.plot(powers, says, ":", color=drawn[0].get_color())
    ax.set_xlabel("power of the length (0 sum, 1 mean)")
    ax.set_ylabel("share right (dotted: judged praise)")
    ax.legend(fontsize=7)


save_svg("length-exponent", draw)
