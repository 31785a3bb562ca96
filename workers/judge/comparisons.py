"""The checks that a judge.py makes, and what they tell the learner. All raise CheckFailed; all values are plain data."""

from collections.abc import Callable
from typing import Any

import numpy as np

from workers.harness.values import Array
from workers.judge.contracts import DTYPES
from workers.judge.errors import CheckFailed, LearnerError
from workers.judge.messages import KINDS, both, joined, say
from workers.judge.values import Torch, kind_of, plain_array
from workers.spec import Text

What = str | Text
MAX_LISTED = 2_000_000  # a larger array is never taken apart: no reference of ours is that large


class Checks:
    """Mixed into Judging. `cause` is one likely cause; `anchor` a lesson's section, by default the test's own."""

    default_anchor: str | None = None

    def fail(self, text: Text, cause: Text | None = None, anchor: str | None = None) -> None:
        """Fails the test with a message: what is wrong, a likely cause, where to read."""
        anchor = anchor or self.default_anchor
        raise CheckFailed(
            joined(text, say("cause", text=cause) if cause else None, say("anchor", anchor=anchor) if anchor else None)
        )

    def that(self, condition: Any, text: Text, cause: Text | None = None, anchor: str | None = None) -> None:
        if not bool(condition):
            self.fail(text, cause, anchor)

    def array(
        self, got: Any, what: What, ndim: int | None = None, shape: tuple[int, ...] | None = None, dtype: str | None = None
    ) -> Array:
        """The plain array of what came back, or a failure that says what it was instead."""
        array = plain_array(got)
        if array is None or array.dtype.kind not in "biuf":
            self.fail(say("type", what=both(what), want=KINDS["array"], got=kind_of(got)))
            raise AssertionError
        if shape is not None:
            self.shape(array, shape, what)
        if ndim is not None and array.ndim != ndim:
            self.fail(say("shape", what=both(what), want=f"{ndim}-D", got=array.shape))
        if dtype is not None and array.dtype.name != DTYPES.get(dtype, dtype):
            self.fail(say("dtype", what=both(what), want=DTYPES.get(dtype, dtype), got=array.dtype))
        return array

    def number(self, got: Any, what: What) -> float:
        array = plain_array(got)
        if array is None or array.size != 1 or array.dtype.kind not in "biuf":
            self.fail(say("type", what=both(what), want=KINDS["number"], got=kind_of(got)))
            raise AssertionError
        return float(array.reshape(()))

    def shape(self, got: Any, shape: tuple[int, ...], what: What, cause: Text | None = None, anchor: str | None = None) -> None:
        array = plain_array(got)
        if array is None:
            self.fail(say("type", what=both(what), want=KINDS["array"], got=kind_of(got)), cause, anchor)
        elif array.shape != tuple(shape):
            self.fail(say("shape", what=both(what), want=tuple(shape), got=array.shape), cause, anchor)

    def finite(self, got: Any, what: What, cause: Text | None = None, anchor: str | None = None) -> None:
        array = self.array(got, what)
        if not np.isfinite(array).all():
            where = _index(np.argwhere(~np.isfinite(array))[0])
            self.fail(say("not_finite", what=both(what), where=list(where), got=float(array[where])), cause, anchor)

    def close(
        self,
        got: Any,
        want: Any,
        rtol: float = 1e-9,
        atol: float = 0.0,
        what: What = "result",
        cause: Text | None = None,
        anchor: str | None = None,
        scaled: bool = False,
    ) -> None:
        """|got − want| ≤ atol + rtol·|want| everywhere (or rtol·max|want| when `scaled`); dicts and tuples item by item."""
        if isinstance(want, dict):
            self._same_keys(got, want, what, cause, anchor)
            pairs = [(got[key], item, f"[{key!r}]") for key, item in want.items()]
        elif isinstance(want, tuple) or (isinstance(want, list) and plain_array(want) is None):
            self._same_length(got, want, what, cause, anchor)
            pairs = [(got[i], item, f"[{i}]") for i, item in enumerate(want)]
        else:
            self._close_array(got, want, (rtol, atol, scaled), what, cause, anchor)
            return
        for got_item, want_item, suffix in pairs:
            self.close(got_item, want_item, rtol, atol, _suffixed(what, suffix), cause, anchor, scaled)

    def _close_array(
        self, got: Any, want: Any, tolerance: tuple[float, float, bool], what: What, cause: Text | None, anchor: str | None
    ) -> None:
        rtol, atol, scaled = tolerance
        reference = np.asarray(want.array if isinstance(want, Torch) else want, float)
        array = self.array(got, what)
        self.shape(array, reference.shape, what, cause, anchor)
        if array.size == 0:
            return
        values = array.astype(float)
        size = np.nan_to_num(np.abs(reference), nan=0.0, posinf=0.0)
        if scaled:
            size = np.max(size, initial=0.0)
        with np.errstate(invalid="ignore", over="ignore"):
            error = np.where((values == reference) | (np.isnan(values) & np.isnan(reference)), 0.0, np.abs(values - reference))
            excess = error - (atol + rtol * size)
        bad = ~(excess <= 0)
        if bad.any():
            where = _index(np.unravel_index(np.argmax(np.where(np.isnan(excess), np.inf, excess)), error.shape))
            allowed = atol + rtol * float(np.broadcast_to(size, error.shape)[where])
            numbers = {
                "error": _number(error[where]),
                "allowed": _number(allowed),
                "want": _number(reference[where]),
                "got": _number(values[where]),
            }
            self.fail(say("close", what=both(what), where=list(where), **numbers), cause, anchor)

    def _same_keys(self, got: Any, want: dict[Any, Any], what: What, cause: Text | None, anchor: str | None) -> None:
        if not isinstance(got, dict):
            self.fail(say("type", what=both(what), want=KINDS["dict"], got=kind_of(got)), cause, anchor)
        elif set(got) != set(want):
            self.fail(say("keys", what=both(what), want=sorted(map(str, want)), got=sorted(map(str, got))[:20]), cause, anchor)

    def _same_length(self, got: Any, want: Any, what: What, cause: Text | None, anchor: str | None) -> None:
        if not isinstance(got, list | tuple):
            self.fail(say("type", what=both(what), want=KINDS["tuple"], got=kind_of(got)), cause, anchor)
        elif len(got) != len(want):
            self.fail(say("length", what=both(what), want=len(want), got=len(got)), cause, anchor)

    def equal(self, got: Any, want: Any, what: What, cause: Text | None = None, anchor: str | None = None) -> None:
        """Exactly equal plain data; 3 equals 3.0, a tuple equals a list, an integer array equals its list."""
        if _plain(got) != _plain(want):
            self.fail(say("equal", what=both(what), want=_short(want), got=_short(got)), cause, anchor)

    def at_least(self, value: float, threshold: float, what: What, cause: Text | None = None, anchor: str | None = None) -> None:
        if not value >= threshold:
            self.fail(say("at_least", what=both(what), got=_number(value), want=_number(threshold)), cause, anchor)

    def at_most(self, value: float, threshold: float, what: What, cause: Text | None = None, anchor: str | None = None) -> None:
        if not value <= threshold:
            self.fail(say("at_most", what=both(what), got=_number(value), want=_number(threshold)), cause, anchor)

    def raises(
        self,
        names: str | tuple[str, ...],
        action: Callable[[], Any],
        what: What = "",
        cause: Text | None = None,
        anchor: str | None = None,
    ) -> None:
        """The learner's code must raise one of the named exceptions (or a subclass)."""
        wanted = (names,) if isinstance(names, str) else names
        title = both(what or "call")
        try:
            action()
        except LearnerError as error:
            if error.kind != "exception":
                raise
            if not set(wanted) & {error.type, *error.mro}:
                self.fail(
                    say("wrong_raise", what=title, want=" / ".join(wanted), got=f"{error.type}: {error.message}"[:200]),
                    cause,
                    anchor,
                )
            return
        self.fail(say("no_raise", what=title, want=" / ".join(wanted)), cause, anchor)

    def same(self, first: Any, second: Any, what: What, tol: float = 0.0) -> None:
        """Two runs' values, equal (or within `tol`, absolute): for K4."""
        try:
            if tol > 0:
                self.close(second, first, rtol=0.0, atol=tol, what=what)
            else:
                self.equal(second, first, what)
        except CheckFailed as problem:
            detail = {lang: text.partition("\n")[0] for lang, text in problem.text.items()}
            self.fail(say("two_runs", what=both(what), detail=detail))


def _plain(value: Any) -> Any:
    """Nested lists and plain scalars, so that `==` compares data and nothing else."""
    if isinstance(value, Torch):
        value = value.array
    if isinstance(value, np.ndarray) and value.size > MAX_LISTED:
        return f"array of shape {value.shape}"
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value != value:
        return "nan"
    return value


def _index(where: Any) -> tuple[int, ...]:
    return tuple(int(i) for i in where)


def _number(value: Any) -> str:
    return f"{float(value):.6g}"


def _short(value: Any) -> str:
    text = repr(_plain(value))
    return text if len(text) <= 160 else text[:159] + "…"


def _suffixed(what: What, suffix: str) -> Text:
    return {lang: text + suffix for lang, text in both(what).items()}
