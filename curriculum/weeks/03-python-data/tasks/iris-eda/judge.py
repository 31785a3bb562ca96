"""Judge of iris-eda: reading, cleaning and summing up here, figures in plotting.py. The answers are worked out in flowers.py."""

import flowers
from comparing import frame, same_rows, table
from flowers import NUMERIC, Dirt, Row
from plotting import (  # noqa: F401 - the checks of figures are found here, too
    PLOTS,
    box_values,
    fig_closed,
    figure,
    figure_checklist,
    hist_sum,
    labels_have_column_names,
    legend,
    offset_multiset,
    one_series_per_species,
)
from samples import SIX_CLEAN, SIX_ROWS, sample

from workers.judge import Frame, Handle, Judging, LearnerError, check

ORDER = {
    "zh": "三步依次是：统一品种的写法，去掉重复行，用本品种的中位数填补。",
    "en": "The steps in order: unify the species, drop duplicates, fill with the median of the species.",
}
MEDIAN = {
    "zh": "填的是别的数：全体的中位数、均值，或者没有先去重。",
    "en": "Filled with something else: the overall median, a mean, or medians taken before dropping duplicates.",
}


def six(j: Judging) -> Handle:
    """The cleaned six rows, kept over there."""
    path = j.learner.file("six.csv", SIX_ROWS.encode())
    return j.learner.new("clean", j.learner.new("load", path))


# ---- public ----


@check("six_rows")
def six_rows(j: Judging) -> None:
    same_rows(j, six(j).call("copy"), SIX_CLEAN, "clean(load(path))", ORDER)


@check("six_summary")
def six_summary(j: Judging) -> None:
    table(j, j.learner.call("summary", Frame(flowers.columns(SIX_CLEAN))), SIX_CLEAN, "summary(df)")


# ---- load and clean ----


@check("dirty_csv")
def dirty_csv(j: Judging) -> None:
    kinds = [
        Dirt(bom=True, crlf=True, cases=True),
        Dirt(spaces=True, cases=True, markers=("NA", "", "NaN")),
        Dirt(extra=True, shuffled=True, markers=("NA",), last_newline=False),
        Dirt(bom=True, crlf=True, spaces=True, cases=True, extra=True, shuffled=True, markers=("", "NA", "nan")),
    ]
    for number, dirt in enumerate(kinds):
        rows = sample(j, gaps=5)
        rows = [*rows, *(rows[i] for i in j.rng.choice(len(rows), size=4, replace=False))]
        rows = flowers.spoilt(j.rng, [rows[i] for i in j.rng.permutation(len(rows))], dirt)
        path = j.learner.file(f"dirty-{number}.csv", flowers.csv_bytes(j.rng, rows, dirt))
        got = j.learner.new("clean", j.learner.new("load", path)).call("copy")
        same_rows(j, got, flowers.cleaned(rows), f"clean(load('dirty-{number}.csv'))", ORDER)


@check("load_types")
def load_types(j: Judging) -> None:
    rows: list[Row] = [
        (float(j.rng.integers(4, 8)), 3.0, None, 0.2, "setosa"),
        (5.0, float(j.rng.integers(2, 4)), 4.5, None, "virginica"),
        (6.0, 3.0, 1.4, 1.5, "setosa"),
    ]
    dirt = Dirt(extra=True, shuffled=True, markers=("NA ", " ", "  NA"))
    path = j.learner.file("types.csv", flowers.csv_bytes(j.rng, rows, dirt))
    got = frame(j, j.learner.call("load", path), "load(path)")
    j.equal([name.strip().lower() for name in got["species"]], [row[4] for row in rows], what="load(path)['species']")
    want = flowers.columns(rows)
    cause = {
        "zh": "缺失的标记两端可能有空格；先去掉空格，再转成数。",
        "en": "A marker of a gap may have spaces around it: strip, then convert.",
    }
    for name in NUMERIC:
        j.close(got[name], want[name], rtol=0, atol=0, what=f"load(path)[{name!r}]", cause=cause)


@check("species_median")
def species_median(j: Judging) -> None:
    rows = sample(j, gaps=7)
    setosa = [row for row in rows if row[4] == "setosa"]
    rows += [setosa[0]] * 6 + [(None, 3.0, None, 0.5, "pseudacorus"), (6.0, 2.8, None, 0.4, "pseudacorus")]  # type: ignore[list-item]
    got = j.learner.call("clean", Frame(flowers.columns(rows)))
    same_rows(j, got, flowers.cleaned(rows), "clean(df)", MEDIAN)
    twin: list[Row] = [(5.0, 3.0, 1.5, 0.2, "setosa"), (5.0, 3.0, None, 0.2, "setosa"), (5.5, 3.2, 1.5, 0.3, "setosa")]
    cause = {
        "zh": "填补之后才变得相同的两行是两朵花，要留着：去重在填补之前。",
        "en": "Rows that become equal by filling are two flowers and stay: duplicates are dropped before.",
    }
    same_rows(j, j.learner.call("clean", Frame(flowers.columns(twin))), flowers.cleaned(twin), "clean(df)", cause)


