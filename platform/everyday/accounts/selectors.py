"""Reads about people: which cohort a learner walks with, which cohorts a mentor guides, what day it is for someone."""

import datetime as dt
import zoneinfo

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from everyday.accounts.models import Cohort, Enrolment, User


def cohort_of(user: User | AnonymousUser) -> Cohort | None:
    """The cohort that `user` learns in: the one joined last, if there are several; None without one."""
    if not isinstance(user, User):
        return None
    return (
        Cohort.objects.filter(enrolments__user=user, enrolments__kind=Enrolment.Kind.LEARNER)
        .order_by("-enrolments__joined_at", "-enrolments__id")
        .first()
    )


def mentored_cohorts(user: User | AnonymousUser) -> QuerySet[Cohort]:
    """The cohorts that `user` guides, newest first."""
    if not isinstance(user, User):
        return Cohort.objects.none()
    return Cohort.objects.filter(enrolments__user=user, enrolments__kind=Enrolment.Kind.MENTOR).order_by("-starts_on", "id")


def learners_of(cohort: Cohort) -> QuerySet[User]:
    """The cohort's active learners by name, in a stable order."""
    return User.objects.filter(enrolments__cohort=cohort, enrolments__kind=Enrolment.Kind.LEARNER, is_active=True).order_by(
        "display_name", "username"
    )


def open_cohort() -> Cohort | None:
    """The cohort that someone who signs up joins: the open one that starts last."""
    return Cohort.objects.filter(open_to_all=True).order_by("-starts_on", "-id").first()


def local_date(user: User, now: dt.datetime) -> dt.date:
    """The calendar date at the aware instant `now` where `user` lives: their day ends at their own midnight."""
    return timezone.localdate(now, zoneinfo.ZoneInfo(user.time_zone))
