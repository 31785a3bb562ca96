"""Gradient norm of every convolution before training, plain and residual, for four depths: the networks of the lab."""

import json
import sys
from pathlib import Path

from figure_files import HERE, layout, save, save_svg, slider, text

sys.path.append(str(HERE.parent / "labs" / "degradation"))

DEPTHS = [8, 14, 20, 32]


def first_steps():
    """{(depth, residual): norms of step 1} from the lab's sweep, with BatchNorm."""
    sweep = json.loads((Path(sys.path[-1]) / "sweep.json").read_text("utf-8"))
    return {
        (point["config"]["depth"], point["config"]["residual"]): [10**v for v in point["figures"]["gradients"]["data"][0]["z"][0]]
        for point in sweep["points"]
        if point["config"]["batch_norm"]
    }


NORMS = first_steps()
KINDS = [(False, text("普通", "plain"), "#d97706"), (True, text("残差", "residual"), "#2563eb")]


def traces(depth):
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": list(range(1, len(NORMS[depth, residual]) + 1)),
            "y": [float(f"{v:.3g}") for v in NORMS[depth, residual]],
            "line": {"color": color},
        }
        for residual, name, color in KINDS
    ]


save(
    "gradient-depth",
    text(
        "折线图（对数纵轴）：训练第一步各卷积的梯度范数，普通网络与残差网络，深度 8 到 32。",
        "Line chart, logarithmic axis: gradient norm of each convolution in the first step, plain and residual, 8 to 32 layers.",
    ),
    traces(DEPTHS[-1]),
    layout(
        text("梯度走到第一层还剩多少？", "What is the gradient when it reaches the first layer?"),
        text("第几个卷积（从输入数起）", "convolution, counted from the input"),
        text("梯度范数", "gradient norm"),
        yaxis={"type": "log"},
        legend={"orientation": "h", "y": 1.12},
        sliders=[{**slider([str(d) for d in DEPTHS], {"zh": "层数：", "en": "layers: "})[0], "active": len(DEPTHS) - 1}],
    ),
    [{"name": str(depth), "data": traces(depth)} for depth in DEPTHS],
)


def draw(ax):
    for residual, name, color in KINDS:
        for depth, style in ((8, ":"), (32, "-")):
            ax.semilogy(
                range(1, len(NORMS[depth, residual]) + 1),
                NORMS[depth, residual],
                style,
                color=color,
                label=f"{name['en']}, {depth}",
            )
    ax.set_xlabel("convolution, counted from the input")
    ax.set_ylabel("gradient norm")
    ax.legend()


save_svg("gradient-depth", draw)
