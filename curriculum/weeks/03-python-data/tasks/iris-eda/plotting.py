"""The tests of the three plotting functions."""

import flowers
import numpy as np
import pictures
import reading
from flowers import NUMERIC, Row
from samples import SIX_CLEAN, iris, sample, species_of

from workers.judge import Figure, Frame, Judging, check

GROUPS = {
    "zh": "对每个品种各调用一次 scatter，label 写品种名。",
    "en": "Call scatter once for each species, with its name as the label.",
}
PLOTS = {"plot_scatter": ("petal_length", "petal_width"), "plot_hist": ("sepal_width", 7), "plot_box": ("petal_length",)}


def figure(j: Judging, name: str, rows: list[Row], *args: object) -> Figure:
    arguments = args or PLOTS[name]
    return reading.drawn(j, j.learner.call(name, Frame(flowers.columns(rows)), *arguments), f"{name}(df, …)")


@check("figure_checklist")
def figure_checklist(j: Judging) -> None:
    for rows in (SIX_CLEAN, iris(j)):
        fig = figure(j, "plot_scatter", rows)
        axes = reading.busy(fig)[0]
        named(j, axes["xlabel"], "petal_length", "plot_scatter: xlabel")
        named(j, axes["ylabel"], "petal_width", "plot_scatter: ylabel")
        j.equal(
            len(reading.series(fig)), len(species_of(rows)), what={"zh": "系列的个数", "en": "number of series"}, cause=GROUPS
        )
        j.equal(sorted(text.lower() for text in reading.legend(fig)), species_of(rows), what={"zh": "图例", "en": "the legend"})
    pictures.post(j, "scatter", fig)


@check("one_series_per_species")
def one_series_per_species(j: Judging) -> None:
    rows = sample(j)
    found = reading.series(figure(j, "plot_scatter", rows))
    j.equal(len(found), len(species_of(rows)), what={"zh": "系列的个数", "en": "number of series"}, cause=GROUPS)
    if len({one["look"] for one in found}) < len(found):
        j.fail(
            {
                "zh": "有两个系列的颜色与点形完全一样，图上分不开。",
                "en": "Two series have the same colour and marker: nobody can tell them apart.",
            },
            cause=GROUPS,
        )


@check("offset_multiset")
def offset_multiset(j: Judging) -> None:
    for x, y in (("petal_length", "petal_width"), ("sepal_width", "petal_length")):
        rows = sample(j, gaps=6)
        columns = (NUMERIC.index(x), NUMERIC.index(y))
        found = reading.series(figure(j, "plot_scatter", rows, x, y))
        got = sorted(sorted(map(tuple, one["points"].tolist())) for one in found)
        want = sorted(
            sorted(
                (row[columns[0]], row[columns[1]])
                for row in rows
                if row[4] == name and None not in (row[columns[0]], row[columns[1]])
            )
            for name in species_of(rows)
        )
        j.equal(
            [len(one) for one in got],
            [len(one) for one in want],
            what={"zh": "各系列的点数", "en": "points per series"},
            cause=GROUPS,
        )
        for mine, theirs in zip(got, want, strict=True):
            cause = {
                "zh": "x 与 y 是不是对调了？点有没有画重、画漏？",
                "en": "Are x and y swapped? Is a point drawn twice or left out?",
            }
            j.close(np.array(mine), np.array(theirs), rtol=1e-6, what={"zh": "系列的点", "en": "points of a series"}, cause=cause)


def named(j: Judging, label: str, column: str, what: str) -> None:
    if not reading.names_column(label, column):
        j.fail(
            {
                "zh": f"{what} 应写着 {column}，这里是 {label[:40]!r}。",
                "en": f"{what} should name {column}, but is {label[:40]!r}.",
            }
        )


@check("labels_have_column_names")
def labels_have_column_names(j: Judging) -> None:
    rows = sample(j)
    x, y, other = (str(name) for name in j.rng.permutation(NUMERIC)[:3])
    axes = reading.busy(figure(j, "plot_scatter", rows, x, y))[0]
    named(j, axes["xlabel"], x, "plot_scatter: xlabel")
    named(j, axes["ylabel"], y, "plot_scatter: ylabel")
    named(j, reading.busy(figure(j, "plot_hist", rows, other, 5))[0]["xlabel"], other, "plot_hist: xlabel")
    named(j, reading.busy(figure(j, "plot_box", rows, other))[0]["ylabel"], other, "plot_box: ylabel")