@check("idempotent")
def idempotent(j: Judging) -> None:
    rows = sample(j, gaps=5)
    while len(set(flowers.cleaned(rows))) < len(
        rows
    ):  # a filled row that equals another would rightly be dropped the second time
        rows = sample(j, gaps=5)
    once = j.learner.new("clean", Frame(flowers.columns(flowers.spoilt(j.rng, rows, Dirt(spaces=True, cases=True)))))
    same_rows(j, j.learner.call("clean", once), flowers.cleaned(rows), "clean(clean(df))", ORDER)


@check("not_mutated")
def not_mutated(j: Judging) -> None:
    rows = sample(j, gaps=5)
    rows = flowers.spoilt(j.rng, [*rows, rows[0]], Dirt(spaces=True, cases=True))
    df = j.learner.lib("pandas.DataFrame", flowers.columns(rows))
    j.learner.do("clean", df)
    unchanged(j, df, rows, "clean")
    tidy = flowers.cleaned(rows)
    df = j.learner.lib("pandas.DataFrame", flowers.columns(tidy))
    for name, arguments in PLOTS.items():
        j.learner.do(name, df, *arguments)
        unchanged(j, df, tidy, name)
    j.learner.do("summary", df)
    unchanged(j, df, tidy, "summary")


def unchanged(j: Judging, df: Handle, rows: list[Row], name: str) -> None:
    cause = {"zh": "先 df.copy()，再在副本上改。", "en": "df.copy() first, then change the copy."}
    same_rows(j, df.call("copy"), rows, f"df after {name}(df)", cause)


# ---- summary ----


@check("ddof1")
def ddof1(j: Judging) -> None:
    rows = flowers.cleaned(sample(j, gaps=4))
    table(j, j.learner.call("summary", Frame(flowers.columns(rows))), rows, "summary(df)")
    gaps = sample(j, gaps=6)
    kept = j.learner.lib("pandas.DataFrame", flowers.columns(gaps)).new(
        "iloc.__getitem__", [3 * i % len(gaps) for i in range(len(gaps))]
    )
    shown = [gaps[3 * i % len(gaps)] for i in range(len(gaps))]
    table(j, j.learner.call("summary", kept), shown, "summary(df)")


@check("single_row_group")
def single_row_group(j: Judging) -> None:
    rows = sample(j)
    rows += [(6.1, None, 4.4, 1.9, "pseudacorus"), (None, None, 3.3, 1.2, "virginica")]
    rows = [row for row in rows if row[4] != "sibirica"] + [
        (None, 2.2, None, 0.9, "sibirica"),
        (None, 2.6, 3.1, None, "sibirica"),
    ]
    table(j, j.learner.call("summary", Frame(flowers.columns(rows))), rows, "summary(df)")


# ---- gates ----


@check("K4")
def same_twice(j: Judging) -> None:
    rows = sample(j, gaps=4)
    first, second = j.twice(lambda learner: learner.call("clean", Frame(flowers.columns(rows))).columns)
    j.equal(first["species"], second["species"], what={"zh": "两个进程的品种", "en": "species of two processes"})
    j.close(
        [first[c] for c in NUMERIC],
        [second[c] for c in NUMERIC],
        rtol=0,
        what={"zh": "两个进程的数", "en": "numbers of two processes"},
    )


@check("K5")
def odd_sizes(j: Judging) -> None:
    for counts in ({"setosa": 1}, {"setosa": 2, "virginica": 3}, {"virginica": 13, "setosa": 5, "sibirica": 7, "versicolor": 2}):
        rows = flowers.flowers(j.rng, counts)
        same_rows(j, j.learner.call("clean", Frame(flowers.columns(rows))), rows, f"clean(df), {len(rows)} rows", ORDER)
        try:
            figure(j, "plot_scatter", rows)
        except LearnerError as error:
            text = error.message or error.kind
            j.fail(
                {
                    "zh": f"{len(counts)} 个品种时 plot_scatter 出错：{text}",
                    "en": f"plot_scatter failed with {len(counts)} species: {text}",
                }
            )
