"""Builds rank-sweep: error against rank for three numbers of labels, in the world of lesson 1."""

import runpy
from pathlib import Path

import torch
from figure_files import buttons, layout, save, save_svg, text

LABELS, RANKS = (96, 192, 384), (1, 2, 4, 8, 16, 32, 64)
cells = runpy.run_path(str(Path(__file__).parents[1] / "lessons" / "01-ways-to-finetune.py"))
trained, shared = cells["trained"], cells["trained"].__globals__
g = torch.Generator().manual_seed(11)
inputs = torch.randn(max(LABELS), 64, generator=g)
answers = inputs @ (shared["W0"] + shared["change"]).T + 0.5 * torch.randn(max(LABELS), 64, generator=g)

found = {}
for n in LABELS:
    shared["x_few"], shared["y_few"] = inputs[:n], answers[:n]
    low = [trained(cells["low_rank"](rank))[1:] for rank in RANKS]
    found[n] = ([round(v[0], 4) for v in low], [round(v[1], 4) for v in low], round(trained(cells["full"]())[2], 4))
    print(n, found[n])

NAMES = (text("标注上", "on the labels"), text("没见过的输入上", "on new inputs"), text("全量，没见过的", "full, on new inputs"))
traces = []
for n, (seen, new, full) in found.items():
    for name, values, dash in zip(NAMES, (seen, new, [full] * len(RANKS)), ("dot", "solid", "dash"), strict=True):
        trace = {"type": "scatter", "mode": "lines+markers", "x": [str(rank) for rank in RANKS], "y": values, "name": name}
        traces.append({**trace, "line": {"dash": dash, "width": 3}, "visible": n == LABELS[0]})
save(
    "rank-sweep",
    text(
        "LoRA 的秩从 1 到 64，没见过的输入上的误差：" + "；".join(f"{n} 条标注 {new}" for n, (_, new, _) in found.items()),
        "Error on new inputs for LoRA ranks 1 to 64: " + "; ".join(f"{n} labels {new}" for n, (_, new, _) in found.items()),
    ),
    traces,
    layout(
        text("误差与秩（任务要的改动秩是 2）", "Error against rank (the task asks for rank 2)"),
        text("秩", "Rank"),
        text("平方误差", "Squared error"),
        xaxis={"type": "category"},
        yaxis={"range": [0, 0.6]},
        updatemenus=buttons(
            [text(f"{n} 条", f"{n} labels") for n in LABELS],
            [[k // 3 == i for k in range(len(traces))] for i in range(len(LABELS))],
        ),
    ),
)


def draw(ax):
    for n, (_, new, _) in found.items():
        ax.plot([str(rank) for rank in RANKS], new, "o-", label=f"{n} labels")
    ax.set_xlabel("rank")
    ax.set_ylabel("error on new inputs")
    ax.legend()


save_svg("rank-sweep", draw)
