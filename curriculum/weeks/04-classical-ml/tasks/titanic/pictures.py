"""The figures that a run shows."""

from typing import Any

import numpy as np
from passengers import auc


def _figure(data: list[dict[str, Any]], title: dict[str, str], x: dict[str, str], y: dict[str, str]) -> dict[str, Any]:
    return {"data": data, "layout": {"title": {"text": title}, "xaxis": {"title": {"text": x}}, "yaxis": {"title": {"text": y}}}}


def _line(x: Any, y: Any, name: Any, mode: str = "lines") -> dict[str, Any]:
    return {"type": "scatter", "mode": mode, "x": np.round(x, 4).tolist(), "y": np.round(y, 4).tolist(), "name": name}


def roc(y: np.ndarray, p: np.ndarray) -> dict[str, Any]:
    cuts = np.concatenate([[np.inf], np.unique(p)[::-1]])
    fpr, tpr = ([float(np.mean(p[y == label] >= cut)) for cut in cuts] for label in (0, 1))
    chance = _line([0, 1], [0, 1], {"zh": "随机", "en": "chance"})
    return _figure(
        [_line(fpr, tpr, f"AUC = {auc(y, p):.3f}"), chance],
        {"zh": "ROC 曲线", "en": "ROC curve"},
        {"zh": "假阳性率", "en": "false positive rate"},
        {"zh": "召回率", "en": "recall"},
    )


def calibration(y: np.ndarray, p: np.ndarray) -> dict[str, Any]:
    """Six groups of equal size: what was promised against what happened."""
    groups = np.array_split(np.argsort(p, kind="stable"), 6)
    promised, happened = [float(p[g].mean()) for g in groups], [float(y[g].mean()) for g in groups]
    ideal = _line([0, 1], [0, 1], {"zh": "名副其实", "en": "as promised"})
    return _figure(
        [_line(promised, happened, {"zh": "六组乘客", "en": "six groups"}, "lines+markers"), ideal],
        {"zh": "校准：说的与发生的", "en": "Calibration: promised and happened"},
        {"zh": "平均预测概率", "en": "mean predicted probability"},
        {"zh": "实际获救的比例", "en": "share that survived"},
    )


def confusion(y: np.ndarray, p: np.ndarray) -> dict[str, Any]:
    table = [[int(((y == true) & ((p >= 0.5) == bool(said))).sum()) for said in (0, 1)] for true in (0, 1)]
    names = ({"zh": "遇难", "en": "died"}, {"zh": "获救", "en": "survived"})
    bars = [
        {"type": "bar", "x": ["0", "1"], "y": [table[0][said], table[1][said]], "name": name} for said, name in enumerate(names)
    ]
    return _figure(
        bars,
        {"zh": "混淆矩阵（阈值 0.5）：颜色是预测", "en": "Confusion matrix (threshold 0.5): colour is the prediction"},
        {"zh": "真实：0 遇难，1 获救", "en": "truth: 0 died, 1 survived"},
        {"zh": "人数", "en": "passengers"},
    )


def fold_chart(scores: np.ndarray, own: np.ndarray) -> dict[str, Any]:
    names = ({"zh": "你的 cv_report", "en": "your cv_report"}, {"zh": "评测自己的各折", "en": "the judge's own folds"})
    boxes = [
        {"type": "box", "y": np.round(values, 4).tolist(), "boxpoints": "all", "name": name}
        for values, name in zip((scores, own), names, strict=True)
    ]
    return _figure(
        boxes,
        {"zh": "每一折的 AUC", "en": "AUC of every fold"},
        {"zh": "", "en": ""},
        {"zh": "AUC", "en": "AUC"},
    )
