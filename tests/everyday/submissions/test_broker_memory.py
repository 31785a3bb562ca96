"""The broker holds what is on its way, and nothing that the database has."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from everyday.submissions import broker, fanout, live
from everyday.submissions.models import Run
from everyday.submissions.recorder import Recorder
from tests.conftest import Cast
from tests.everyday.submissions.conftest import Attempt, verdict
from workers.protocol import EVENT_STREAM, Event

Submit = Callable[..., Run]
LARGE = {"id": "f", "plotly": {"data": [{"y": list(range(20_000))}], "layout": {}}, "source": "judge"}


@pytest.fixture
def attempt(cast: Cast, submit: Submit, online: Any) -> Attempt:
    online()
    attempt = Attempt(submit(cast.learner))
    attempt.claim()
    return attempt


def xadd(event: Event) -> None:
    broker.client().xadd(EVENT_STREAM, {"event": event.to_json()})


def test_recorded_events_leave_the_stream(attempt: Attempt) -> None:
    recorder = Recorder(threading.Event())
    recorder.prepare()
    for step in range(5):
        xadd(attempt.event("log", {"stream": "stdout", "text": f"{step}\n"}))
    xadd(attempt.event("verdict", verdict()))
    assert broker.client().xlen(EVENT_STREAM) == 6
    for _ in range(3):  # what was left over, what is new, nothing
        recorder.step(block_ms=1)
    assert broker.client().xlen(EVENT_STREAM) == 0
    assert Run.objects.get(pk=attempt.run_id).is_over


def test_a_figure_is_named_in_the_stream_and_read_from_its_row(attempt: Attempt) -> None:
    recorded = attempt.say("figure", LARGE)
    fanout.publish(recorded.events)
    key = fanout.stream_key(attempt.run_id)
    [(_, fields)] = broker.client().xrange(key)
    assert fields == {b"kind": b"figure", b"data": b""}
    [followed] = fanout.follow(attempt.run_id, recorded.events[0].seq - 1, 0.1)
    assert followed.data is None
    viewer = live._Viewer(attempt.run_id, recorded.events[0].seq - 1)
    assert list(viewer.follow()) == []
    assert any('"y":[0,1,2' in line for line in viewer.replay())


def test_what_a_run_said_leaves_the_broker_soon_after_its_verdict(attempt: Attempt) -> None:
    fanout.publish(attempt.say("log", {"stream": "stdout", "text": "x"}).events)
    assert broker.client().ttl(fanout.stream_key(attempt.run_id)) > 300
    fanout.publish(attempt.decide().events)
    assert 0 < broker.client().ttl(fanout.stream_key(attempt.run_id)) <= 300
