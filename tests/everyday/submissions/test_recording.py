"""What workers say becomes rows once, in order, and only from the attempt that counts."""

from collections.abc import Callable
from typing import Any

import pytest

from everyday.submissions import selectors, services
from everyday.submissions.models import Run, RunEvent, TestResult
from tests.conftest import Cast
from tests.everyday.submissions.conftest import Attempt, verdict
from workers.protocol import Event, ProtocolError

Submit = Callable[..., Run]


@pytest.fixture
def attempt(cast: Cast, submit: Submit, online: Any) -> Attempt:
    online()
    return Attempt(submit(cast.learner))


def run_of(attempt: Attempt) -> Run:
    return Run.objects.get(pk=attempt.run_id)


def kinds(attempt: Attempt) -> list[str]:
    return list(RunEvent.objects.filter(run_id=attempt.run_id).values_list("kind", flat=True))


def test_a_run_goes_through_its_states(attempt: Attempt) -> None:
    assert run_of(attempt).state == Run.State.QUEUED
    attempt.claim()
    running = run_of(attempt)
    assert (running.state, running.worker_id, running.isolation) == (Run.State.RUNNING, "w1", "full")
    assert running.started_at is not None
    assert running.lease_expires_at is not None
    attempt.say("metric", {"step": 0, "values": {"loss": 1.0}, "source": "learner"})
    attempt.decide("failed", 20.0)
    over = run_of(attempt)
    assert (over.state, over.status, over.score, over.max_score) == (Run.State.FINISHED, "failed", 20.0, 100.0)
    assert over.metrics == {"acc": 0.91}
    assert over.message == {"zh": "结果", "en": "result"}
    assert (over.cpu_s, over.wall_s, over.peak_mib) == (0.1, 0.2, 33.0)
    assert over.ended_at is not None
    assert [result.test_id for result in over.test_results.all()] == ["value", "stable"]
    assert [event.seq for event in selectors.events_after(over.pk, 0)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("passed", Run.State.FINISHED),
        ("failed", Run.State.FINISHED),
        ("not_gradable", Run.State.FINISHED),
        ("error", Run.State.FINISHED),
        ("timeout", Run.State.FINISHED),
        ("memory", Run.State.FINISHED),
        ("gpu_memory", Run.State.FINISHED),
        ("nan", Run.State.FINISHED),
        ("output_limit", Run.State.FINISHED),
        ("cancelled", Run.State.CANCELLED),
        ("infrastructure", Run.State.FAILED),
    ],
)
def test_every_verdict_leaves_its_state(attempt: Attempt, status: str, state: str) -> None:
    attempt.claim()
    attempt.decide(status, 20.0)
    assert (run_of(attempt).state, run_of(attempt).status) == (state, status)


def test_a_verdict_without_words_gets_those_of_its_status(attempt: Attempt) -> None:
    attempt.claim()
    attempt.say("verdict", {**verdict("timeout", 0.0), "message": {}})
    assert "time limit" in run_of(attempt).message["en"]


def test_a_repeated_event_counts_once(attempt: Attempt) -> None:
    attempt.claim()
    log = attempt.event("log", {"stream": "stdout", "text": "hello"})
    assert services.record_event(event=log).refused == 0
    assert services.record_event(event=log).refused == 1
    assert kinds(attempt) == ["claimed", "log"]


def test_a_verdict_counts_once(attempt: Attempt) -> None:
    attempt.claim()
    last = attempt.event("verdict", verdict())
    services.record_event(event=last)
    assert services.record_event(event=last).refused == 1
    later = attempt.event("verdict", verdict("failed", 20.0))
    assert services.record_event(event=later).refused == 1
    assert run_of(attempt).score == 100.0
    assert TestResult.objects.filter(run_id=attempt.run_id).count() == 2


def test_a_stale_token_is_refused(attempt: Attempt) -> None:
    attempt.claim()
    forged = attempt.event("verdict", verdict(), token="another token")
    assert services.record_event(event=forged).refused == 1
    assert run_of(attempt).state == Run.State.RUNNING


def test_an_empty_token_is_refused(cast: Cast, submit: Submit, attempt: Attempt) -> None:
    Run.objects.filter(pk=attempt.run_id).update(attempt_token="")
    assert services.record_event(event=attempt.event("verdict", verdict(), token="")).refused == 1


