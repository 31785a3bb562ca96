"""Reads of submissions: history, best scores, what a day still allows."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, Prefetch, QuerySet

from everyday.accounts.models import Cohort, Enrolment, User
from everyday.catalog.models import Task
from everyday.submissions.models import Draft, Run, Submission
from everyday.submissions.policies import Visitor, may_see_submission
from everyday.submissions.verdicts import FREE_STATUSES

# The pages of a task, which no list of submissions shows.
_HEAVY_TASK = [
    f"task__{name}"
    for name in ("statement_html", "debrief_html", "hints", "starter", "public_tests", "week__seed", "week__resources")
]


@dataclass(frozen=True, kw_only=True)
class Attempts:
    """What the task's limits leave. `left` is None without a daily limit; `next_at` is set while nothing may be sent."""

    per_day: int | None
    used: int
    left: int | None
    next_at: dt.datetime | None


def best_scores(learner: User) -> dict[str, tuple[float, float]]:
    """{task id: (best score, its maximum)} over the learner's finished runs."""
    rows = (
        Run.objects.filter(learner=learner, submission__isnull=False, state=Run.State.FINISHED, score__isnull=False)
        .order_by()
        .values_list("submission__task__task_id")
        .annotate(best=Max("score"), most=Max("max_score"))
    )
    return {task_id: (best, most) for task_id, best, most in rows}


def submissions_of(learner: User, task: Task | None = None) -> QuerySet[Submission]:
    """The learner's submissions, newest first, each with its task and its runs (newest first)."""
    submissions = Submission.objects.filter(learner=learner).select_related("task__week").defer(*_HEAVY_TASK)
    if task is not None:
        submissions = submissions.filter(task=task)
    return _with_runs(submissions).order_by("-created_at", "-number")


def latest_submissions(cohort: Cohort, limit: int) -> list[Submission]:
    """The cohort's newest submissions, each with its learner, task and runs."""
    submissions = Submission.objects.filter(
        learner__enrolments__cohort=cohort, learner__enrolments__kind=Enrolment.Kind.LEARNER
    ).select_related("learner", "task__week")
    submissions = submissions.defer("files", *_HEAVY_TASK)
    return list(_with_runs(submissions).order_by("-created_at")[:limit])


def submission_for(user: Visitor, submission_id: UUID | str) -> Submission | None:
    """The submission if `user` may see it, else None."""
    submission = _with_runs(Submission.objects.select_related("learner", "task__week")).filter(pk=submission_id).first()
    return submission if submission is not None and may_see_submission(user, submission) else None


def draft_of(learner: User, task: Task) -> Draft | None:
    return Draft.objects.filter(learner=learner, task=task).first()


def failed_attempts(learner: User, task: Task) -> int:
    """Judged submissions of the task that did not pass: what unlocks hints."""
    free = [*FREE_STATUSES, Run.Status.PASSED]
    return (
        Submission.objects.filter(learner=learner, task=task, runs__state=Run.State.FINISHED)
        .exclude(runs__status__in=free)
        .distinct()
        .count()
    )


def attempts(learner: User, task: Task, now: dt.datetime) -> Attempts:
    """What `attempts: {per_day, cooldown_s}` of the task leaves at `now`. The day is the learner's own."""
    limits = task.spec.get("attempts") or {}
    per_day: int | None = limits.get("per_day")
    zone = zoneinfo.ZoneInfo(learner.time_zone)
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = Submission.objects.filter(learner=learner, task=task).exclude(runs__status__in=FREE_STATUSES)
    # What used up no attempt on its day does not use one up because a re-grade found something to judge after all.
    replaced = Run.objects.filter(learner=learner, is_regrade=False, status__in=FREE_STATUSES, aside_of__isnull=False)
    counted = counted.exclude(pk__in=replaced.values("aside_of"))
    used = counted.filter(created_at__gte=midnight).count()
    waits = []
    if per_day is not None and used >= per_day:
        # Midnight of the calendar's next day, not 24 hours on: some days are 23 or 25 hours long.
        tomorrow = midnight.date() + dt.timedelta(days=1)
        waits.append(dt.datetime.combine(tomorrow, dt.time(), tzinfo=zone))
    last = counted.aggregate(last=Max("created_at"))["last"]
    cooldown = dt.timedelta(seconds=limits.get("cooldown_s") or 0)
    if last is not None and last + cooldown > now:
        waits.append(last + cooldown)
    left = None if per_day is None else max(0, per_day - used)
    return Attempts(per_day=per_day, used=used, left=left, next_at=max(waits, default=None))


def _with_runs(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    return submissions.prefetch_related(Prefetch("runs", queryset=Run.objects.order_by("-queued_at")))
