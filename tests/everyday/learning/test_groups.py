"""Tasks of one group: of them, one counts."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from everyday.accounts.models import User
from everyday.catalog.models import Task, Week
from everyday.learning.counting import counted
from everyday.learning.selectors import cohort_progress, progress_of
from everyday.learning.selectors.items import DayItem, ItemState, items_of_days
from tests.conftest import Cast
from tests.everyday.factories import entry, make_day, make_run, make_submission, make_task, make_week, signed_in

DIRECTIONS = ("ddpm", "decode", "clip")


@pytest.fixture
def week(cast: Cast) -> Week:
    """The last week: a post for everyone, and three directions of which one counts."""
    week = make_week(24)
    tasks = [make_task(week, "post", points=30), *(make_task(week, slug, points=20, group="direction") for slug in DIRECTIONS)]
    make_day(week, 1, [entry("task", task.task_id) for task in tasks])
    return week


def score(learner: User, slug: str, points: float) -> None:
    submission = make_submission(learner, Task.objects.get(slug=slug))
    make_run(submission, score=points, status="passed" if points == submission.task.points else "failed")


def items(learner: User, week: Week) -> dict[str, DayItem]:
    [found] = items_of_days(list(week.days.select_related("week")), learner).values()
    return {item.id.split("/")[1]: item for item in found}


def test_the_best_one_counts(cast: Cast, week: Week, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    assert progress_of(cast.learner)[24].max_score == 50
    for slug, points in (("post", 25), ("ddpm", 12), ("clip", 18), ("clip", 7)):
        score(cast.learner, slug, points)
    score(cast.classmate, "decode", 3)
    with django_assert_max_num_queries(6):
        by_learner = {one.learner: one.weeks[24].score for one in cohort_progress(cast.cohort)}
    assert (by_learner[cast.learner], by_learner[cast.classmate]) == (25 + 18, 3)


def test_another_week_s_group_of_the_same_name_is_another_group(cast: Cast, week: Week) -> None:
    other = make_week(23)
    make_task(other, "notes", points=40, group="direction")
    score(cast.learner, "notes", 40)
    score(cast.learner, "ddpm", 20)
    progress = progress_of(cast.learner)
    assert [(progress[number].score, progress[number].max_score) for number in (23, 24)] == [(40, 40), (20, 50)]


@given(st.lists(st.tuples(st.integers(1, 2), st.sampled_from(["", "g"]), st.integers(1, 4), st.floats(0, 10)), max_size=12))
def test_what_counts_is_never_more_than_everything_and_never_less_than_the_best(
    entries: list[tuple[int, str, int, float]],
) -> None:
    for key, points in counted(entries).items():
        own = [one for one in entries if one[0] == key]
        assert max(one[3] for one in own) <= points <= sum(one[3] for one in own) + 1e-9


def test_once_one_is_passed_nothing_asks_for_the_others(cast: Cast, week: Week) -> None:
    before = items(cast.learner, week)
    assert [one.one_of for one in before.values()] == [0, 3, 3, 3]
    assert all(one.is_open for one in before.values())
    score(cast.learner, "decode", 5)
    begun = items(cast.learner, week)
    assert begun["decode"].state is ItemState.STARTED
    assert {slug for slug, one in begun.items() if one.is_open} == {"post", "decode"}, "go on with the one that was begun"
    score(cast.learner, "clip", 20)
    passed = items(cast.learner, week)
    assert {slug for slug, one in passed.items() if one.is_open} == {"post"}
    assert [passed[slug].spared for slug in DIRECTIONS] == [True, True, False]


def test_a_group_is_whole_even_where_a_day_names_only_one_of_it(cast: Cast, week: Week) -> None:
    make_day(week, 2, [entry("task", "w24/ddpm")])
    score(cast.learner, "clip", 20)
    [item] = items_of_days([week.days.select_related("week").get(number=2)], cast.learner)[week.days.get(number=2).pk]
    assert (item.one_of, item.spared, item.is_open) == (3, True, False)


def test_the_pages_say_that_one_counts(cast: Cast, week: Week) -> None:
    client = signed_in(cast.learner)
    assert client.get(reverse("learning:week-detail", args=[24])).content.decode().count("One of these 3 counts") == 3
    assert client.get(reverse("learning:day-detail", args=[24, 1])).content.decode().count("One of these 3 counts") == 3
    score(cast.learner, "ddpm", 20)
    assert client.get(reverse("learning:week-detail", args=[24])).content.decode().count("Not needed") == 2
    page = client.get(reverse("submissions:task-detail", args=["w24", "ddpm"])).content.decode()
    assert "Of this task and these, the best one counts" in page
    for other, there in (("decode", True), ("clip", True), ("post", False)):
        assert (reverse("submissions:task-detail", args=["w24", other]) in page) is there
    alone = client.get(reverse("submissions:task-detail", args=["w24", "post"])).content.decode()
    assert "the best one counts" not in alone


def test_a_visitor_reads_it_too(cast: Cast, week: Week) -> None:
    assert signed_in(None).get(reverse("learning:week-detail", args=[24])).content.decode().count("One of these 3 counts") == 3
