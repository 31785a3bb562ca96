"""Processes die, runs do not: a small storm, and proof that its account would notice what went wrong."""

from dataclasses import replace
from typing import Any

import pytest

from tests.functional.chaos.account import RunRow, Seen, broken_promises
from tests.functional.chaos.trial import Plan, carry_out

TESTS = [{"id": "value"}, {"id": "stable"}]
VERDICT = {"status": "passed", "tests": TESTS}
RESTARTED = {"name": "restarted"}
GOOD = RunRow(
    run_id="r",
    learner="ada",
    expected="passed",
    state="finished",
    status="passed",
    attempt=2,
    event_seq=8,
    events=[
        (1, "claimed", {}),
        (2, "test", {"id": "value"}),
        (3, "phase", RESTARTED),
        (4, "claimed", {}),
        (5, "log", {}),
        (6, "test", {"id": "value"}),
        (7, "test", {"id": "stable"}),
        (8, "verdict", VERDICT),
    ],
    results=2,
)
SEEN = Seen(acknowledged=["r"], watched={"r": range(1, 9)}, attempts_used={"ada": 1})
GIVEN_UP = {"status": "infrastructure", "tests": []}


@pytest.mark.slow
@pytest.mark.xdist_group("platform")
def test_a_small_storm_loses_no_run() -> None:
    """A worker dies in the middle of a run, and the broker after it."""
    plan = Plan(runs=10, seed=7, kills=2, first_victims=("evaluation", "broker"), submit_pause_s=(0.1, 0.6), settle_s=120)
    report = carry_out(plan)
    assert report.broken == [], "\n".join(report.lines())
    assert report.killed.total() == 2
    assert sum(report.statuses.values()) >= 10
    assert report.diary.watched


def test_what_went_well_breaks_no_promise() -> None:
    assert broken_promises([GOOD], SEEN) == []


def _events(*changes: tuple[int, tuple[int, str, dict[str, Any]] | None]) -> list[tuple[int, str, Any]]:
    """GOOD's events with some replaced, or left out."""
    events: dict[int, Any] = dict(enumerate(GOOD.events))
    events.update(changes)
    return [event for event in events.values() if event is not None]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"state": "running", "status": ""}, "stuck in 'running'"),
        ({"state": "queued", "status": ""}, "stuck in 'queued'"),
        ({"events": _events((4, None))}, "lacks events: [5]"),
        ({"events": _events((5, (5, "log", {})))}, "has events twice: [5]"),
        ({"event_seq": 7}, "has events that nobody counted: [8]"),
        ({"events": _events((4, (6, "log", {})), (5, (5, "log", {})))}, "out of order"),
        ({"events": _events((7, (8, "log", {})))}, "0 verdicts"),
        ({"events": _events((4, (5, "verdict", VERDICT)))}, "2 verdicts"),
        ({"events": _events((6, (7, "verdict", VERDICT)), (7, (8, "log", {})))}, "after the verdict"),
        ({"status": "failed", "expected": "failed"}, "the verdict said 'passed', the run says 'failed'"),
        ({"expected": "failed"}, "the code deserves 'failed'"),
        ({"results": 1}, "1 results are on record"),
        ({"events": _events((4, (5, "claimed", {})))}, "claimed 2 times"),
        ({"events": _events((3, (4, "log", {})))}, "claimed 0 times"),
        ({"events": _events((4, (5, "test", {"id": "stable"})))}, "tests were judged twice: ['stable']"),
        ({"attempt": 4}, "4 attempts"),
        (
            {"status": "infrastructure", "state": "failed", "events": _events((7, (8, "verdict", GIVEN_UP))), "results": 0},
            "gave up after 2 attempts and 1 restarts",
        ),
        (
            {
                "status": "cancelled",
                "state": "cancelled",
                "events": _events((7, (8, "verdict", {"status": "cancelled"}))),
                "results": 0,
            },
            "nobody wished it",
        ),
    ],
)
def test_a_broken_promise_of_a_run_is_noticed(change: dict[str, Any], complaint: str) -> None:
    assert any(complaint in line for line in broken_promises([replace(GOOD, **change)], Seen()))


@pytest.mark.parametrize(
    ("seen", "complaint"),
    [
        (replace(SEEN, acknowledged=["r", "lost"]), "run lost: promised"),
        (replace(SEEN, watched={"r": [1, 2, 3, 4, 5, 6, 8]}), "a live page lacks events: [7]"),
        (replace(SEEN, watched={"r": [*range(1, 9), 8]}), "a live page has events twice: [8]"),
        (replace(SEEN, attempts_used={"ada": 2}), "2 attempts are counted, 1 verdicts count"),
    ],
)
def test_a_broken_promise_to_a_visitor_is_noticed(seen: Seen, complaint: str) -> None:
    assert any(complaint in line for line in broken_promises([GOOD], seen))


def test_giving_up_after_three_attempts_is_allowed_and_free() -> None:
    events = [(1, "claimed", {}), (2, "phase", RESTARTED), (3, "claimed", {}), (4, "phase", RESTARTED), (5, "verdict", GIVEN_UP)]
    run = replace(GOOD, state="failed", status="infrastructure", attempt=3, event_seq=5, events=events, results=0)
    assert broken_promises([run], Seen(attempts_used={"ada": 0})) == []
    assert broken_promises([run], Seen(attempts_used={"ada": 1}))
