"""What a re-grade changed: which way a result went, and which of its tests changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from everyday.submissions.models import Run, TestResult


class Outcome(StrEnum):
    """Of one submission judged again. The first three have a verdict."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    WAITING = "waiting"
    NO_VERDICT = "no_verdict"


@dataclass(frozen=True, kw_only=True)
class TestChange:
    """A test whose status or points changed; a status is empty where that content did not have the test."""

    __test__ = False  # pytest would collect a class of this name

    test_id: str
    name: Mapping[str, str]
    old_status: str
    new_status: str
    old_points: float
    new_points: float


def outcome_of(old: Run, new: Run) -> Outcome:
    """Up only where nothing got worse: neither the points, nor their share of the maximum, nor a pass."""
    if not new.is_over:
        return Outcome.WAITING
    if new.state != Run.State.FINISHED:
        return Outcome.NO_VERDICT
    before, after = _merits(old), _merits(new)
    if any(now < then for then, now in zip(before, after, strict=True)):
        return Outcome.DOWN
    return Outcome.SAME if before == after else Outcome.UP


def _merits(run: Run) -> tuple[float, float, bool]:
    score = run.score or 0.0
    return score, score / run.max_score if run.max_score else 0.0, run.status == Run.Status.PASSED


def test_changes(declared: Iterable[Mapping[str, Any]], old: Iterable[TestResult], new: Iterable[TestResult]) -> list[TestChange]:
    """The changed tests in the new results' order, then those that are gone."""
    names = {test["id"]: test.get("name") or {} for test in declared}
    before = {result.test_id: result for result in old}
    after = {result.test_id: result for result in new}
    changes = []
    for test_id in [*after, *(gone for gone in before if gone not in after)]:
        then, now = before.get(test_id), after.get(test_id)
        if then is None or now is None or (then.status, then.points) != (now.status, now.points):
            changes.append(
                TestChange(
                    test_id=test_id,
                    name=names.get(test_id) or {"zh": test_id, "en": test_id},
                    old_status=then.status if then else "",
                    new_status=now.status if now else "",
                    old_points=then.points if then else 0.0,
                    new_points=now.points if now else 0.0,
                )
            )
    return changes
