"""On which dates a learner did something. Only what was done is counted; what was not is nobody's business."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from everyday.accounts.models import User
from everyday.accounts.selectors import local_date
from everyday.learning.models import DayTick, LessonReading, QuizAnswer
from everyday.submissions.models import Submission

_DAYS_OF_WEEK = 7


@dataclass(frozen=True)
class CalendarDay:
    """One day of the current week, Monday first."""

    date: dt.date
    active: bool
    is_today: bool
    is_future: bool


@dataclass(frozen=True)
class Activity:
    """This calendar week, and all the dates so far on which the learner did something."""

    week: tuple[CalendarDay, ...]
    total_days: int

    @property
    def days_this_week(self) -> int:
        return sum(day.active for day in self.week)


def activity_of(learner: User, now: dt.datetime) -> Activity:
    """Days with a tick, reading, answers or a submission, by the learner's own calendar."""
    today = local_date(learner, now)
    dates = _active_dates(learner)
    monday = today - dt.timedelta(days=today.weekday())
    week = [monday + dt.timedelta(days=offset) for offset in range(_DAYS_OF_WEEK)]
    return Activity(
        week=tuple(CalendarDay(date, date in dates, date == today, date > today) for date in week), total_days=len(dates)
    )


def _active_dates(learner: User) -> set[dt.date]:
    zone = zoneinfo.ZoneInfo(learner.time_zone)
    moments = (
        LessonReading.objects.filter(learner=learner)
        .values_list("started_at", flat=True)
        .union(
            LessonReading.objects.filter(learner=learner, finished_at__isnull=False).values_list("finished_at", flat=True),
            QuizAnswer.objects.filter(learner=learner).order_by().values_list("answered_at", flat=True),
            Submission.objects.filter(learner=learner).order_by().values_list("created_at", flat=True),
        )
    )
    ticked = DayTick.objects.filter(learner=learner).values_list("ticked_on", flat=True)
    return {moment.astimezone(zone).date() for moment in moments if moment is not None} | set(ticked)
