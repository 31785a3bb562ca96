"""What must hold for every run whatever died meanwhile. Pure: rows in, broken promises out."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MAX_ATTEMPTS = 3
_OVER = frozenset({"finished", "failed", "cancelled"})
_FREE = frozenset({"not_gradable", "cancelled", "infrastructure"})


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """A run as the database has it. `expected` is the status that its code deserves; `events` are (seq, kind, data)."""

    run_id: str
    learner: str
    expected: str
    state: str
    status: str
    attempt: int
    event_seq: int
    events: Sequence[tuple[int, str, Mapping[str, Any]]]
    results: int = 0  # test results on record


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What happened outside the database: run ids that the site promised, what live pages got, attempts as the site counts."""

    acknowledged: Sequence[str] = ()
    cancelled: Collection[str] = ()  # whose learner asked to cancel
    watched: Mapping[str, Sequence[int]] = field(default_factory=dict)
    attempts_used: Mapping[str, int] = field(default_factory=dict)


def broken_promises(runs: Sequence[RunRow], seen: Seen) -> list[str]:
    """One line for each promise that was not kept; empty when all were."""
    known = {run.run_id: run for run in runs}
    lines = [
        f"run {run_id}: promised to the learner, and not in the database" for run_id in seen.acknowledged if run_id not in known
    ]
    for run in runs:
        lines += [f"run {run.run_id}: {line}" for line in _of_run(run, wished=run.run_id in seen.cancelled)]
    for run_id, numbers in seen.watched.items():
        lines += [f"run {run_id}: a live page {line}" for line in _of_numbers(numbers, known[run_id].event_seq)]
    return lines + _of_attempts(runs, seen.attempts_used)


def _of_run(run: RunRow, *, wished: bool) -> list[str]:
    if run.state not in _OVER:
        return [f"stuck in {run.state!r}"]
    lines = [f"the record {line}" for line in _of_numbers([seq for seq, _, _ in run.events], run.event_seq)]
    return lines + _of_verdict(run) + _of_last_attempt(run) + _of_status(run, wished=wished)


def _of_numbers(numbers: Sequence[int], last: int) -> list[str]:
    lines = []
    if doubled := sorted(number for number, count in Counter(numbers).items() if count > 1):
        lines.append(f"has events twice: {doubled[:5]}")
    if missing := sorted(set(range(1, last + 1)) - set(numbers)):
        lines.append(f"lacks events: {missing[:5]}")
    if beyond := sorted(set(numbers) - set(range(1, last + 1))):
        lines.append(f"has events that nobody counted: {beyond[:5]}")
    if list(numbers) != sorted(numbers):
        lines.append("has events out of order")
    return lines


def _of_verdict(run: RunRow) -> list[str]:
    verdicts = [data for _, kind, data in run.events if kind == "verdict"]
    if len(verdicts) != 1:
        return [f"{len(verdicts)} verdicts"]
    lines = []
    if run.events[-1][1] != "verdict":
        lines.append("something was said after the verdict")
    if verdicts[0]["status"] != run.status:
        lines.append(f"the verdict said {verdicts[0]['status']!r}, the run says {run.status!r}")
    if len(verdicts[0].get("tests", [])) != run.results:
        lines.append(f"the verdict has {len(verdicts[0].get('tests', []))} tests, {run.results} results are on record")
    return lines


def _of_last_attempt(run: RunRow) -> list[str]:
    """After the last restart one worker speaks, once: otherwise two attempts were mixed, or one was recorded twice."""
    last: list[tuple[str, Mapping[str, Any]]] = []
    for _, kind, data in run.events:
        last = [] if kind == "phase" and data.get("name") == "restarted" else [*last, (kind, data)]
    lines = []
    claims = sum(kind == "claimed" for kind, _ in last)
    if claims > 1 or (claims == 0 and run.state == "finished"):
        lines.append(f"the last attempt was claimed {claims} times")
    tests = Counter(data["id"] for kind, data in last if kind == "test")
    if doubled := sorted(test for test, count in tests.items() if count > 1):
        lines.append(f"tests were judged twice: {doubled[:5]}")
    return lines


def _of_status(run: RunRow, *, wished: bool) -> list[str]:
    restarts = sum(kind == "phase" and data.get("name") == "restarted" for _, kind, data in run.events)
    if run.attempt > MAX_ATTEMPTS:
        return [f"{run.attempt} attempts"]
    if run.status == "cancelled":
        return [] if wished else ["cancelled, and nobody wished it"]
    if run.status == "infrastructure":
        given_up = run.attempt == MAX_ATTEMPTS and restarts >= MAX_ATTEMPTS - 1
        return [] if given_up else [f"gave up after {run.attempt} attempts and {restarts} restarts"]
    if run.status != run.expected:
        return [f"the verdict is {run.status!r}, the code deserves {run.expected!r}"]
    return []


def _of_attempts(runs: Sequence[RunRow], used: Mapping[str, int]) -> list[str]:
    """Only verdicts that count use up an attempt; infrastructure never does."""
    fair = Counter(run.learner for run in runs if run.status not in _FREE)
    return [
        f"learner {name}: {count} attempts are counted, {fair[name]} verdicts count"
        for name, count in used.items()
        if count != fair[name]
    ]
