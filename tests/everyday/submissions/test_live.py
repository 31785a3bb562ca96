"""Live pages: whoever connects whenever sees every event once, in order, and the end."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.db import connections
from django.test import Client
from django.urls import reverse

from everyday.catalog.models import Task
from everyday.submissions import broker, fanout, live, services
from everyday.submissions.models import Run, RunEvent
from tests.conftest import Cast
from tests.everyday.submissions.conftest import FILES, Attempt
from workers.protocol import Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def attempt(cast: Cast, task: Task, clean_broker: str, online: Any) -> Attempt:
    """A queued run in a database that threads share, with a worker online."""
    online()
    submission = services.submit(learner=cast.learner, task=task, files=FILES, source="editor")
    return Attempt(submission.runs.get())


def read(lines: Iterator[str]) -> list[tuple[str, int | None, Any]]:
    """(kind, id, data) of what a stream sends."""
    events = []
    for text in lines:
        kind = re.search(r"^event: (\w+)$", text, re.MULTILINE)
        number = re.search(r"^id: (\d+)$", text, re.MULTILINE)
        data = re.search(r"^data: (.*)$", text, re.MULTILINE)
        if kind and data:
            events.append((kind[1], int(number[1]) if number else None, json.loads(data[1])))
    return events


def seqs(events: list[tuple[str, int | None, Any]]) -> list[int]:
    return [number for _, number, _ in events if number is not None]


def whole_run(attempt: Attempt, points: int = 5) -> list[Event]:
    """Everything a short run says."""
    events = [attempt.event("claimed", {"worker_id": "w1"})]
    events += [attempt.event("metric", {"step": step, "values": {"loss": 1.0}, "source": "judge"}) for step in range(points)]
    verdict = {"task": "t", "status": "passed", "score": 1.0, "max_score": 1.0, "tests": []}
    return [*events, attempt.event("verdict", verdict)]


def test_a_run_that_is_over_is_replayed_and_ends(attempt: Attempt) -> None:
    services.record_events(events=whole_run(attempt))
    events = read(live.Stream(attempt.run_id, 0))
    assert seqs(events) == [1, 2, 3, 4, 5, 6, 7]
    assert [kind for kind, number, _ in events if number is None] == ["state", "end"]
    assert events[-2][2]["state"] == "finished"


def test_whoever_reconnects_at_any_position_misses_and_doubles_nothing(attempt: Attempt) -> None:
    """Every split of the run between what was there before connecting and what comes while the stream is open."""
    events = whole_run(attempt)
    for before in range(len(events) + 1):
        for seen in range(before + 1):
            RunEvent.objects.all().delete()
            Run.objects.update(state="queued", event_seq=0, attempt_seq=0, status="")
            broker.client().delete(fanout.stream_key(attempt.run_id))
            services.record_events(events=events[:before])
            stream = live.Stream(attempt.run_id, seen)
            lines = [next(stream), next(stream)]  # the replay has begun
            for event in events[before:]:
                services.record_event(event=event)
            lines += list(stream)
            stream.close()
            assert seqs(read(iter(lines))) == list(range(seen + 1, len(events) + 1)), (before, seen)


def test_events_arrive_while_the_stream_is_open(attempt: Attempt) -> None:
    arrived: list[tuple[str, float]] = []

    def watch() -> None:
        try:
            for text in live.Stream(attempt.run_id, 0):
                arrived.extend((kind, time.monotonic()) for kind, _, _ in read(iter([text])))
        finally:
            connections.close_all()

    viewer = threading.Thread(target=watch)
    viewer.start()
    deadline = time.monotonic() + 5
    while not arrived and time.monotonic() < deadline:
        time.sleep(0.01)
    said: list[float] = []
    for event in whole_run(attempt):
        said.append(time.monotonic())
        services.record_event(event=event)
        time.sleep(0.02)
    viewer.join(10)
    heard = [at for kind, at in arrived if kind in ("claimed", "metric", "verdict")]
    assert len(heard) == len(said)
    assert sorted(after - before for before, after in zip(said, heard, strict=True))[len(said) // 2] < 0.2
    assert arrived[-1][0] == "end"
    assert next(kind for kind, _ in arrived) == "state"


@pytest.mark.parametrize("lost", ["the whole stream", "one entry", "the last entry"])
def test_what_the_stream_lost_comes_from_the_database(attempt: Attempt, lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_RUNNING_POLL_S", 0.1)
    events = whole_run(attempt)
    services.record_events(events=events[:3])
    stream = live.Stream(attempt.run_id, 0)
    lines = [next(stream) for _ in range(3)]
    services.record_events(events=events[3:])
    key = fanout.stream_key(attempt.run_id)
    if lost == "the whole stream":
        broker.client().delete(key)
    else:
        broker.client().xdel(key, "5-0" if lost == "one entry" else "7-0")
    lines += list(stream)
    assert seqs(read(iter(lines))) == [1, 2, 3, 4, 5, 6, 7]
    assert read(iter(lines))[-1][0] == "end"


def test_without_the_broker_the_database_is_followed(attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*args: Any) -> Any:
        raise redis.ConnectionError

    monkeypatch.setattr(live, "_QUEUED_POLL_S", 0.05)
    monkeypatch.setattr(live, "_RUNNING_POLL_S", 0.05)
    monkeypatch.setattr(fanout, "follow", down)
    stream = live.Stream(attempt.run_id, 0)
    lines = [next(stream), next(stream)]
    services.record_events(events=whole_run(attempt))
    assert seqs(read(iter([*lines, *stream]))) == [1, 2, 3, 4, 5, 6, 7]


def test_silence_is_broken_by_a_comment(attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_S", 0.05)
    monkeypatch.setattr(live, "_RUNNING_POLL_S", 0.1)
    attempt.claim()
    stream = live.Stream(attempt.run_id, 0)
    assert any(text.startswith(":") for text in (next(stream) for _ in range(6)))
    stream.close()


def test_a_stream_does_not_hold_its_thread_for_ever(attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_MAX_AGE_S", 0.3)
    monkeypatch.setattr(live, "_QUEUED_POLL_S", 0.1)
    assert [kind for kind, _, _ in read(live.Stream(attempt.run_id, 0))] == ["state"]


def test_a_waiting_learner_hears_when_the_position_changes(
    cast: Cast, task: Task, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_QUEUED_POLL_S", 0.1)
    behind = services.submit(learner=cast.classmate, task=task, files=FILES, source="editor").runs.get()
    stream = live.Stream(str(behind.pk), 0)
    assert [data["position"] for _, _, data in read(iter([next(stream), next(stream)]))] == [2]
    services.record_events(events=whole_run(attempt))
    assert [data["position"] for _, _, data in read(iter([next(stream)]))] == [1]
    stream.close()


def test_a_restart_is_said(attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt.claim()
    attempt.say("released", {"reason": "stopping"})
    stream = live.Stream(attempt.run_id, 0)
    events = read(iter([next(stream) for _ in range(4)]))
    stream.close()
    assert [(kind, data.get("name")) for kind, _, data in events] == [("claimed", None), ("phase", "restarted"), ("state", None)]
    assert events[-1][2]["state"] == "queued"


def test_the_address_streams_and_a_finished_reconnect_is_sent_away(cast: Cast, attempt: Attempt) -> None:
    services.record_events(events=whole_run(attempt))
    client = Client()
    client.force_login(cast.learner)
    address = reverse("submissions:run-events", args=[attempt.run_id])
    answer = client.get(address, headers={"last-event-id": "5"})
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert "no-transform" in answer.headers["Cache-Control"]
    assert seqs(read(part.decode() for part in answer.streaming_content)) == [6, 7]
    assert client.get(address, headers={"last-event-id": "7"}).status_code == 204
    again = client.get(address, {"after": "7"})
    assert [kind for kind, _, _ in read(part.decode() for part in again.streaming_content)] == ["state", "end"]


def test_places_for_viewers_are_counted_and_given_back(cast: Cast, attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_places", threading.BoundedSemaphore(1))
    client = Client()
    client.force_login(cast.learner)
    address = reverse("submissions:run-events", args=[attempt.run_id])
    first = client.get(address)
    assert first.status_code == 200
    full = client.get(address)
    assert (full.status_code, full.headers["Retry-After"]) == (503, "5")
    first.close()  # never read
    second = client.get(address)
    assert second.status_code == 200
    second.close()


def test_a_copy_of_a_published_event_is_refused_by_the_broker(attempt: Attempt) -> None:
    attempt.claim()
    rows: list[RunEvent] = list(RunEvent.objects.all())
    fanout.publish(rows)
    assert [event.seq for event in fanout.follow(attempt.run_id, 0, 0.01)] == [1]
    check: Callable[..., Any] = fanout.follow
    assert check(attempt.run_id, 1, 0.01) == []
