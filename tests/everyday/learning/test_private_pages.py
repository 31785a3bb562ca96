"""What is a learner's own: today, ticks, reading. Nobody acts for anyone else."""

import pytest
from django.test import Client

from everyday.learning.models import DayTick, LessonReading
from tests.conftest import Cast
from tests.everyday.factories import make_full_week, signed_in

LESSON = "/weeks/5/lessons/lesson-1/"
TICK = "/weeks/5/days/1/tick/"


@pytest.mark.parametrize("address", ["/today/", "/weeks/5/quiz/", "/weeks/5/review/", "/quiz/w05.q001/"])
def test_visitors_are_asked_to_sign_in(cast: Cast, address: str) -> None:
    make_full_week(5)
    response = signed_in(None).get(address)
    assert (response.status_code, response.headers["location"]) == (302, f"/accounts/login/?next={address}")


@pytest.mark.parametrize("address", [TICK, f"{LESSON}progress/", "/quiz/w05.q001/"])
def test_visitors_change_nothing(cast: Cast, address: str) -> None:
    make_full_week(5)
    assert signed_in(None).post(address).status_code == 302
    assert not DayTick.objects.exists()
    assert not LessonReading.objects.exists()


@pytest.mark.parametrize("who", ["learner", "classmate", "mentor", "other_mentor", "operator", "stranger"])
def test_everyone_who_is_signed_in_has_a_today(cast: Cast, who: str) -> None:
    make_full_week(5)
    response = signed_in(getattr(cast, who)).get("/today/")
    assert response.status_code == 200
    assert ("Your cohorts" in response.text) == (who in {"mentor", "other_mentor", "operator"})


def test_today_has_one_way_on(cast: Cast) -> None:
    make_full_week(5)
    text = signed_in(cast.learner).get("/today/").text
    assert text.count("button-primary button-large") == 1
    assert "week 5, day 2" in text
    assert "One earlier day is open" in text
    assert 'hx-get="/reviews/new/"' in text


def test_today_in_a_week_in_preparation(cast: Cast) -> None:
    make_full_week(5, status="draft")
    text = signed_in(cast.learner).get("/today/").text
    assert "Week 5 is in preparation" in text
    assert "Nothing is open yet" in text


def test_a_day_is_ticked_and_unticked(cast: Cast) -> None:
    make_full_week(5)
    client = signed_in(cast.learner)
    response = client.post(TICK, {"next": "/today/"})
    assert (response.status_code, response.headers["location"]) == (302, "/today/")
    assert list(DayTick.objects.values_list("learner", "day__number")) == [(cast.learner.pk, 1)]
    assert "This day is done" in client.get("/weeks/5/days/1/").text
    assert "This day is done" not in signed_in(cast.classmate).get("/weeks/5/days/1/").text
    client.post(TICK, {"undo": "1"})
    assert not DayTick.objects.exists()


def test_a_tick_does_not_lead_to_another_site(cast: Cast) -> None:
    make_full_week(5)
    response = signed_in(cast.learner).post(TICK, {"next": "https://elsewhere.example/"})
    assert response.headers["location"] == "/weeks/5/days/1/"


def test_a_tick_by_htmx_swaps_only_itself(cast: Cast) -> None:
    make_full_week(5)
    response = signed_in(cast.learner).post(TICK, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "<html" not in response.text
    assert "This day is done" in response.text


def test_posts_need_the_token_of_the_page(cast: Cast) -> None:
    make_full_week(5)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.learner)
    assert client.post(TICK).status_code == 403


def test_the_section_is_kept_and_offered_again(cast: Cast) -> None:
    make_full_week(5)
    client = signed_in(cast.learner)
    assert client.post(f"{LESSON}progress/", {"anchor": "second"}).status_code == 204
    assert LessonReading.objects.get().anchor == "second"
    text = client.get(LESSON).text
    assert 'data-resume="second"' in text
    assert "Go on at “Later”" in text
    assert "data-resume" not in signed_in(cast.classmate).get(LESSON).text


def test_an_unknown_section_is_ignored(cast: Cast) -> None:
    make_full_week(5)
    client = signed_in(cast.learner)
    client.post(f"{LESSON}progress/", {"anchor": "second"})
    client.post(f"{LESSON}progress/", {"anchor": "<script>"})
    client.post(f"{LESSON}progress/", {})
    assert LessonReading.objects.get().anchor == "second"


def test_a_lesson_is_marked_as_read_and_reopened(cast: Cast) -> None:
    make_full_week(5)
    client = signed_in(cast.learner)
    response = client.post(f"{LESSON}progress/", {"finish": "1"})
    assert response.headers["location"] == f"{LESSON}#lesson-progress"
    first = LessonReading.objects.get().finished_at
    assert first is not None
    client.post(f"{LESSON}progress/", {"finish": "1"})
    assert LessonReading.objects.get().finished_at == first
    assert "You have read this lesson" in client.get(LESSON).text
    swapped = client.post(f"{LESSON}progress/", {"reopen": "1"}, headers={"HX-Request": "true"})
    assert "Mark as read" in swapped.text
    assert LessonReading.objects.get().finished_at is None
