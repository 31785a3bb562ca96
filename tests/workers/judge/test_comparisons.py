"""The checks of a judge.py: what passes, what fails, and what a learner reads then."""

from typing import Any

import numpy as np
import pytest

from workers.judge.comparisons import Checks
from workers.judge.errors import CheckFailed, LearnerError
from workers.judge.values import Torch

j = Checks()


def message(call: Any) -> dict[str, str]:
    with pytest.raises(CheckFailed) as failed:
        call()
    assert set(failed.value.text) == {"zh", "en"}
    assert all(failed.value.text.values())
    return failed.value.text


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (np.ones((2, 3)), np.ones((2, 3))),
        (np.ones((2, 3), "f4"), np.ones((2, 3))),
        (Torch(np.ones(3, "f4")), np.ones(3)),
        ([1.0, 1.0], np.ones(2)),
        (1, 1.0),
        (np.array([np.inf, np.nan]), np.array([np.inf, np.nan])),
        ({"a": np.ones(2), "b": 3.0}, {"b": 3.0, "a": np.ones(2)}),
        ((1.0, np.zeros(0)), (1.0, np.zeros(0))),
        ([1.0, np.ones(2)], (1.0, np.ones(2))),
    ],
)
def test_what_is_close_is_close(got: Any, want: Any) -> None:
    j.close(got, want)


@pytest.mark.parametrize(
    ("got", "want", "says"),
    [
        (np.ones((3, 2)), np.ones((2, 3)), "expected shape (2, 3), got (3, 2)"),
        (np.array([0.0, 2.0]), np.array([0.0, 1.0]), "the largest error is 1 (allowed 1e-09) at [1]: expected 1, got 2"),
        (np.array([np.nan, 1.0]), np.array([1.0, 1.0]), "got nan"),
        (np.array([1.0]), np.array([np.nan]), "expected nan"),
        (None, np.ones(2), "expected a NumPy array, got None"),
        ("text", 1.0, "got str"),
        ([[1.0], [1.0, 2.0]], np.ones((2, 2)), "got list"),
        ({"a": 1.0}, {"b": 1.0}, "expected the keys ['b'], got ['a']"),
        ([1.0], (1.0, np.ones(2)), "expected 2 items, got 1"),
        (3.0, {"a": 1.0}, "expected a dict, got float"),
        ({"a": {"b": 2.0}}, {"a": {"b": 1.0}}, "result['a']['b']"),
    ],
)
def test_what_is_not_close_says_where(got: Any, want: Any, says: str) -> None:
    assert says in message(lambda: j.close(got, want))["en"]


def test_an_error_can_be_relative_to_the_largest_value() -> None:
    want = np.array([1000.0, 0.001])
    j.close(want + 0.005, want, rtol=1e-5, scaled=True)
    message(lambda: j.close(want + 0.02, want, rtol=1e-5, scaled=True))


def test_a_message_names_cause_and_lesson() -> None:
    text = message(
        lambda: j.close(
            2.0, 1.0, what={"zh": "损失", "en": "loss"}, cause={"zh": "忘了平均。", "en": "No mean."}, anchor="w05.l3#mean"
        )
    )
    assert text["zh"].startswith("损失：")
    assert "可能的原因：忘了平均。" in text["zh"]
    assert "A likely cause: No mean." in text["en"]
    assert "(lesson:w05.l3#mean)" in text["en"]


@pytest.mark.parametrize(
    ("got", "want"),
    [([1, 2], (1, 2)), (np.array([1, 2]), [1, 2]), (3.0, 3), ({"a": (1,)}, {"a": [1]}), ("字", "字"), (None, None)],
)
def test_equal_plain_data(got: Any, want: Any) -> None:
    j.equal(got, want, "it")


@pytest.mark.parametrize(("got", "want"), [([1, 2], [2, 1]), ("a", "b"), (None, 0), (1.0, 1.5), ([float("nan")], [0.0])])
def test_unequal_plain_data(got: Any, want: Any) -> None:
    message(lambda: j.equal(got, want, "it"))


def test_bounds_refuse_nan() -> None:
    j.at_least(0.9, 0.9, "acc")
    j.at_most(0.1, 0.2, "loss")
    assert "0.5" in message(lambda: j.at_least(0.5, 0.9, "acc"))["en"]
    message(lambda: j.at_least(float("nan"), 0.0, "acc"))
    message(lambda: j.at_most(float("nan"), 0.0, "loss"))


def test_arrays_are_asked_for_by_shape_and_dtype() -> None:
    assert j.array(Torch(np.ones(2)), "x").tolist() == [1, 1]
    assert "(3,)" in message(lambda: j.array(np.ones(2), "x", shape=(3,)))["en"]
    assert "2-D" in message(lambda: j.array(np.ones(2), "x", ndim=2))["en"]
    assert "int64" in message(lambda: j.array(np.ones(2), "x", dtype="i64"))["en"]
    message(lambda: j.array({"a": 1}, "x"))
    message(lambda: j.finite(np.array([1.0, np.inf]), "x"))
    assert j.number(np.array([[2.0]]), "x") == 2.0
    message(lambda: j.number(np.ones(2), "x"))
    message(lambda: j.shape(np.ones(2), (2, 1), "x"))


def _raise(error: Exception) -> None:
    raise error


def test_an_exception_can_be_what_is_wanted() -> None:
    error = LearnerError("exception", "BadShape", "no", "", ("BadShape", "ValueError", "Exception"))
    j.raises("ValueError", lambda: _raise(error))
    j.raises(("TypeError", "ValueError"), lambda: _raise(error))
    assert "BadShape" in message(lambda: j.raises("KeyError", lambda: _raise(error)))["en"]
    assert "nothing was raised" in message(lambda: j.raises("ValueError", lambda: None))["en"]


def test_a_stopped_process_is_not_an_exception_that_was_wanted() -> None:
    for kind in ("timeout", "memory", "exit", "protocol"):
        with pytest.raises(LearnerError):
            j.raises("ValueError", lambda kind=kind: _raise(LearnerError(kind, "ValueError", "", "", ("ValueError",))))  # type: ignore[misc]


def test_two_runs_are_the_same_or_not() -> None:
    j.same({"a": np.ones(2)}, {"a": np.ones(2)}, "params")
    j.same(1.0, 1.00001, "x", tol=1e-4)
    assert "two processes" in message(lambda: j.same(1.0, 1.1, "x"))["en"]
    j.that(np.bool_(True), {"zh": "好", "en": "fine"})
    assert message(lambda: j.that([], {"zh": "空", "en": "empty"}))["en"] == "empty"
