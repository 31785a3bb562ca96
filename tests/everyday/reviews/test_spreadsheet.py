"""The exported files, byte by byte."""

import csv
import io

import pytest
from django.utils import timezone

from everyday.accounts.models import User
from everyday.learning.services.ticks import tick_day
from tests.conftest import Cast
from tests.everyday.factories import make_full_week, make_run, make_submission, signed_in

ADDRESS = "/reviews/spring/progress.csv"


@pytest.fixture
def filled(cast: Cast) -> Cast:
    User.objects.filter(pk=cast.learner.pk).update(display_name="小林, “Lin”")
    week = make_full_week(5)
    make_full_week(6, status="draft")
    tick_day(learner=cast.learner, day=week.days.get(number=1), now=timezone.now())
    make_run(make_submission(cast.learner, week.tasks.get()), status="failed", score=62.5)
    return cast


def test_the_plain_file(filled: Cast) -> None:
    response = signed_in(filled.mentor).get(ADDRESS)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="spring-utf-8.csv"'
    assert not response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8"), newline="")))
    assert [row["User name"] for row in rows] == ["classmate", "learner"]
    assert rows[1] == {
        "Learner": "小林, “Lin”",
        "User name": "learner",
        "Days done": "1",
        "Days behind": "0",
        "Points": "62.5",
        "W5 days": "1",
        "W5 points": "62.5",
        "W5 pace": "on the plan",
    }


def test_the_file_that_excel_opens(filled: Cast) -> None:
    response = signed_in(filled.mentor).get(f"{ADDRESS}?variant=excel")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-16le"
    assert response.content[:2] == b"\xff\xfe"
    text = response.content[2:].decode("utf-16-le")
    lines = text.split("\r\n")
    assert lines[0].split("\t")[:3] == ["Learner", "User name", "Days done"]
    assert lines[2].startswith("小林, “Lin”\tlearner\t1\t0\t62.5\t")
    assert lines[-1] == ""
    assert "小林".encode("utf-16-le") in response.content


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_name_becomes_no_formula(filled: Cast, name: str) -> None:
    User.objects.filter(pk=filled.learner.pk).update(display_name=name)
    rows = list(csv.reader(io.StringIO(signed_in(filled.mentor).get(ADDRESS).content.decode(), newline="")))
    assert f"'{name}" in [row[0] for row in rows]


def test_an_empty_cohort_has_a_head_only(cast: Cast) -> None:
    body = signed_in(cast.other_mentor).get("/reviews/autumn/progress.csv").content.decode()
    assert body == "Learner,User name,Days done,Days behind,Points\r\n"
