"""The recorder process: batches, restarts, poison, one at a time."""

import os
import threading
import time
from typing import Any

import pytest
from django.db import OperationalError

from everyday.catalog.models import Task
from everyday.submissions import broker, services
from everyday.submissions.models import Run, RunEvent
from everyday.submissions.recorder import Recorder
from tests.conftest import Cast
from tests.everyday.submissions.conftest import FILES, Attempt, verdict
from workers.protocol import EVENT_STREAM, Event

pytestmark = pytest.mark.django_db(transaction=True)
LOCK = "recorder:active"


@pytest.fixture
def attempt(cast: Cast, task: Task, clean_broker: str, online: Any) -> Attempt:
    online()
    return Attempt(services.submit(learner=cast.learner, task=task, files=FILES, source="editor").runs.get())


@pytest.fixture
def recorder(clean_broker: str) -> Recorder:
    recorder = Recorder(threading.Event())
    recorder.prepare()
    return recorder


def send(event: Event | str) -> None:
    broker.client().xadd(EVENT_STREAM, {"event": event if isinstance(event, str) else event.to_json()})


def drain(recorder: Recorder, rounds: int = 8) -> None:
    for _ in range(rounds):
        recorder.step(block_ms=1)


def unacknowledged() -> int:
    return int(broker.client().xpending(EVENT_STREAM, "recorder")["pending"])


def run_of(attempt: Attempt) -> Run:
    return Run.objects.get(pk=attempt.run_id)


def test_events_are_recorded_and_acknowledged(attempt: Attempt, recorder: Recorder) -> None:
    for event in (attempt.event("claimed", {}), attempt.event("verdict", verdict())):
        send(event)
    drain(recorder)
    assert run_of(attempt).status == "passed"
    assert unacknowledged() == 0


def test_what_was_said_before_the_first_recorder_is_recorded(attempt: Attempt, clean_broker: str) -> None:
    send(attempt.event("claimed", {}))
    drain(Recorder(threading.Event()))
    assert run_of(attempt).state == Run.State.RUNNING


def test_what_a_dead_recorder_had_read_is_recorded_by_the_next(attempt: Attempt, recorder: Recorder) -> None:
    send(attempt.event("claimed", {}))
    drain(recorder)
    send(attempt.event("log", {"stream": "stdout", "text": "x"}))
    broker.client().xreadgroup("recorder", "recorder", {EVENT_STREAM: ">"})  # read, then killed before the commit
    send(attempt.event("verdict", verdict()))
    assert unacknowledged() == 1
    drain(Recorder(threading.Event()))
    assert [event.kind for event in RunEvent.objects.filter(run_id=attempt.run_id)] == ["claimed", "log", "verdict"]
    assert unacknowledged() == 0


def test_what_was_committed_but_not_passed_on_is_passed_on(attempt: Attempt, recorder: Recorder) -> None:
    event = attempt.event("claimed", {})
    send(event)
    broker.client().xreadgroup("recorder", "recorder", {EVENT_STREAM: ">"})
    services.record_event(event=event)
    broker.client().delete(f"run:{attempt.run_id}")  # killed after the commit
    drain(recorder)
    assert broker.client().xlen(f"run:{attempt.run_id}") == 1
    assert RunEvent.objects.count() == 1


@pytest.mark.parametrize("text", ["no json", "{}", '{"version": 99}', "[]"])
def test_what_is_no_event_is_dropped(attempt: Attempt, recorder: Recorder, text: str) -> None:
    send(text)
    send(attempt.event("claimed", {}))
    drain(recorder)
    assert run_of(attempt).state == Run.State.RUNNING
    assert unacknowledged() == 0


def test_a_bad_event_stops_no_other_and_is_dropped_after_its_tries(
    cast: Cast, task: Task, attempt: Attempt, recorder: Recorder
) -> None:
    other = Attempt(services.submit(learner=cast.classmate, task=task, files=FILES, source="editor").runs.get())
    send(attempt.event("claimed", {}))
    send(attempt.event("nonsense", {}))
    send(other.event("claimed", {}))
    send(attempt.event("verdict", verdict()))
    drain(recorder)
    assert run_of(attempt).status == "passed"
    assert run_of(other).state == Run.State.RUNNING
    assert unacknowledged() == 0


def test_a_verdict_that_cannot_be_recorded_fails_the_run(attempt: Attempt, recorder: Recorder) -> None:
    send(attempt.event("claimed", {}))
    send(attempt.event("verdict", {"surprise": 1}))
    drain(recorder)
    assert (run_of(attempt).state, run_of(attempt).status) == (Run.State.FAILED, "infrastructure")
    assert unacknowledged() == 0


def test_a_database_that_is_away_costs_no_event(attempt: Attempt, recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**kwargs: Any) -> Any:
        raise OperationalError("database is locked")

    drain(recorder, 1)
    send(attempt.event("claimed", {}))
    send(attempt.event("verdict", verdict()))
    with monkeypatch.context() as patch:
        patch.setattr(services, "record_events", away)
        with pytest.raises(OperationalError):
            recorder.step(block_ms=1)
    recorder._pending = True  # as run() does after a failure
    drain(recorder)
    assert run_of(attempt).status == "passed"


def test_nul_characters_do_not_reach_the_database(attempt: Attempt, recorder: Recorder) -> None:
    send(attempt.event("claimed", {}))
    send(attempt.event("log", {"stream": "stdout", "text": "a\0b"}))
    drain(recorder)
    assert RunEvent.objects.get(run_id=attempt.run_id, kind="log").data["text"] == "ab"


def test_it_stops_when_told_and_lets_the_next_one_in(attempt: Attempt, clean_broker: str) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=Recorder(stop).run)
    thread.start()
    send(attempt.event("claimed", {}))
    deadline = time.monotonic() + 5
    while run_of(attempt).state != Run.State.RUNNING and time.monotonic() < deadline:
        time.sleep(0.01)
    assert broker.client().get(LOCK) is not None
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert run_of(attempt).state == Run.State.RUNNING
    assert broker.client().get(LOCK) is None


def test_only_one_records_at_a_time(clean_broker: str) -> None:
    mine = Recorder(threading.Event())
    assert mine._hold_lock()
    broker.client().set(LOCK, "another-host:1", ex=45)
    mine._held_since = None
    assert not mine._hold_lock()


def test_the_lock_of_a_recorder_that_died_here_is_taken_over_at_once(clean_broker: str) -> None:
    import socket
    import subprocess

    gone = subprocess.Popen(["true"])
    gone.wait()
    broker.client().set(LOCK, f"{socket.gethostname()}:{gone.pid}", ex=45)
    assert Recorder(threading.Event())._hold_lock()
    broker.client().set(LOCK, f"{socket.gethostname()}:{os.getppid()}", ex=45)
    assert not Recorder(threading.Event())._hold_lock()
