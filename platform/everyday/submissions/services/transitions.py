"""The one way a run moves: `queued → running → finished | failed | cancelled`, and back to queued when its worker is lost.

`open_runs` locks runs inside a transaction; the methods of OpenRun collect changes and numbered events; `write` puts them
down by compare-and-set. Whatever changes a run goes through here, so a run's events and its state never disagree.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction

from everyday.submissions.models import Run, RunEvent, TestResult
from everyday.submissions.verdicts import LOST_WORKER, VERDICT_TEXTS, Bilingual
from workers.protocol import LEASE_TTL_S, EventKind, Verdict

MAX_ATTEMPTS = 3
_GUARDS = ("state", "attempt_token", "attempt_seq", "event_seq")
_STATE_OF_STATUS = {Run.Status.INFRASTRUCTURE: Run.State.FAILED, Run.Status.CANCELLED: Run.State.CANCELLED}


class TransitionLostError(RuntimeError):
    """Another transaction moved the run first; the caller's transaction is rolled back and may be tried again."""


class OpenRun:
    """A run that is being moved. Nothing is written before `write`."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.events: list[RunEvent] = []
        self.results: list[TestResult] = []
        self._before = {name: getattr(run, name) for name in _GUARDS}
        self._changed: set[str] = set()

    def set(self, **fields: Any) -> None:
        for name, value in fields.items():
            setattr(self.run, name, value)
            self._changed.add(name)

    def add_event(self, kind: str, data: dict[str, Any], at: dt.datetime) -> None:
        """Appends the run's next numbered event."""
        self.set(event_seq=self.run.event_seq + 1)
        self.events.append(RunEvent(run=self.run, seq=self.run.event_seq, kind=kind, data=data, at=at))

    def start(self, claim: dict[str, Any], at: dt.datetime) -> None:
        """A worker holds the attempt. `claim` is the data of a CLAIMED event; empty if that event never came."""
        self.set(
            state=Run.State.RUNNING,
            started_at=at,
            lease_expires_at=at + dt.timedelta(seconds=LEASE_TTL_S),
            worker_id=str(claim.get("worker_id", ""))[:120],
            sandbox=str(claim.get("sandbox", ""))[:12],
            isolation=str(claim.get("isolation", ""))[:8],
            device=str(claim.get("device", ""))[:80],
        )

    def finish(self, verdict: Verdict, at: dt.datetime) -> None:
        """The verdict stands. Infrastructure leaves the run failed, a cancelled one cancelled, any other finished."""
        status = Run.Status(verdict.status)
        self.set(
            state=_STATE_OF_STATUS.get(status, Run.State.FINISHED),
            status=status,
            score=verdict.score,
            max_score=verdict.max_score,
            metrics=verdict.metrics,
            message=verdict.message or VERDICT_TEXTS[status].what,
            sandbox=verdict.sandbox[:12] or self.run.sandbox,
            isolation=verdict.isolation[:8],
            device=verdict.device[:80],
            cpu_s=verdict.cpu_s,
            wall_s=verdict.wall_s,
            peak_mib=verdict.peak_mib,
            ended_at=at,
            lease_expires_at=None,
        )
        self.results = [_result(self.run, position, test) for position, test in enumerate(verdict.tests)]

    def end(self, status: Run.Status, message: Bilingual, at: dt.datetime) -> None:
        """Ends the run without a worker's verdict: cancelled, or failed for want of one. No worker can come back to it."""
        self.set(
            state=_STATE_OF_STATUS.get(status, Run.State.FINISHED),
            status=status,
            message=message,
            attempt_token="",
            ended_at=at,
            lease_expires_at=None,
        )
        self.add_event(EventKind.VERDICT, {"status": str(status), "message": message, "tests": [], "metrics": {}}, at)

    def give_up_attempt(self, why: Bilingual, at: dt.datetime, *, counts: bool = True) -> None:
        """The attempt is over without a verdict: the run waits again, or ends after the last attempt or a wish to cancel.

        `counts` is False where the worker stopped in good order: that is no sign of a run that kills its workers.
        """
        if self.run.cancel_requested_at is not None:
            self.end(Run.Status.CANCELLED, VERDICT_TEXTS[Run.Status.CANCELLED].what, at)
            return
        if counts and self.run.attempt >= MAX_ATTEMPTS:
            self.end(Run.Status.INFRASTRUCTURE, LOST_WORKER, at)
            return
        self.set(
            state=Run.State.QUEUED,
            attempt=self.run.attempt if counts else self.run.attempt - 1,
            attempt_token="",
            attempt_seq=0,
            dispatched_at=None,
            started_at=None,
            lease_expires_at=None,
            worker_id="",
        )
        # A page that shows the lost attempt's log and curves starts afresh at this event.
        self.add_event(EventKind.PHASE, {"name": "restarted", "text": why, "attempt": self.run.attempt}, at)

    def write(self) -> None:
        """Writes the changes if the run is still as it was when opened; raises TransitionLostError otherwise."""
        if not self._changed:
            return
        changes = {name: getattr(self.run, name) for name in self._changed}
        if not Run.objects.filter(pk=self.run.pk, **self._before).update(**changes):
            raise TransitionLostError(str(self.run.pk))


def _result(run: Run, position: int, test: dict[str, Any]) -> TestResult:
    return TestResult(
        run=run,
        test_id=test["id"],
        position=position,
        public=bool(test["public"]),
        status=test["status"],
        points=test["points"],
        max_points=test["max_points"],
        message=test.get("message") or {},
    )


def open_runs(run_ids: Iterable[UUID | str]) -> dict[str, OpenRun]:
    """The runs by id, locked till the transaction ends. SQLite ignores the lock: its transactions exclude each other."""
    runs = Run.objects.select_for_update().filter(pk__in=set(run_ids)).order_by("pk")
    return {str(run.pk): OpenRun(run) for run in runs}


def write_all(opened: Iterable[OpenRun]) -> list[RunEvent]:
    """Writes several runs and returns their new events in the order in which they are numbered. Inside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("runs are written inside a transaction")
    events: list[RunEvent] = []
    results: list[TestResult] = []
    for run in opened:
        run.write()
        events += run.events
        results += run.results
    RunEvent.objects.bulk_create(events)
    TestResult.objects.bulk_create(results)
    return events