@pytest.mark.parametrize("run_id", ["9f34ca70-9210-4b60-a890-161bfb3d1bef", "no uuid", ""])
def test_an_unknown_run_is_refused(db: None, run_id: str) -> None:
    event = Event(run_id=run_id, attempt_token="t", seq=1, kind="claimed", data={}, at=0.0)
    assert services.record_event(event=event).refused == 1


def test_a_verdict_without_a_claim_still_counts(attempt: Attempt) -> None:
    attempt.decide()
    assert run_of(attempt).state == Run.State.FINISHED
    assert run_of(attempt).started_at is not None


def test_many_events_of_many_runs_are_recorded_together(
    cast: Cast, submit: Submit, online: Any, django_assert_max_num_queries: Any
) -> None:
    online(slots=9)
    attempts = [Attempt(submit(learner)) for learner in (cast.learner, cast.classmate, cast.stranger)]
    batch = [attempt.event("claimed", {}) for attempt in attempts]
    for step in range(40):
        batch += [attempt.event("metric", {"step": step, "values": {}, "source": "judge"}) for attempt in attempts]
    with django_assert_max_num_queries(8):
        recorded = services.record_events(events=batch)
    assert (len(recorded.events), recorded.refused) == (123, 0)
    for attempt in attempts:
        assert [event.seq for event in selectors.events_after(attempt.run_id, 0)] == list(range(1, 42))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {**verdict(), "status": "great"},
        {**verdict(), "surprise": 1},
        {**verdict(), "tests": [{"id": "value"}]},
        {**verdict(), "tests": [verdict()["tests"][0]] * 2},
    ],
)
def test_a_malformed_verdict_raises_and_writes_nothing(attempt: Attempt, data: dict[str, Any]) -> None:
    attempt.claim()
    with pytest.raises(ProtocolError):
        services.record_events(events=[attempt.event("log", {"stream": "stdout", "text": "x"}), attempt.event("verdict", data)])
    assert kinds(attempt) == ["claimed"]
    assert run_of(attempt).state == Run.State.RUNNING


def test_a_run_whose_verdict_cannot_be_recorded_fails_without_costing_an_attempt(cast: Cast, attempt: Attempt) -> None:
    attempt.claim()
    assert services.fail_unrecordable(run_id=attempt.run_id, token=attempt.token)
    failed = run_of(attempt)
    assert (failed.state, failed.status) == (Run.State.FAILED, "infrastructure")
    assert set(failed.message) == {"zh", "en"}
    assert not services.fail_unrecordable(run_id=attempt.run_id, token=attempt.token)


def test_a_worker_that_stops_hands_its_run_back_without_counting_it(attempt: Attempt) -> None:
    attempt.claim()
    attempt.say("released", {"reason": "stopping"})
    run = run_of(attempt)
    assert (run.state, run.attempt, run.attempt_token, run.dispatched_at) == (Run.State.QUEUED, 0, "", None)
    assert kinds(attempt) == ["claimed", "phase"]
    restarted = RunEvent.objects.get(run_id=attempt.run_id, kind="phase")
    assert restarted.data["name"] == "restarted"
    assert set(restarted.data["text"]) == {"zh", "en"}


def test_a_run_that_no_worker_can_fetch_fails_after_three_attempts(attempt: Attempt) -> None:
    for expected in (Run.State.QUEUED, Run.State.QUEUED, Run.State.FAILED):
        run = run_of(attempt)
        Run.objects.filter(pk=run.pk).update(attempt_token="t", attempt=run.attempt + (run.attempt_token == ""))
        again = Attempt(run)
        again.say("released", {"reason": "bundle"})
        assert run_of(attempt).state == expected
    assert run_of(attempt).status == "infrastructure"


def test_events_of_the_next_attempt_are_numbered_on(attempt: Attempt, django_capture_on_commit_callbacks: Any) -> None:
    attempt.claim()
    attempt.say("log", {"stream": "stdout", "text": "lost"})
    attempt.say("released", {"reason": "stopping"})
    with django_capture_on_commit_callbacks(execute=True):
        services.release_queued()
    again = Attempt(run_of(attempt))
    assert again.token not in ("", attempt.token)
    assert attempt.say("log", {"stream": "stdout", "text": "zombie"}).refused == 1
    again.claim()
    again.decide()
    events = selectors.events_after(again.run_id, 0)
    assert [event.seq for event in events] == [1, 2, 3, 4, 5]
    assert [event.kind for event in events] == ["claimed", "log", "phase", "claimed", "verdict"]
