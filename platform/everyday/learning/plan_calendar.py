"""Dates and places in the plan: which week and day a date is for a cohort. Pure: no database, no clock."""

import datetime as dt
from dataclasses import dataclass

WEEKS = 24
DAYS_PER_WEEK = 7
PLAN_DAYS = WEEKS * DAYS_PER_WEEK


@dataclass(frozen=True, order=True)
class PlanDay:
    """A place in the plan: week 1–24, day 1–7."""

    week: int
    day: int

    @property
    def index(self) -> int:
        """0 for week 1 day 1, 167 for week 24 day 7."""
        return (self.week - 1) * DAYS_PER_WEEK + self.day - 1


def plan_day(starts_on: dt.date, date: dt.date) -> PlanDay | None:
    """The place of `date` in a plan that starts on `starts_on`; None before its first day and after its last."""
    offset = (date - starts_on).days
    if not 0 <= offset < PLAN_DAYS:
        return None
    return PlanDay(week=offset // DAYS_PER_WEEK + 1, day=offset % DAYS_PER_WEEK + 1)


def date_of(starts_on: dt.date, place: PlanDay) -> dt.date:
    """The date of `place` in a plan that starts on `starts_on`."""
    return starts_on + dt.timedelta(days=place.index)


def days_due(starts_on: dt.date, date: dt.date) -> int:
    """How many days of the plan lie wholly before `date`: 0 on the first day, at most 168."""
    return min(max((date - starts_on).days, 0), PLAN_DAYS)


def days_due_in_week(week: int, due: int) -> int:
    """How many of the seven days of `week` are among the first `due` days of the plan."""
    return min(max(due - (week - 1) * DAYS_PER_WEEK, 0), DAYS_PER_WEEK)
