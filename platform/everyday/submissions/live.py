"""A run's events as server-sent events: the rows first, then what follows, none lost and none twice.

`id:` is the number of the RunEvent, so a browser that reconnects names the last one it has. The stream of the broker only
tells sooner what the database says anyway: at every gap, and at every silence, the rows are read again.
"""

import json
import threading
import time
from collections.abc import Generator, Iterator
from typing import Any, Self

import redis
from django.conf import settings
from django.db import connection

from everyday.submissions import fanout, selectors
from everyday.submissions.models import Run
from workers.protocol import EventKind

HEARTBEAT_S = 15.0
_QUEUED_POLL_S = 2.0  # how often a waiting learner's position is looked up
_RUNNING_POLL_S = 5.0
_MAX_AGE_S = 600.0  # a browser reconnects after this; so no thread is held for ever
_MOVING = frozenset({EventKind.CLAIMED, EventKind.PHASE, EventKind.VERDICT})

_places = threading.BoundedSemaphore(settings.LIVE_STREAMS)


class TooManyStreams(RuntimeError):
    """This process has no thread to spare for another viewer; the page polls instead."""


def sse(kind: str, data: dict[str, Any], seq: int | None = None) -> str:
    """One event in the wire format of EventSource."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    prefix = f"id: {seq}\n" if seq is not None else ""
    return f"{prefix}event: {kind}\ndata: {text}\n\n"


class Stream:
    """The events of a run numbered above `after`, `state` whenever it changes, and `end` once the run is over.

    Holds one of the process's places for viewers till it is closed, which the response does even if it is never read.
    Raises TooManyStreams.
    """

    def __init__(self, run_id: str, after: int) -> None:
        if not _places.acquire(blocking=False):
            raise TooManyStreams
        self._holds_place = True
        self._lines = _lines(run_id, after)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        return next(self._lines)

    def close(self) -> None:
        self._lines.close()
        if self._holds_place:
            self._holds_place = False
            _places.release()


def _lines(run_id: str, after: int) -> Generator[str, None, None]:
    viewer = _Viewer(run_id, after)
    yield "retry: 1000\n\n"
    deadline = time.monotonic() + _MAX_AGE_S
    while time.monotonic() < deadline:
        yield from viewer.replay()
        if viewer.over:
            yield sse("end", {})
            return
        yield from viewer.follow()


class _Viewer:
    """One browser's place in a run."""

    def __init__(self, run_id: str, after: int) -> None:
        self._run_id = run_id
        self._last = after
        self._state: dict[str, object] | None = None
        self._spoke_at = time.monotonic()
        self._wait_s = _QUEUED_POLL_S
        self.over = False

    def replay(self) -> Iterator[str]:
        """What the database has: the run's row is read before its events, so a run that is over has them all."""
        run = Run.objects.filter(pk=self._run_id).first()
        if run is None:
            self.over = True
            return
        while self._last < run.event_seq and (events := selectors.events_after(run.pk, self._last)):
            for event in events:
                self._last = event.seq
                yield self._said(sse(event.kind, event.data, event.seq))
        state = selectors.queue_state(run).to_dict()
        if state != self._state:
            self._state = state
            yield self._said(sse("state", state))
        self._wait_s = _QUEUED_POLL_S if run.state == Run.State.QUEUED else _RUNNING_POLL_S
        self.over = run.is_over
        self._let_go_of_database()

    def follow(self) -> Iterator[str]:
        """What the stream tells, until something needs the database: a change of state, a gap, or silence."""
        while followed := self._next():
            for event in followed:
                if event.seq <= self._last:
                    continue
                if event.seq > self._last + 1 or event.data is None:
                    return
                self._last = event.seq
                yield self._said(sse(event.kind, event.data, event.seq))
                if event.kind in _MOVING:
                    return
        if time.monotonic() - self._spoke_at >= HEARTBEAT_S:
            yield self._said(": \n\n")

    def _next(self) -> list[fanout.Followed]:
        try:
            return fanout.follow(self._run_id, self._last, self._wait_s)
        except redis.RedisError:
            # Without the broker the database is asked at the same pace.
            time.sleep(self._wait_s)
            return []

    def _said(self, text: str) -> str:
        self._spoke_at = time.monotonic()
        return text

    def _let_go_of_database(self) -> None:
        """A viewer waits for minutes; its connection must not wait with it."""
        if connection.vendor != "sqlite" and not connection.in_atomic_block:
            connection.close()
