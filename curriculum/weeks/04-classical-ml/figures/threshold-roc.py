"""Builds threshold-roc.json and .svg: the ten rows of lesson 1, a threshold, and its point on the ROC curve."""

from typing import Any

import numpy as np
from drawing import BLUE, GREY, ORANGE, axis, layout, save, save_svg, scatter, slider

Y = np.array([1, 0, 1, 1, 0, 0, 1, 0, 0, 0])
P = np.array([0.9, 0.8, 0.7, 0.6, 0.55, 0.4, 0.35, 0.3, 0.2, 0.1])
THRESHOLDS = (1.0, 0.85, 0.75, 0.65, 0.57, 0.5, 0.38, 0.32, 0.25, 0.15, 0.05)


def counts(threshold: float) -> tuple[int, int, int, int]:
    """(TN, FP, FN, TP)."""
    said = P >= threshold
    return tuple(int(((Y == true) & (said == bool(says))).sum()) for true in (0, 1) for says in (0, 1))  # type: ignore[return-value]


def rates(threshold: float) -> tuple[float, float]:
    tn, fp, fn, tp = counts(threshold)
    return fp / (fp + tn), tp / (tp + fn)


def moving(threshold: float) -> list[dict[str, Any]]:
    tn, fp, fn, tp = counts(threshold)
    fpr, tpr = rates(threshold)
    label = f"TP {tp}  FP {fp}<br>FN {fn}  TN {tn}"
    line = scatter([threshold, threshold], [-0.4, 1.4], {"zh": "阈值", "en": "threshold"}, line={"color": GREY, "dash": "dash"})
    point = scatter(
        [fpr], [tpr], label, "markers+text", text=[label], textposition="bottom right", marker={"size": 14, "color": ORANGE}
    )
    return [line, point | {"xaxis": "x2", "yaxis": "y2"}]


ROC = np.array([rates(cut) for cut in THRESHOLDS])
ROWS = [
    scatter(P[Y == label], Y[Y == label], name, "markers", marker={"size": 12, "color": colour})
    for label, name, colour in ((0, {"zh": "真负", "en": "true 0"}, BLUE), (1, {"zh": "真正", "en": "true 1"}, ORANGE))
]
CURVE = scatter(ROC[:, 0], ROC[:, 1], "ROC", line={"color": BLUE, "shape": "hv"}) | {"xaxis": "x2", "yaxis": "y2"}
START = THRESHOLDS.index(0.5)
ALT = {
    "zh": (
        "左边是十行的概率与真实类别，一条可移动的阈值线；右边是 ROC "
        "曲线上的对应点，旁边写着四个格子的个数。阈值降低，点向右上走。"
    ),
    "en": "Left: probabilities and classes of ten rows with a movable threshold. Right: the matching point of the ROC curve "
    "with the counts of the four boxes; as the threshold falls the point walks up and to the right.",
}


def still(axes: Any) -> None:
    for label, colour in ((0, BLUE), (1, ORANGE)):
        axes[0].plot(P[Y == label], Y[Y == label], "o", color=colour)
    axes[0].axvline(0.5, color=GREY, linestyle="--")
    axes[0].set_xlabel("p")
    axes[0].set_yticks([0, 1])
    axes[1].step(ROC[:, 0], ROC[:, 1], where="post", color=BLUE)
    axes[1].plot(*rates(0.5), "o", color=ORANGE)
    axes[1].set_xlabel("FP / (FP + TN)")
    axes[1].set_ylabel("TP / (TP + FN)")


if __name__ == "__main__":
    plan = layout(
        axis({"zh": "预测的概率 p", "en": "predicted probability p"}, 0, 1.05, domain=[0, 0.46]),
        axis({"zh": "真实的类别", "en": "true class"}, -0.4, 1.4, tickvals=[0, 1]),
        xaxis2=axis({"zh": "假阳性率", "en": "false positive rate"}, -0.05, 1.05, domain=[0.58, 1]),
        yaxis2=axis({"zh": "召回率", "en": "recall"}, -0.05, 1.05, anchor="x2"),
        showlegend=False,
        sliders=[slider([f"{cut:g}" for cut in THRESHOLDS], {"zh": "阈值：", "en": "threshold: "}, START)],
    )
    frames = [{"name": f"{cut:g}", "data": moving(cut), "traces": [3, 4]} for cut in THRESHOLDS]
    save("threshold-roc", ALT, [*ROWS, CURVE, *moving(0.5)], plan, frames)
    save_svg("threshold-roc", still, columns=2)
