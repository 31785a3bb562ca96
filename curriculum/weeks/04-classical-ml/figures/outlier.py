"""Builds outlier.json and .svg: a least-squares line and a logistic regression while one survivor moves away."""

from typing import Any

import numpy as np
from drawing import BLUE, GREY, ORANGE, axis, layout, save, save_svg, scatter, slider
from sklearn.linear_model import LogisticRegression

X = np.array([-4.0, -3, -2, -1, 0, 1, 2, 3, 4])
Y = np.array([0, 0, 0, 0, 1, 0, 1, 1, 1])
AXIS = np.linspace(-6, 32, 153)
PLACES = (5, 8, 12, 16, 20, 25, 30)


def fitted(place: float) -> tuple[np.ndarray, np.ndarray, float, float]:
    """(line [153], sigmoid [153], where the line says a half, where the sigmoid does) with the survivor at `place`."""
    x, y = np.append(X, place), np.append(Y, 1)
    slope, start = np.polyfit(x, y, 1)
    model = LogisticRegression(C=10.0).fit(x[:, None], y)
    limit = float(-model.intercept_[0] / model.coef_[0, 0])
    return slope * AXIS + start, model.predict_proba(AXIS[:, None])[:, 1], float((0.5 - start) / slope), limit


def moving(place: float) -> list[dict[str, Any]]:
    line, curve, line_limit, curve_limit = fitted(place)
    return [
        scatter(AXIS, line, {"zh": "直线", "en": "line"}, line={"color": BLUE}),
        scatter(AXIS, curve, {"zh": "逻辑回归", "en": "logistic"}, line={"color": ORANGE}),
        scatter(
            [line_limit] * 2, [-0.3, 1.6], {"zh": "直线的界限", "en": "limit of the line"}, line={"color": BLUE, "dash": "dot"}
        ),
        scatter(
            [curve_limit] * 2,
            [-0.3, 1.6],
            {"zh": "逻辑回归的界限", "en": "limit of the logistic"},
            line={"color": ORANGE, "dash": "dot"},
        ),
        scatter([place], [1], {"zh": "远处的获救者", "en": "far survivor"}, "markers", marker={"size": 13, "color": GREY}),
    ]


ALT = {
    "zh": (
        "九个点上的最小二乘直线与逻辑回归；第十个点（获救）向右移动时，直线的 0.5 界限从 0.5 移到 3.0，逻辑回归的界限几乎不动。"
    ),
    "en": "A least-squares line and a logistic regression on nine points; as a tenth, a survivor, moves right, the line's limit "
    "of 0.5 goes from 0.5 to 3.0 while that of the logistic regression hardly moves.",
}


def still(ax: Any) -> None:
    line, curve, *_ = fitted(30)
    ax.plot(np.append(X, 30), np.append(Y, 1), "o", color=GREY)
    ax.plot(AXIS, line, color=BLUE)
    ax.plot(AXIS, curve, color=ORANGE)
    ax.set_ylim(-0.3, 1.6)


if __name__ == "__main__":
    for place in PLACES:
        print(place, [round(value, 3) for value in fitted(place)[2:]])
    points = scatter(X, Y, {"zh": "九名乘客", "en": "nine passengers"}, "markers", marker={"size": 9, "color": GREY})
    plan = layout(
        axis({"zh": "特征 x", "en": "feature x"}, -6, 32),
        axis({"zh": "预测：获救", "en": "prediction: survived"}, -0.3, 1.6),
        showlegend=True,
        legend={"orientation": "h", "y": 1.18},
        sliders=[slider([str(place) for place in PLACES], {"zh": "第十名乘客的 x：", "en": "x of the tenth passenger: "})],
    )
    frames = [{"name": str(place), "data": moving(place), "traces": [1, 2, 3, 4, 5]} for place in PLACES]
    save("outlier", ALT, [points, *moving(PLACES[0])], plan, frames)
    save_svg("outlier", still)
