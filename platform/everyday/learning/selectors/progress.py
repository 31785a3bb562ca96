"""How far learners are, week by week. A whole cohort costs as many queries as one learner."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Max
from django.utils import timezone

from everyday.accounts.models import Cohort, User
from everyday.accounts.selectors import cohort_of, learners_of, local_date
from everyday.catalog.models import Task, Week
from everyday.learning.counting import counted
from everyday.learning.models import DayTick
from everyday.learning.plan_calendar import days_due, days_due_in_week
from everyday.submissions.models import Run


class Pace(StrEnum):
    """Where a learner stands in one week, against the plan."""

    PREPARING = "preparing"  # the week is not published
    OPEN = "open"  # no cohort, so no dates
    UPCOMING = "upcoming"
    AHEAD = "ahead"
    ON_PLAN = "on_plan"
    BEHIND = "behind"
    DONE = "done"


@dataclass(frozen=True)
class WeekProgress:
    """One learner in one week. `score` adds up the best score of each task, of a group's tasks the best one alone; `due_days`
    are over in the learner's zone."""

    done_days: int
    days: int
    score: float
    max_score: float
    pace: Pace
    due_days: int = 0

    @property
    def missing_days(self) -> int:
        """Days that are over and not ticked."""
        return max(self.due_days - self.done_days, 0)

    @property
    def percent(self) -> int:
        return round(100 * self.done_days / self.days) if self.days else 0


@dataclass(frozen=True)
class LearnerProgress:
    """One learner of a cohort: week number → progress, and when they last ticked a day."""

    learner: User
    weeks: Mapping[int, WeekProgress]
    last_tick: dt.date | None

    @property
    def missing_days(self) -> int:
        return sum(week.missing_days for week in self.weeks.values())

    @property
    def done_days(self) -> int:
        return sum(week.done_days for week in self.weeks.values())

    @property
    def score(self) -> float:
        return sum(week.score for week in self.weeks.values())


@dataclass(frozen=True)
class _Outline:
    """What a week asks for."""

    number: int
    published: bool
    days: int
    points: float


def progress_of(learner: User, now: dt.datetime | None = None) -> dict[int, WeekProgress]:
    """Week number → progress, for every week of the catalogue."""
    return progress_in(learner, cohort_of(learner), now or timezone.now())


def progress_in(learner: User, cohort: Cohort | None, now: dt.datetime) -> dict[int, WeekProgress]:
    """The same for a caller who knows the learner's cohort already."""
    due = days_due(cohort.starts_on, local_date(learner, now)) if cohort else None
    return _progress({learner.pk: due})[learner.pk]


def cohort_progress(cohort: Cohort, now: dt.datetime | None = None) -> list[LearnerProgress]:
    """Every learner of the cohort, in the order of `learners_of`."""
    now = now or timezone.now()
    learners = list(learners_of(cohort))
    due = {learner.pk: days_due(cohort.starts_on, local_date(learner, now)) for learner in learners}
    ticks = DayTick.objects.filter(learner__in=due).values_list("learner").annotate(last=Max("ticked_on"))
    last_ticks = {learner: last for learner, last in ticks}  # noqa: C416 - django-stubs types the rows as Any
    weeks = _progress(due)
    return [LearnerProgress(learner, weeks[learner.pk], last_ticks.get(learner.pk)) for learner in learners]


def _progress(due: Mapping[int, int | None]) -> dict[int, dict[int, WeekProgress]]:
    """Learner id → week number → progress. `due` gives how many days of the plan are over; None without a cohort."""
    outlines = _outlines()
    done = _done_days(due)
    scores = _scores(due)
    return {
        learner: {
            outline.number: _week_progress(outline, done[learner, outline.number], scores[learner, outline.number], days)
            for outline in outlines
        }
        for learner, days in due.items()
    }


def _outlines() -> list[_Outline]:
    points = counted(Task.objects.order_by().values_list("week__number", "group", "pk", "points"))
    weeks = Week.objects.annotate(day_count=Count("days")).values_list("number", "status", "day_count")
    return [_Outline(number, status != "draft", days, float(points.get(number, 0))) for number, status, days in weeks]


def _done_days(learners: Iterable[int]) -> defaultdict[tuple[int, int], int]:
    rows = DayTick.objects.filter(learner__in=learners).values_list("learner", "day__week__number").annotate(Count("id"))
    return defaultdict(int, {(learner, week): count for learner, week, count in rows})


def _scores(learners: Iterable[int]) -> defaultdict[tuple[int, int], float]:
    """(learner, week) → the sum of the best scores over the week's tasks, each group counted once."""
    best = (
        Run.objects.filter(learner__in=learners, submission__isnull=False, score__isnull=False)
        .order_by()
        .values_list("learner", "submission__task__week__number", "submission__task__group", "submission__task")
        .annotate(Max("score"))
    )
    return defaultdict(float, counted(((learner, week), group, task, score) for learner, week, group, task, score in best))


def _week_progress(outline: _Outline, done: int, score: float, due: int | None) -> WeekProgress:
    due_days = min(days_due_in_week(outline.number, due), outline.days) if due is not None and outline.published else 0
    pace = _pace(outline, done, due_days, dated=due is not None)
    return WeekProgress(done, outline.days, score, outline.points, pace, due_days)


def _pace(outline: _Outline, done: int, due_days: int, *, dated: bool) -> Pace:
    if not outline.published:
        return Pace.PREPARING
    if outline.days and done >= outline.days:
        return Pace.DONE
    if not dated:
        return Pace.OPEN
    if done < due_days:
        return Pace.BEHIND
    if due_days == 0:
        return Pace.AHEAD if done else Pace.UPCOMING
    # Today is not due before midnight, so one day more than due is still on the plan.
    return Pace.AHEAD if done > due_days + 1 else Pace.ON_PLAN
