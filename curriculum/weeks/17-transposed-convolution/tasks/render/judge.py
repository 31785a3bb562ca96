"""Judge of render: what the learner's code posted through `figure` is read as a person would see it."""

from typing import Any

import numpy as np
import pictures

from workers.judge import FIGURE, Judging, check

IDS = ("input", "output", "overlap")
UPRIGHT = {
    "zh": "第 0 行应当在最上面。Plotly 的热力图默认把它画在最下面，用 yaxis 的 autorange: reversed 翻过来。",
    "en": "Row 0 should be on top. Plotly draws it at the bottom unless yaxis has autorange: reversed.",
}
SCATTER = {
    "zh": "output 是 x 用全 1 的 3×3 核、步幅 2、不填充的转置卷积，重叠处相加。",
    "en": "output is the transposed convolution of x with a 3×3 kernel of ones, stride 2, no padding: overlaps add up.",
}
COUNTS = {
    "zh": "overlap 与 x 的值无关：把 x 换成全 1，再做同样的转置卷积。",
    "en": "overlap does not depend on the values of x: put ones in its place and do the same transposed convolution.",
}


def answer(x: np.ndarray, name: str) -> np.ndarray:
    """What each picture should show, one input cell at a time."""
    if name == "input":
        return x
    values = x if name == "output" else np.ones_like(x)
    out = np.zeros((2 * x.shape[0] + 1, 2 * x.shape[1] + 1))
    for i, k in np.ndindex(*x.shape):
        out[2 * i : 2 * i + 3, 2 * k : 2 * k + 3] += values[i, k]
    return out


def posted(j: Judging, x: np.ndarray) -> dict[str, dict[str, Any]]:
    """The three figures by id, or a failure that says what came instead."""
    j.learner.do("render", x, FIGURE)
    figures = list(j.learner.figures)
    ids = sorted(str(figure["id"]) for figure in figures)
    j.that(
        ids == sorted(IDS),
        {
            "zh": f"应当恰好以 input、output、overlap 各调用 figure 一次，现在是：{'、'.join(ids) or '没有调用'}。",
            "en": f"figure should be called once for each of input, output and overlap; got: {', '.join(ids) or 'no call'}.",
        },
    )
    return {str(figure["id"]): figure["plotly"] for figure in figures}


def looks(j: Judging, x: np.ndarray) -> None:
    """All three pictures, each as it is seen, and a title over each."""
    for name, plotly in posted(j, x).items():
        try:
            got = pictures.seen(plotly)
        except pictures.Unreadable as problem:
            j.fail({language: f"{name}: {words}" for language, words in problem.text.items()})
        want = answer(x, name)
        cause = {"input": UPRIGHT, "output": SCATTER, "overlap": COUNTS}[name]
        if got.shape == want.shape and np.allclose(got[::-1], want, rtol=1e-6, atol=1e-6):
            cause = UPRIGHT
        j.close(got, want, rtol=1e-6, atol=1e-6, what={"zh": f"图 {name} 里看到的值", "en": f"what {name} shows"}, cause=cause)
        j.that(
            bool(pictures.title(plotly)),
            {"zh": f"图 {name} 没有标题（layout.title）。", "en": f"{name} has no title (layout.title)."},
        )


@check("three_ids")
def three_ids(j: Judging) -> None:
    figures = posted(j, np.array([[1.0, 2.0]]))
    for name, plotly in figures.items():
        try:
            got = pictures.seen(plotly)
        except pictures.Unreadable as problem:
            j.fail({language: f"{name}: {words}" for language, words in problem.text.items()})
        j.close(got, answer(np.array([[1.0, 2.0]]), name), rtol=1e-6, atol=1e-6, what=name, cause=SCATTER)


@check("figures_posted")
def figures_posted(j: Judging) -> None:
    """A larger picture, a negative one, a single row, a single column, a single pixel."""
    for h, w in ((5, 8), (7, 4), (1, 6), (6, 1), (1, 1)):
        looks(j, j.rng.normal(size=(h, w)))
    dark = -1.0 - np.abs(j.rng.normal(size=(3, 5)))
    looks(j, dark)


@check("K5")
def odd_sizes(j: Judging) -> None:
    looks(j, j.rng.normal(size=(11, 13)))
