"""manage.py create_demo_accounts."""

import datetime as dt
import io
import re

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from everyday.accounts.models import Cohort, Enrolment, User
from everyday.accounts.selectors import cohort_of, local_date
from everyday.learning.plan_calendar import PlanDay, plan_day
from tests.everyday.factories import signed_in

pytestmark = pytest.mark.django_db


def _run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("create_demo_accounts", *arguments, stdout=out)
    return out.getvalue()


def _passwords(printed: str) -> dict[str, str]:
    return dict(re.findall(r"(demo-\w+) +password: (\S+)", printed))


@pytest.fixture
def debug(settings: Settings) -> None:
    settings.DEBUG = True


def test_refused_on_a_real_site() -> None:
    with pytest.raises(CommandError, match="EVERYDAY_DEBUG is off"):
        _run()
    assert not User.objects.exists()


@pytest.mark.usefixtures("debug")
def test_the_printed_passwords_open_the_accounts() -> None:
    passwords = _passwords(_run())
    assert set(passwords) == {"demo-learner", "demo-mentor", "demo-operator"}
    assert len(set(passwords.values())) == 3
    for username, password in passwords.items():
        response = signed_in(None).post("/accounts/login/", {"login": username, "password": password})
        assert response.headers["location"] == "/today/"


@pytest.mark.usefixtures("debug")
@pytest.mark.parametrize("hour", [0, 15, 16, 23])
def test_today_is_the_first_day_of_week_five(hour: int) -> None:
    with time_machine.travel(dt.datetime(2025, 6, 10, hour, 30, tzinfo=dt.UTC), tick=False):
        _run()
        learner = User.objects.get(username="demo-learner")
        cohort = cohort_of(learner)
        assert cohort is not None
        assert plan_day(cohort.starts_on, local_date(learner, timezone.now())) == PlanDay(5, 1)


@pytest.mark.usefixtures("debug")
def test_who_is_who() -> None:
    _run()
    kinds = dict(Enrolment.objects.values_list("user__username", "kind"))
    assert kinds == {"demo-learner": "learner", "demo-mentor": "mentor"}
    operator = User.objects.get(username="demo-operator")
    assert (operator.role, operator.is_staff) == ("operator", True)
    assert not User.objects.exclude(pk=operator.pk).filter(is_staff=True).exists()


@pytest.mark.usefixtures("debug")
def test_a_second_run_changes_nothing_and_says_how_to() -> None:
    first = _passwords(_run())
    second = _run()
    assert _passwords(second) == {}
    assert "--reset-passwords" in second
    assert (User.objects.count(), Cohort.objects.count()) == (3, 1)
    assert User.objects.get(username="demo-learner").check_password(first["demo-learner"])
    third = _passwords(_run("--reset-passwords"))
    assert set(third) == set(first)
    assert not User.objects.get(username="demo-learner").check_password(first["demo-learner"])


@pytest.mark.usefixtures("debug")
def test_another_open_cohort_stays_the_open_one() -> None:
    Cohort.objects.create(name="Real", slug="real", starts_on=dt.date(2020, 1, 1), open_to_all=True)
    _run()
    assert not Cohort.objects.get(slug="demo").open_to_all