@check("legend")
def legend(j: Judging) -> None:
    rows = sample(j)
    for part in (rows, [row for row in rows if row[4] != "setosa"]):
        texts = sorted(text.lower() for text in reading.legend(figure(j, "plot_scatter", part)))
        cause = {
            "zh": "scatter 时给 label，最后调用 ax.legend()。",
            "en": "Give every scatter its label and call ax.legend() in the end.",
        }
        j.equal(texts, species_of(part), what={"zh": "图例的文字", "en": "texts of the legend"}, cause=cause)
    labels = {one["label"].strip().lower(): one["points"] for one in reading.series(figure(j, "plot_scatter", rows))}
    for name in [name for name in species_of(rows) if name in labels]:
        want = sorted((row[2], row[3]) for row in rows if row[4] == name)
        if sorted(map(tuple, labels[name].tolist())) != want:
            j.fail({"zh": f"标着 {name} 的点不是 {name}。", "en": f"The points labelled {name} are not {name}."}, cause=GROUPS)


@check("hist_sum")
def hist_sum(j: Judging) -> None:
    # In a small sample edges of each species' own may by chance give the same counts; in the 150 flowers they do not.
    for rows, bins in ((sample(j), 7), (sample(j, gaps=8), int(j.rng.integers(8, 15))), (iris(j), int(j.rng.integers(10, 15)))):
        column = str(j.rng.choice(NUMERIC))
        values = np.array([v for row in rows if (v := row[NUMERIC.index(column)]) is not None])
        counts, edges = np.histogram(values, bins)
        bars = reading.bars(figure(j, "plot_hist", rows, column, bins))
        what = f"plot_hist(df, {column!r}, {bins})"
        cause = {"zh": "纵轴是个数（density=False），缺失的不算。", "en": "The bars are counts (density=False), without gaps."}
        j.close(
            float(bars[:, 1].sum()),
            float(len(values)),
            what={"zh": f"{what} 的柱高之和", "en": f"sum of the bars of {what}"},
            cause=cause,
        )
        got = reading.per_bin(bars, edges)
        shared = {
            "zh": "等分从这一列的最小值到最大值；分品种画时，各品种要共用同一组边界。",
            "en": "Equal bins from the smallest to the largest value of the column; series by species share one set of edges.",
        }
        if got is None:
            j.fail({"zh": f"{what} 有柱子在数据的范围之外。", "en": f"{what} has bars outside of the data."}, cause=shared)
        j.close(got, counts, what={"zh": f"{what} 各份的个数", "en": f"counts per bin of {what}"}, cause=shared)
    pictures.post(j, "hist", figure(j, "plot_hist", iris(j), "petal_length", 20))


@check("box_values")
def box_values(j: Judging) -> None:
    for gaps in (0, 8):
        rows = sample(j, gaps=gaps)
        column = "petal_length"
        fig = figure(j, "plot_box", rows, column)
        ticks = reading.ticks(fig)
        j.equal(sorted(ticks), species_of(rows), what={"zh": "plot_box 横轴的刻度", "en": "x ticks of plot_box"})
        for name, position in ticks.items():
            values = [row[2] for row in rows if row[4] == name and row[2] is not None]
            box_of(j, fig, name, position, np.array(values))
    pictures.post(j, "box", figure(j, "plot_box", iris(j), "petal_length"))


def box_of(j: Judging, fig: Figure, name: str, position: float, values: np.ndarray) -> None:
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    box = reading.box_at(fig, position)
    cause = {"zh": "画之前去掉缺失：dropna()。", "en": "Drop gaps before drawing: dropna()."}
    if box is None:
        j.fail({"zh": f"{name} 的位置上没有箱子。", "en": f"There is no box at the position of {name}."}, cause=cause)
        return
    j.close(list(box), [low, high], rtol=1e-6, what={"zh": f"{name} 的箱子", "en": f"box of {name}"}, cause=cause)
    if not any(abs(level - middle) < 1e-6 for level in reading.level_at(fig, position)):
        j.fail(
            {"zh": f"{name} 的中线不在中位数 {middle:.3g}。", "en": f"No line at the median {middle:.3g} of {name}."}, cause=cause
        )


@check("fig_closed")
def fig_closed(j: Judging) -> None:
    df = j.learner.lib("pandas.DataFrame", flowers.columns(sample(j)))
    for name, arguments in PLOTS.items():
        j.learner.do(name, df, *arguments)
    opened = j.learner.lib("matplotlib.pyplot.get_fignums").call("copy")
    if opened:
        j.fail(
            {
                "zh": f"画完之后，pyplot 里还开着 {len(opened)} 张图。",
                "en": f"After drawing, pyplot still holds {len(opened)} open figures.",
            },
            cause={
                "zh": "返回之前 plt.close(fig)；关掉之后 fig 仍可保存、仍可返回。",
                "en": "plt.close(fig) before returning; a closed figure can still be saved and returned.",
            },
        )
