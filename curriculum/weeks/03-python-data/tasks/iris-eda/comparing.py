"""Compares what came back with what flowers.py worked out, in words that a learner can act on."""

import flowers
from flowers import COLUMNS, NUMERIC, Row

from workers.judge import Frame, Judging


def frame(j: Judging, got: object, what: str) -> Frame:
    """A frame with exactly the five columns, numbers as float64 and names as text."""
    if not isinstance(got, Frame):
        j.fail({"zh": f"{what} 应返回 DataFrame。", "en": f"{what} should return a DataFrame."})
        raise AssertionError
    j.equal(list(got.columns), list(COLUMNS), what={"zh": f"{what} 的列", "en": f"columns of {what}"})
    for name in NUMERIC:
        j.array(got[name], f"{what}[{name!r}]", ndim=1, dtype="f64")
    if not all(isinstance(item, str) for item in got["species"]):
        j.fail({"zh": f"{what}['species'] 应全是文本。", "en": f"{what}['species'] should be text throughout."})
    return got


def same_rows(j: Judging, got: object, rows: list[Row], what: str, cause: dict[str, str]) -> None:
    found = frame(j, got, what)
    j.equal(len(found), len(rows), what={"zh": f"{what} 的行数", "en": f"number of rows of {what}"}, cause=cause)
    want = flowers.columns(rows)
    j.equal(list(found["species"]), want["species"], what=f"{what}['species']", cause=cause)
    for name in NUMERIC:
        j.close(found[name], want[name], rtol=1e-12, atol=1e-12, what=f"{what}[{name!r}]", cause=cause)


def table(j: Judging, got: object, rows: list[Row], what: str) -> None:
    """Compares a summary, None included, which `close` would not take for a number."""
    want = flowers.summarised(rows)
    for species, columns in checked_keys(j, got, want, what).items():
        for column, numbers in checked_keys(j, columns, want[species], f"{what}[{species!r}]").items():
            name = f"{what}[{species!r}][{column!r}]"
            for key, value in checked_keys(j, numbers, want[species][column], name).items():
                expected = want[species][column][key]
                if expected is None or value is None:
                    j.equal(value, expected, what=f"{name}[{key!r}]")
                else:
                    cause = None
                    if key == "std":
                        cause = {"zh": "除以 n − 1（ddof=1），不是 n。", "en": "Divide by n − 1 (ddof=1), not by n."}
                    j.close(value, expected, rtol=1e-9, atol=1e-12, what=f"{name}[{key!r}]", cause=cause)


def checked_keys(j: Judging, got: object, want: dict, what: str) -> dict:
    if not isinstance(got, dict):
        j.fail({"zh": f"{what} 应是字典。", "en": f"{what} should be a dict."})
        raise AssertionError
    j.equal(sorted(map(str, got)), sorted(want), what={"zh": f"{what} 的键", "en": f"keys of {what}"})
    return got
