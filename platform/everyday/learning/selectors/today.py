"""Today: one step to continue with, at most three more, and earlier open days kept apart."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Exists, OuterRef

from everyday.accounts.models import Cohort, User
from everyday.accounts.selectors import cohort_of, local_date
from everyday.catalog.models import Day
from everyday.learning.models import DayTick
from everyday.learning.plan_calendar import DAYS_PER_WEEK, PLAN_DAYS, PlanDay, plan_day
from everyday.learning.selectors.activity import Activity, activity_of
from everyday.learning.selectors.items import DayItem, ItemState, items_of_days

MOST_FURTHER_ITEMS = 3
MOST_OVERDUE_SHOWN = 3


class Phase(StrEnum):
    NO_COHORT = "no_cohort"
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


@dataclass(frozen=True)
class Step:
    """An item together with the day it belongs to."""

    day: Day
    item: DayItem


@dataclass(frozen=True)
class Today:
    """What the page of today shows. `day` is None outside the plan and where the catalogue lacks the day."""

    date: dt.date
    phase: Phase
    activity: Activity
    cohort: Cohort | None = None
    place: PlanDay | None = None
    days_to_start: int = 0
    day: Day | None = None
    ticked: bool = False
    items: list[DayItem] = field(default_factory=list)
    next_step: Step | None = None
    further: list[Step] = field(default_factory=list)
    overdue: list[Day] = field(default_factory=list)
    overdue_count: int = 0

    @property
    def all_items_done(self) -> bool:
        return bool(self.items) and not any(item.is_open for item in self.items)

    @property
    def is_preparing(self) -> bool:
        """Whether the day only announces things: none of them can be opened yet."""
        return bool(self.items) and all(item.state is ItemState.PREPARING for item in self.items)

    @property
    def is_catching_up(self) -> bool:
        """Whether the next step belongs to an earlier day than today's."""
        return self.next_step is not None and self.next_step.day in self.overdue

    @property
    def is_ahead(self) -> bool:
        """Whether the next step belongs to a day that is still to come."""
        return self.next_step is not None and self.next_step.day != self.day and not self.is_catching_up


@dataclass(frozen=True)
class _Days:
    """The published days around a date, in plan order."""

    today: Day | None
    overdue: list[Day]
    upcoming: list[Day]
    ticked: frozenset[int]


def today(learner: User, now: dt.datetime) -> Today:
    """What `learner` should see at the instant `now`, by the calendar of their own time zone."""
    date = local_date(learner, now)
    cohort = cohort_of(learner)
    place = plan_day(cohort.starts_on, date) if cohort else None
    days = _days(learner, cohort, date)
    shown = [day for day in (days.today, *days.overdue[:1], *_soon(days)) if day is not None]
    items = items_of_days(shown, learner, ticked=days.ticked)
    steps = list(_steps(days, items))
    return Today(
        date=date,
        phase=_phase(cohort, date),
        activity=activity_of(learner, now),
        cohort=cohort,
        place=place,
        days_to_start=max((cohort.starts_on - date).days, 0) if cohort else 0,
        day=days.today,
        ticked=days.today is not None and days.today.pk in days.ticked,
        items=items.get(days.today.pk, []) if days.today else [],
        next_step=steps[0] if steps else None,
        further=_further(days, items, steps),
        overdue=days.overdue[:MOST_OVERDUE_SHOWN],
        overdue_count=len(days.overdue),
    )


def _phase(cohort: Cohort | None, date: dt.date) -> Phase:
    if cohort is None:
        return Phase.NO_COHORT
    offset = (date - cohort.starts_on).days
    if offset < 0:
        return Phase.BEFORE
    return Phase.DURING if offset < PLAN_DAYS else Phase.AFTER


def _days(learner: User, cohort: Cohort | None, date: dt.date) -> _Days:
    """Sort the published days around `date`. A week in preparation has nothing to be late with."""
    ticked = Exists(DayTick.objects.filter(learner=learner, day=OuterRef("pk")))
    rows = list(
        Day.objects.exclude(week__status="draft")
        .select_related("week")
        .defer("week__seed", "week__resources", "week__goal")
        .annotate(is_ticked=ticked)
        .order_by("week__number", "number")
    )
    offset = (date - cohort.starts_on).days if cohort else -1
    open_rows = [day for day in rows if not day.is_ticked]
    return _Days(
        today=next((day for day in rows if _index(day) == offset), None),
        overdue=[day for day in open_rows if _index(day) < offset],
        upcoming=[day for day in open_rows if _index(day) > offset],
        ticked=frozenset(day.pk for day in rows if day.is_ticked),
    )


def _index(day: Day) -> int:
    return PlanDay(day.week.number, day.number).index


def _soon(days: _Days) -> list[Day]:
    """The next open day, and the next within a week that has a task."""
    due_next = _due_next(days)
    return [*days.upcoming[:1], *([due_next] if due_next is not None and due_next not in days.upcoming[:1] else [])]


def _due_next(days: _Days) -> Day | None:
    near = days.upcoming[: DAYS_PER_WEEK - 1]
    return next((day for day in near if any(entry["kind"] == "task" for entry in day.items)), None)


def _steps(days: _Days, items: dict[int, list[DayItem]]) -> Iterator[Step]:
    """Open items in the order in which to take them: today's, then the oldest open day's, then the next day's.

    A day that its learner called done asks for nothing more, even if some of it is left.
    """
    todays = [days.today] if days.today is not None and days.today.pk not in days.ticked else []
    for day in (*todays, *days.overdue[:1], *days.upcoming[:1]):
        for item in items[day.pk]:
            if item.is_open:
                yield Step(day, item)


def _further(days: _Days, items: dict[int, list[DayItem]], steps: list[Step]) -> list[Step]:
    """After the step to continue with: the rest of its day, and the next task that comes due."""
    if not steps:
        return []
    rest = [step for step in steps[1:] if step.day == steps[0].day]
    due_next = _due_next(days)
    due = [Step(due_next, item) for item in items[due_next.pk] if item.kind == "task" and item.is_open] if due_next else []
    due = [step for step in due[:1] if step.day != steps[0].day]
    return [*rest[: MOST_FURTHER_ITEMS - len(due)], *due]
