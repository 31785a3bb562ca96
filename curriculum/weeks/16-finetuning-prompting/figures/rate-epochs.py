"""Builds rate-epochs: thirty epochs of lesson 2's fine-tuning at five peak learning rates."""

import runpy
from pathlib import Path

from figure_files import buttons, layout, save, save_svg, text

PEAKS = (0.0003, 0.001, 0.003, 0.01, 0.03)
cells = runpy.run_path(str(Path(__file__).parents[1] / "lessons" / "02-finetuning-workflow.py"))
runs = {peak: cells["finetune"](peak)[0] for peak in PEAKS}
NAMES = (text("标注", "labels"), text("验证", "validation"), text("旧任务", "old task"))

traces = []
for peak, rows in runs.items():
    for k, name in enumerate(NAMES, 1):
        trace = {"type": "scatter", "mode": "lines+markers", "x": [row[0] for row in rows], "y": [row[k] for row in rows]}
        traces.append({**trace, "name": name, "visible": peak == 0.01})
best = {peak: max(rows, key=lambda row: row[2]) for peak, rows in runs.items()}
said_zh = "；".join(f"{peak}：验证最高 {row[2]}（第 {row[0]} 轮），最后旧任务 {runs[peak][-1][3]}" for peak, row in best.items())
said_en = "; ".join(
    f"{peak}: best validation {row[2]} (epoch {row[0]}), old task {runs[peak][-1][3]} at last" for peak, row in best.items()
)
print(said_en)
menu = buttons([str(peak) for peak in PEAKS], [[k // 3 == i for k in range(len(traces))] for i in range(len(PEAKS))])
menu[0]["active"] = PEAKS.index(0.01)
save(
    "rate-epochs",
    text(f"五种最高学习率各微调三十轮。{said_zh}", f"Thirty epochs at five peak learning rates. {said_en}"),
    traces,
    layout(
        text("三十轮微调", "Thirty epochs of fine-tuning"),
        text("轮", "Epoch"),
        text("准确率", "Accuracy"),
        yaxis={"range": [0.35, 1.03]},
        updatemenus=menu,
    ),
)


def draw(ax):
    for k, name in enumerate(NAMES, 1):
        ax.plot([row[0] for row in runs[0.01]], [row[k] for row in runs[0.01]], "o-", label=name["en"])
    ax.set_xlabel("epoch, peak rate 0.01")
    ax.set_ylabel("accuracy")
    ax.legend()


save_svg("rate-epochs", draw)
