"""Writes about a person's own account."""

import zoneinfo

from django.conf import settings
from django.db import transaction

from everyday.accounts.models import Enrolment, User
from everyday.accounts.selectors import open_cohort


def known_time_zone(name: str) -> str:
    """`name` if it is a time zone, else the site's own: a browser's odd guess must not stop anyone from signing up."""
    return name if name in zoneinfo.available_timezones() else settings.TIME_ZONE


@transaction.atomic
def complete_signup(*, user: User, display_name: str, time_zone: str, language: str) -> None:
    """Fill in what sign-up asked beside name and password, and join the open cohort if there is one."""
    user.display_name = display_name
    user.time_zone = known_time_zone(time_zone)
    user.language = language
    user.save(update_fields=["display_name", "time_zone", "language"])
    cohort = open_cohort()
    if cohort is not None:
        Enrolment.objects.get_or_create(user=user, cohort=cohort)


@transaction.atomic
def update_profile(*, user: User, display_name: str, time_zone: str, language: str) -> None:
    """Save the settings page. `time_zone` and `language` have been validated by the form."""
    user.display_name = display_name
    user.time_zone = time_zone
    user.language = language
    user.save(update_fields=["display_name", "time_zone", "language"])


@transaction.atomic
def set_language(*, user: User, language: str) -> None:
    """Remember the language `user` reads in, so that it follows them to another browser."""
    user.language = language
    user.save(update_fields=["language"])
