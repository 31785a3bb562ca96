"""Calling a day done, and taking it back."""

import datetime as dt

from django.db import transaction

from everyday.accounts.models import User
from everyday.accounts.selectors import local_date
from everyday.catalog.models import Day
from everyday.learning.models import DayTick


@transaction.atomic
def tick_day(*, learner: User, day: Day, now: dt.datetime) -> DayTick:
    """The learner calls `day` done, on today's date where they live. A second tick changes nothing."""
    tick, _ = DayTick.objects.get_or_create(learner=learner, day=day, defaults={"ticked_on": local_date(learner, now)})
    return tick


@transaction.atomic
def untick_day(*, learner: User, day: Day) -> None:
    """The learner takes the tick back; a day without one stays as it is."""
    DayTick.objects.filter(learner=learner, day=day).delete()
