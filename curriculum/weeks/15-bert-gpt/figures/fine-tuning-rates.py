"""Builds fine-tuning-rates: the lesson's run (128 sentences, three epochs) at seven learning rates, from the pretrained model."""

import os
import runpy
from pathlib import Path

from figure_files import layout, save, save_svg, slider, text

os.environ.setdefault("HF_HUB_OFFLINE", "1")
cells = runpy.run_path(str(Path(__file__).parents[1] / "lessons" / "05-hugging-face.py"))
RATES = [0.00002, 0.0001, 0.0002, 0.0003, 0.0005, 0.001, 0.003]
FIRST = RATES.index(0.0003)
GREY, STRONG = "#9ca3af", "#b45309"


def measure(rate):
    model, losses = cells["run"](cells["texts"], cells["labels"], rate)
    print(rate, [round(x, 2) for x in losses], round(cells["right"](model), 3), flush=True)
    return [round(x, 4) for x in losses], round(cells["right"](model), 3)


runs = [measure(rate) for rate in RATES]
names = [f"{rate:.0e}".replace("e-0", "e-") for rate in RATES]
steps = list(range(1, len(runs[0][0]) + 1))


def colours(chosen):
    return [STRONG if k == chosen else GREY for k in range(len(RATES))]


traces = [
    {
        "type": "scatter",
        "mode": "lines",
        "x": steps,
        "y": losses,
        "name": name,
        "showlegend": False,
        "opacity": 1 if k == FIRST else 0.35,
        "line": {"color": colours(FIRST)[k], "width": 3 if k == FIRST else 1.5},
    }
    for k, (name, (losses, _)) in enumerate(zip(names, runs, strict=True))
]
traces.append(
    {
        "type": "bar",
        "x": names,
        "y": [accuracy for _, accuracy in runs],
        "xaxis": "x2",
        "yaxis": "y2",
        "showlegend": False,
        "marker": {"color": colours(FIRST)},
    }
)
frames = [
    {
        "name": name,
        "data": [
            *(
                {"opacity": 1 if k == chosen else 0.35, "line": {"color": colours(chosen)[k], "width": 3 if k == chosen else 1.5}}
                for k in range(len(RATES))
            ),
            {"marker": {"color": colours(chosen)}},
        ],
        "traces": list(range(len(RATES) + 1)),
    }
    for chosen, name in enumerate(names)
]
sliders = slider(names, text("学习率 = ", "learning rate = "))
sliders[0]["active"] = FIRST
save(
    "fine-tuning-rates",
    text(
        "同一个预训练模型、同样 128 句、3 轮，七种学习率。验证集正确率："
        + "，".join(f"{n} 为 {a}" for n, (_, a) in zip(names, runs, strict=True)),
        "The same pretrained model and 128 sentences, three epochs, seven learning rates. Right on validation: "
        + ", ".join(f"{n} gives {a}" for n, (_, a) in zip(names, runs, strict=True)),
    ),
    traces,
    layout(
        text("微调的学习率", "The learning rate of fine-tuning"),
        "",
        text("loss", "loss"),
        xaxis={"domain": [0, 1], "anchor": "y", "title": {"text": text("步", "step")}},
        yaxis={"domain": [0.58, 1], "range": [0, 1.6]},
        xaxis2={"anchor": "y2", "type": "category"},
        yaxis2={"domain": [0, 0.4], "range": [0, 1], "title": {"text": text("验证集正确率", "right on validation")}},
        height=540,
        sliders=sliders,
    ),
    frames,
)


def draw(ax):
    for name, (losses, accuracy) in zip(names, runs, strict=True):
        ax.plot(steps, losses, label=f"{name}: {accuracy}")
    ax.set_ylim(0, 1.6)
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    ax.legend(title="learning rate: right on validation")


save_svg("fine-tuning-rates", draw)
