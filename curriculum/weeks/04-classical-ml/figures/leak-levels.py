"""Builds leak-levels.json and .svg: AUC on labels drawn by lot, encoding before and inside cross-validation."""

from typing import Any

import numpy as np
from drawing import BLUE, GREY, ORANGE, axis, layout, save, save_svg, scatter, slider

LEVELS = (5, 20, 50, 100, 200, 300, 600, 1200)
PEOPLE, DRAWS, FOLDS = 600, 12, 5


def auc(y: np.ndarray, p: np.ndarray) -> float:
    difference = p[y == 1][:, None] - p[y == 0][None, :]
    return float((difference > 0).mean() + (difference == 0).mean() / 2)


def rates(number: np.ndarray, y: np.ndarray, levels: int) -> np.ndarray:
    """Mean label of every number, pulled towards the overall mean by one imaginary person."""
    counts = np.bincount(number, minlength=levels)
    shares: np.ndarray = (np.bincount(number, weights=y, minlength=levels) + y.mean()) / (counts + 1)
    return shares


def draw(rng: np.random.Generator, levels: int) -> tuple[float, float]:
    """(leaking AUC, mean AUC over folds that encode by their training part)."""
    number, y = rng.integers(0, levels, PEOPLE), rng.integers(0, 2, PEOPLE)
    honest = []
    for part in np.array_split(rng.permutation(PEOPLE), FOLDS):
        rest = np.setdiff1d(np.arange(PEOPLE), part)
        honest.append(auc(y[part], rates(number[rest], y[rest], levels)[number[part]]))
    return auc(y, rates(number, y, levels)[number]), float(np.mean(honest))


RNG = np.random.default_rng(0)
RESULTS = {levels: np.array([draw(RNG, levels) for _ in range(DRAWS)]) for levels in LEVELS}


def moving(levels: int) -> list[dict[str, Any]]:
    found = RESULTS[levels]
    places = np.linspace(-0.25, 0.25, DRAWS)
    return [
        scatter(places + i, found[:, i], name, "markers", marker={"size": 10, "color": colour})
        for i, (name, colour) in enumerate(
            (({"zh": "先编码", "en": "before"}, ORANGE), ({"zh": "在流水线里", "en": "inside"}, BLUE))
        )
    ]


ALT = {
    "zh": "标签由抽签决定时，先编码再交叉验证的 AUC 随编号的种数从约 0.54 升到约 0.98；在每一折里编码的始终在 0.5 附近。",
    "en": "With labels drawn by lot, the AUC of encoding before cross-validation climbs with the number of levels from about "
    "0.54 to about 0.98; encoding inside every fold stays near 0.5.",
}


def still(ax: Any) -> None:
    for i, (colour, name) in enumerate(((ORANGE, "before"), (BLUE, "inside"))):
        ax.plot(LEVELS, [RESULTS[levels][:, i].mean() for levels in LEVELS], "o-", color=colour, label=name)
    ax.axhline(0.5, color=GREY, linestyle="--")
    ax.set_xscale("log")
    ax.set_ylabel("AUC")
    ax.legend()


if __name__ == "__main__":
    print({levels: RESULTS[levels].mean(axis=0).round(3).tolist() for levels in LEVELS})
    chance = scatter([-0.5, 1.5], [0.5, 0.5], {"zh": "抛硬币", "en": "a coin"}, line={"color": GREY, "dash": "dash"})
    where = axis({"zh": "编码在哪里做", "en": "where the encoding is done"}, -0.5, 1.5, tickvals=[0, 1])
    where["ticktext"] = [{"zh": "交叉验证之前", "en": "before cross-validation"}, {"zh": "每一折里", "en": "inside every fold"}]
    plan = layout(
        where,
        axis({"zh": "AUC（十二次抽签）", "en": "AUC (twelve lotteries)"}, 0.35, 1.02),
        showlegend=False,
        sliders=[slider([str(levels) for levels in LEVELS], {"zh": "编号的种数：", "en": "levels: "})],
    )
    frames = [{"name": str(levels), "data": moving(levels), "traces": [1, 2]} for levels in LEVELS]
    save("leak-levels", ALT, [chance, *moving(LEVELS[0])], plan, frames)
    save_svg("leak-levels", still)
