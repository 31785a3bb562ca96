"""Builds order-bias: 24 orders of four examples under four thresholds (measured, lessons/data/shot-orders.json)."""

import json
from pathlib import Path

import numpy as np
from figure_files import buttons, layout, save, save_svg, text

said = json.loads((Path(__file__).parents[1] / "lessons" / "data" / "shot-orders.json").read_text("utf-8"))
y = np.array(said["y"])
d = np.array([order["d"] for order in said["orders"]])
null = np.array([order["null"] for order in said["orders"]])
marks = ["".join("−+"[said["shots"][k][0]] for k in order["order"]) for order in said["orders"]]
WAYS = {
    "raw": (text("不校准", "raw"), np.zeros(len(d))),
    "N/A": ("N/A", null[:, said["nulls"].index("N/A")]),
    "empty": (text("空串", "empty string"), null[:, said["nulls"].index("")]),
    "median": (text("中位数", "median"), np.median(d, axis=1)),
}
LAST = (("+", text("最后一个是褒", "last one praises"), "circle"), ("−", text("最后一个是贬", "last one blames"), "diamond"))

points = {}
for way, (_, cut) in WAYS.items():
    says = d > cut[:, None]
    points[way] = (says.mean(1), (says == y).mean(1))
    print(way, points[way][1].min(), points[way][1].max())

traces = []
for way, (praise, right) in points.items():
    for mark, name, symbol in LAST:
        here = [k for k, order in enumerate(marks) if order[-1] == mark]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": praise[here].round(2).tolist(),
                "y": right[here].round(2).tolist(),
                "text": [marks[k] for k in here],
                "name": name,
                "marker": {"size": 11, "symbol": symbol, "opacity": 0.75},
                "visible": way == "raw",
            }
        )

spans = {way: (round(float(right.min()), 2), round(float(right.max()), 2)) for way, (_, right) in points.items()}
save(
    "order-bias",
    text(
        "24 种示例次序的准确率，四种门槛：" + "；".join(f"{way}：{a} 到 {b}" for way, (a, b) in spans.items()),
        "Accuracy of 24 orders of examples under four thresholds: "
        + "; ".join(f"{way}: {a} to {b}" for way, (a, b) in spans.items()),
    ),
    traces,
    layout(
        text("24 种次序，每点一种", "24 orders, a point each"),
        text("判为褒的比例", "Share judged praise"),
        text("准确率", "Accuracy"),
        xaxis={"range": [-0.03, 1.03]},
        yaxis={"range": [0.45, 1.0]},
        updatemenus=buttons(
            [name for name, _ in WAYS.values()], [[k // 2 == i for k in range(len(traces))] for i in range(len(WAYS))]
        ),
    ),
)


def draw(ax):
    for way, marker in (("raw", "o"), ("median", "x")):
        ax.scatter(*points[way], label=way, marker=marker)
    ax.set_xlabel("share judged praise")
    ax.set_ylabel("accuracy")
    ax.legend()


save_svg("order-bias", draw)
