"""Trees, k-NN and logistic regression on two noisy crescents: validation curve and decision regions."""

from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler
from sklearn.tree import DecisionTreeClassifier

Report = Callable[..., None]
Figure = Callable[[str, dict[str, Any]], None]

TRAIN, VALIDATION, SIDE = 160, 2000, 31
AXES = np.linspace(-2.2, 3.2, SIDE), np.linspace(-1.8, 2.3, SIDE)
CURVES: dict[str, list[float]] = {
    "tree": list(range(1, 21)),
    "knn": [1, 3, 5, 7, 9, 13, 17, 21, 31, 41, 51, 61, 71, 81, 91, 101],
    "logistic": [float(f"{10.0**power:.4g}") for power in np.arange(-4, 4.01, 0.5)],
}
SETTING = {"tree": "depth", "knn": "k", "logistic": "C"}
TITLES = {
    "tree": {"zh": "树的深度", "en": "depth of the tree"},
    "knn": {"zh": "邻居个数 k", "en": "neighbours k"},
    "logistic": {"zh": "C（越大惩罚越轻）", "en": "C (larger: less penalty)"},
}


def crescents(rng: np.random.Generator, n: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    """X f64[n, 2], y i64[n]."""
    angle, label = rng.uniform(0, np.pi, n), rng.integers(0, 2, n)
    arc = np.column_stack([np.cos(angle), np.sin(angle)])
    arc[label == 1] = np.array([1.0, 0.5]) - arc[label == 1]
    return arc + noise * rng.normal(size=(n, 2)), label


def build(model: str, setting: float) -> Any:
    if model == "tree":
        return DecisionTreeClassifier(max_depth=int(setting), random_state=0)
    if model == "knn":
        return KNeighborsClassifier(n_neighbors=int(setting))
    return make_pipeline(PolynomialFeatures(7), StandardScaler(), LogisticRegression(C=setting, max_iter=3000))


def run(config: dict[str, Any], seed: int, report: Report, figure: Figure) -> dict[str, float]:
    """Curves train_acc and val_acc over the model's setting; figures validation-curve and regions."""
    model, noise = str(config["model"]), float(config["noise"])
    setting = float(config[SETTING[model]])
    X, y = crescents(np.random.default_rng([seed, 1]), TRAIN, noise)
    XV, yv = crescents(np.random.default_rng([seed, 2]), VALIDATION, noise)
    rows = []
    for step, value in enumerate(CURVES[model], start=1):
        fitted = build(model, value).fit(X, y)
        rows.append((value, float(fitted.score(X, y)), float(fitted.score(XV, yv))))
        report(step, train_acc=rows[-1][1], val_acc=rows[-1][2])
    chosen = build(model, setting).fit(X, y)
    train, validation = float(chosen.score(X, y)), float(chosen.score(XV, yv))
    figure("validation-curve", validation_curve(model, np.array(rows), setting, train, validation))
    figure("regions", regions(chosen, X, y))
    best = max(validation, *(row[2] for row in rows))
    return {"train_acc": train, "val_acc": validation, "gap": train - validation, "regret": best - validation, "noise": noise}


def validation_curve(model: str, rows: np.ndarray, setting: float, train: float, validation: float) -> dict[str, Any]:
    names = ({"zh": "训练", "en": "training"}, {"zh": "验证", "en": "validation"})
    lines = [
        {"type": "scatter", "mode": "lines+markers", "x": rounded(rows[:, 0]), "y": rounded(rows[:, 1 + i]), "name": name}
        for i, name in enumerate(names)
    ]
    here = {
        "type": "scatter",
        "mode": "markers",
        "x": [setting, setting],
        "y": rounded(np.array([train, validation])),
        "marker": {"size": 13, "symbol": "diamond"},
        "name": {"zh": "你选的", "en": "your choice"},
    }
    return {
        "data": [*lines, here],
        "layout": {
            "title": {"text": {"zh": "验证曲线", "en": "Validation curve"}},
            "xaxis": {"title": {"text": TITLES[model]}, "type": "log" if model == "logistic" else "linear"},
            "yaxis": {"title": {"text": {"zh": "准确率", "en": "accuracy"}}},
        },
    }


def regions(fitted: Any, X: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    grid = np.stack(np.meshgrid(*AXES), axis=-1).reshape(-1, 2)
    share = fitted.predict_proba(grid)[:, 1].reshape(SIDE, SIDE)
    names = ({"zh": "类别 0", "en": "class 0"}, {"zh": "类别 1", "en": "class 1"})
    points = [
        {"type": "scatter", "mode": "markers", "x": rounded(X[y == c, 0]), "y": rounded(X[y == c, 1]), "name": names[c]}
        for c in (0, 1)
    ]
    field = {
        "type": "heatmap",
        "x": rounded(AXES[0]),
        "y": rounded(AXES[1]),
        "z": [[round(float(value), 2) for value in row] for row in share],
        "zmin": 0,
        "zmax": 1,
        "opacity": 0.5,
        "showscale": False,
        "hoverinfo": "skip",
    }
    return {
        "data": [field, *points],
        "layout": {
            "title": {"text": {"zh": "划出的区域与训练样本", "en": "Regions and training samples"}},
            "xaxis": {"title": {"text": {"zh": "特征 1", "en": "feature 1"}}},
            "yaxis": {"title": {"text": {"zh": "特征 2", "en": "feature 2"}}},
        },
    }


def rounded(values: np.ndarray) -> list[float]:
    return [float(f"{value:.4g}") for value in values]
