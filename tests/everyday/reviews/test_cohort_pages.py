"""The mentor's cohort: who may look, what stands there, what it costs."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from everyday.accounts.models import Cohort, Enrolment, User
from everyday.catalog.models import Day
from everyday.learning.selectors import cohort_progress
from everyday.learning.services.ticks import tick_day
from everyday.reviews.selectors.cohorts import heatmap, standings
from everyday.reviews.services.feedback import add_comment
from tests.conftest import Cast
from tests.everyday.factories import make_full_week, make_run, make_submission, signed_in

COHORT = "/reviews/spring/"
COHORT_PAGE_QUERIES = 16
EVERYONE = ["learner", "classmate", "mentor", "other_mentor", "operator", "stranger"]


def _pages(cast: Cast) -> list[str]:
    return [COHORT, f"{COHORT}?show=waiting", f"{COHORT}progress.csv", f"{COHORT}learners/{cast.learner.pk}/"]


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("page", range(4))
def test_a_cohort_is_open_to_its_mentor_and_to_operators(cast: Cast, who: str, page: int) -> None:
    make_full_week(5)
    response = signed_in(getattr(cast, who)).get(_pages(cast)[page])
    assert response.status_code == (200 if who in {"mentor", "operator"} else 404)


@pytest.mark.parametrize("page", range(4))
def test_visitors_are_asked_to_sign_in(cast: Cast, page: int) -> None:
    response = signed_in(None).get(_pages(cast)[page])
    assert response.status_code == 302
    assert response.headers["location"].startswith("/accounts/login/?next=/reviews/spring/")


def test_a_stranger_is_no_learner_of_the_cohort(cast: Cast) -> None:
    client = signed_in(cast.mentor)
    for person in (cast.stranger, cast.mentor):
        assert client.get(f"{COHORT}learners/{person.pk}/").status_code == 404


def test_the_dashboard_leads_on_where_there_is_one_way(cast: Cast) -> None:
    assert signed_in(cast.mentor).get("/reviews/").headers["location"] == COHORT
    assert signed_in(cast.other_mentor).get("/reviews/").headers["location"] == "/reviews/autumn/"
    text = signed_in(cast.operator).get("/reviews/").text
    assert "Spring" in text
    assert "2 learners" in text
    assert "Autumn" in text
    for who in (cast.learner, cast.classmate, cast.stranger):
        assert signed_in(who).get("/reviews/").status_code == 404
    assert signed_in(None).get("/reviews/").status_code == 302


def test_a_mentor_without_a_cohort(cast: Cast) -> None:
    Enrolment.objects.filter(user=cast.other_mentor).delete()
    assert "No cohort yet" in signed_in(cast.other_mentor).get("/reviews/").text


def test_empty_states(cast: Cast) -> None:
    assert "No learner yet" in signed_in(cast.other_mentor).get("/reviews/autumn/").text
    text = signed_in(cast.mentor).get(COHORT).text
    assert "No week is published yet." in text
    assert "Nothing handed in yet" in text
    assert "Everything is answered" in signed_in(cast.mentor).get(f"{COHORT}?show=waiting").text


def test_the_heat_map_and_its_table_say_the_same(cast: Cast) -> None:
    week = make_full_week(5)
    make_full_week(6, status="draft")
    for day in week.days.filter(number__lte=3):
        tick_day(learner=cast.learner, day=day, now=timezone.now())
    make_run(make_submission(cast.learner, week.tasks.get()), status="failed", score=40)
    found = heatmap(cast.cohort, cohort_progress(cast.cohort))
    assert found.weeks == [5], "weeks in preparation are left out"
    assert [row.learner for row in found.rows] == [cast.classmate, cast.learner]
    cell = found.rows[1].cells[0]
    assert (cell.level, cell.progress.done_days) == (2, 3)
    assert found.rows[0].cells[0].level == 0
    figure = found.figure()["data"][0]
    assert figure["z"] == [[0], [43]]
    text = signed_in(cast.mentor).get(COHORT).text
    assert 'title="Learner, week 5: ahead of the plan, 3 of 7 days, 40 of 100 points"' in text
    assert f'href="/reviews/spring/learners/{cast.learner.pk}/#week-5"' in text
    assert '<th scope="row">' in text
    assert 'data-plotly="heatmap-figure"' in text
    assert 'id="heatmap-figure" type="application/json"' in text


def test_a_name_is_text_wherever_it_stands(cast: Cast) -> None:
    User.objects.filter(pk=cast.learner.pk).update(display_name='<a href="//x">"x"</a></script>')
    make_full_week(5)
    text = signed_in(cast.mentor).get(COHORT).text
    assert '<a href="//x">' not in text
    assert '</script>"' not in text
    figure = heatmap(cast.cohort, cohort_progress(cast.cohort)).figure()["data"][0]
    assert not any("<" in name for name in [*figure["y"], *figure["hovertext"][0], *figure["hovertext"][1]])


def test_who_is_behind_and_why(cast: Cast) -> None:
    first, week = make_full_week(1), make_full_week(5)
    for day in Day.objects.filter(week=first):
        tick_day(learner=cast.classmate, day=day, now=timezone.now())
    for day in week.days.filter(number=1):
        tick_day(learner=cast.classmate, day=day, now=timezone.now())
    with time_machine.travel(timezone.now() - dt.timedelta(days=9), tick=False):
        tick_day(learner=cast.learner, day=first.days.get(number=1), now=timezone.now())
    for _ in range(3):
        make_run(make_submission(cast.learner, week.tasks.get()), status="failed", score=10)
    found = standings(cohort_progress(cast.cohort), timezone.now())
    assert [(one.progress.learner, len(one.reasons)) for one in found] == [(cast.learner, 3), (cast.classmate, 0)]
    text = signed_in(cast.mentor).get(COHORT).text
    assert "7 days behind the plan" in text
    assert "nothing called done since" in text
    assert "3 attempts at “Task softmax” without a pass" in text


def test_a_pass_ends_being_stuck(cast: Cast) -> None:
    week = make_full_week(6)
    for status in ("failed", "failed", "failed", "passed"):
        make_run(make_submission(cast.learner, week.tasks.get()), status=status)
    assert all(one.reasons == [] for one in standings(cohort_progress(cast.cohort), timezone.now()))


def test_submissions_are_listed_by_the_page_and_by_what_waits(cast: Cast) -> None:
    week = make_full_week(5)
    task = week.tasks.get()
    for _ in range(25):
        submission = make_submission(cast.learner, task)
    make_run(submission)
    make_submission(cast.stranger, task)
    add_comment(author=cast.mentor, submission=submission, body="Good")
    client = signed_in(cast.mentor)
    first = client.get(COHORT)
    assert (len(first.context["page_obj"]), first.context["page_obj"].paginator.count) == (20, 25)
    assert "Page 1 of 2" in first.text
    assert "Answered" in first.text
    assert len(client.get(f"{COHORT}?page=2").context["page_obj"]) == 5
    waiting = client.get(f"{COHORT}?show=waiting")
    assert waiting.context["page_obj"].paginator.count == 24
    assert "show=waiting&amp;page=2" in waiting.text


def test_what_the_page_costs_does_not_grow_with_the_cohort(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    week = make_full_week(5)
    for number in range(15):
        person = User.objects.create_user(username=f"more-{number}")
        Enrolment.objects.create(user=person, cohort=cast.cohort)
        make_run(make_submission(person, week.tasks.get()))
    client = signed_in(cast.mentor)
    with django_assert_max_num_queries(COHORT_PAGE_QUERIES):
        assert client.get(COHORT).status_code == 200


def test_one_learner(cast: Cast) -> None:
    week = make_full_week(5)
    make_run(make_submission(cast.learner, week.tasks.get()))
    text = signed_in(cast.mentor).get(f"{COHORT}learners/{cast.learner.pk}/").text
    assert 'id="week-5"' in text
    assert "100 / 100" in text
    assert Cohort.objects.count() == 2
