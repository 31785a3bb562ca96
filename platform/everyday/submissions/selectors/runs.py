"""Reads of runs and of what they said."""

from uuid import UUID

from django.db.models import QuerySet

from everyday.catalog.models import Lab
from everyday.submissions.models import Run, RunEvent
from everyday.submissions.policies import Visitor, may_see_run

_EVENTS_PER_READ = 1_000


def run_for(user: Visitor, run_id: UUID | str) -> Run | None:
    """The run if `user` may see it, else None: a run that is not theirs does not exist for them."""
    run = (
        Run.objects.select_related(
            "learner", "submission__task__week", "aside_of__task__week", "demo_of__task__week", "lab__week"
        )
        .filter(pk=run_id)
        .first()
    )
    return run if run is not None and may_see_run(user, run) else None


def events_after(run_id: UUID | str, seq: int, limit: int = _EVENTS_PER_READ) -> list[RunEvent]:
    """Events numbered above `seq`, in order; at most `limit`, so callers read on from the last one."""
    return list(RunEvent.objects.filter(run_id=run_id, seq__gt=seq).order_by("seq")[:limit])


def runs_of_lab(user: Visitor, lab: Lab) -> QuerySet[Run]:
    """The learner's own runs of a lab, newest first."""
    return Run.objects.filter(learner_id=user.pk, lab=lab)
