"""The recorder's writer: what workers say becomes rows, and a run's state moves with it.

Everything is safe to run twice: an event counts once per attempt and number, and an attempt that was taken back is refused.
"""

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import redis
from django.db import transaction

from everyday.submissions import fanout
from everyday.submissions.dispatch import release_queued
from everyday.submissions.models import Run, RunEvent
from everyday.submissions.services.transitions import OpenRun, open_runs, write_all
from everyday.submissions.verdicts import HANDED_BACK, MACHINE_FAILED, UNREADABLE_RESULT
from workers.protocol import Event, EventKind, ProtocolError, TestOutcome, Verdict

logger = logging.getLogger(__name__)

# Reasons of a RELEASED event. The first is not held against the run.
STOPPING = "stopping"
BROKEN = "broken"
_KINDS = frozenset(EventKind)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What became of a batch. `refused` counts stale and repeated events; `freed` whether a slot became free."""

    events: list[RunEvent] = field(default_factory=list)
    refused: int = 0
    freed: bool = False


def record_event(*, event: Event) -> Recorded:
    """Records one event; see record_events."""
    return record_events(events=[event])


def record_events(*, events: Sequence[Event], again: bool = False) -> Recorded:
    """Records a batch in one transaction, in its order, and passes it on to browsers after the commit.

    `again` says that the batch was read before: its runs are passed on whole, since the recorder may have been stopped
    between the commit and that.

    Refused, and counted: events of a run that is unknown or over, with a stale attempt token, or with a number that was seen.
    Raises ProtocolError for an event whose data does not follow the protocol; nothing of the batch is written then.
    """
    with transaction.atomic():
        opened = open_runs(event.run_id for event in events if _is_uuid(event.run_id))
        taken = [event for event in events if _take(opened.get(event.run_id), event)]
        written = write_all(opened.values())
        freed = any(event.kind in (EventKind.VERDICT, EventKind.RELEASED) for event in taken)
        transaction.on_commit(lambda: _pass_on(written, freed=freed))
    if again:
        _pass_on(list(RunEvent.objects.filter(run_id__in=list(opened)).order_by("run_id", "seq")), freed=False)
    return Recorded(events=written, refused=len(events) - len(taken), freed=freed)


def fail_unrecordable(*, run_id: str, token: str) -> bool:
    """Ends a run whose verdict cannot be recorded, so that it does not wait for ever. False if it moved on meanwhile."""
    if not _is_uuid(run_id):
        return False
    with transaction.atomic():
        opened = open_runs([run_id])
        run = opened.get(run_id)
        if run is None or run.run.is_over or run.run.attempt_token != token:
            return False
        run.end(Run.Status.INFRASTRUCTURE, UNREADABLE_RESULT, dt.datetime.now(tz=dt.UTC))
        written = write_all([run])
        transaction.on_commit(lambda: _pass_on(written, freed=True))
    return True


def _take(opened: OpenRun | None, event: Event) -> bool:
    """Whether the event belongs to the run's current attempt and is new; if so it is applied."""
    if opened is None:
        return False
    run = opened.run
    if run.is_over or not run.attempt_token or event.attempt_token != run.attempt_token or event.seq <= run.attempt_seq:
        return False
    if event.kind not in _KINDS:
        raise ProtocolError(f"unknown kind of event: {event.kind!r}")
    _apply(opened, event, dt.datetime.fromtimestamp(event.at, tz=dt.UTC))
    return True


def _apply(opened: OpenRun, event: Event, at: dt.datetime) -> None:
    opened.set(attempt_seq=event.seq)
    if opened.run.state == Run.State.QUEUED:
        opened.start(event.data if event.kind == EventKind.CLAIMED else {}, at)
    if event.kind == EventKind.RELEASED:
        reason = event.data.get("reason")
        opened.give_up_attempt(MACHINE_FAILED if reason == BROKEN else HANDED_BACK, at, counts=reason != STOPPING)
        return
    if event.kind == EventKind.VERDICT:
        verdict = Verdict.from_dict(event.data)
        _check(verdict)
        opened.finish(verdict, at)
    opened.add_event(event.kind, event.data, at)


def _check(verdict: Verdict) -> None:
    if verdict.status not in Run.Status.values:
        raise ProtocolError(f"Verdict: unknown status {verdict.status!r}")
    ids = [TestOutcome.from_dict(test).id for test in verdict.tests]
    if len(ids) != len(set(ids)):
        raise ProtocolError("Verdict: the ids of tests are not distinct")


def _pass_on(events: list[RunEvent], *, freed: bool) -> None:
    try:
        fanout.publish(events)
    except redis.RedisError:
        logger.warning("%d recorded events could not be passed on; pages read them from the database", len(events))
    if freed:
        release_queued()


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
