"""Accounts to try the site with: a learner, a mentor and an operator around a cohort that has reached week 5."""

import datetime as dt
import secrets
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from everyday.accounts.models import Cohort, Enrolment, Role, User

COHORT_SLUG = "demo"
_DAYS_BEFORE_WEEK_5 = 28
_PEOPLE = (
    ("demo-learner", "Lin", Role.LEARNER),
    ("demo-mentor", "Mei", Role.MENTOR),
    ("demo-operator", "Olu", Role.OPERATOR),
)


@dataclass(frozen=True)
class DemoAccounts:
    """What was done: user name → new password, and the user names that were left as they were."""

    cohort: Cohort
    passwords: dict[str, str] = field(default_factory=dict)
    kept: tuple[str, ...] = ()


@transaction.atomic
def create_demo_accounts(*, now: dt.datetime, reset_passwords: bool) -> DemoAccounts:
    """Make what is missing. Passwords are random, and stay unknown to everyone but the reader of the result."""
    cohort = _cohort(timezone.localdate(now, timezone.get_default_timezone()))
    passwords: dict[str, str] = {}
    kept: list[str] = []
    for username, display_name, role in _PEOPLE:
        user, created = User.objects.get_or_create(username=username, defaults=_defaults(display_name, role))
        if created or reset_passwords:
            passwords[username] = secrets.token_urlsafe(12)
            user.set_password(passwords[username])
            user.save(update_fields=["password"])
        else:
            kept.append(username)
        if role is not Role.OPERATOR:
            Enrolment.objects.get_or_create(user=user, cohort=cohort, defaults={"kind": role.value})
    return DemoAccounts(cohort=cohort, passwords=passwords, kept=tuple(kept))


def _cohort(today: dt.date) -> Cohort:
    """The demo cohort; made so that `today` is day 1 of week 5, and open unless another cohort already is."""
    cohort, _ = Cohort.objects.get_or_create(
        slug=COHORT_SLUG,
        defaults={
            "name": "Demo",
            "starts_on": today - dt.timedelta(days=_DAYS_BEFORE_WEEK_5),
            "open_to_all": not Cohort.objects.filter(open_to_all=True).exists(),
        },
    )
    return cohort


def _defaults(display_name: str, role: Role) -> dict[str, object]:
    operates = role is Role.OPERATOR
    return {
        "display_name": display_name,
        "role": role,
        "is_staff": operates,
        "is_superuser": operates,
        "time_zone": settings.TIME_ZONE,
    }
