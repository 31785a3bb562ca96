"""When the course is complete: every week published, and in each the pass mark of its points."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from everyday.accounts.models import User
from everyday.catalog.models import SyncState, Task, Week
from everyday.learning.services.ticks import tick_day
from everyday.portfolio.selectors import WeekStanding, completion_of
from everyday.submissions.models import Submission
from tests.conftest import Cast

Score = Callable[[User, int, float], Submission]


def _standings(learner: User) -> list[str]:
    return [week.standing.value for week in completion_of(learner).weeks]


def test_nothing_done(cast: Cast, course: list[Week]) -> None:
    completion = completion_of(cast.learner)
    assert _standings(cast.learner) == ["open", "open"]
    assert (completion.passed_weeks, completion.is_complete, completion.share_percent) == (0, False, 0)


def test_no_course_is_never_complete(cast: Cast) -> None:
    assert not completion_of(cast.learner).is_complete


def test_each_week_needs_the_pass_mark(cast: Cast, score: Score) -> None:
    score(cast.learner, 1, 100)
    score(cast.learner, 2, 59)
    assert _standings(cast.learner) == ["passed", "open"]
    assert not completion_of(cast.learner).is_complete
    score(cast.learner, 2, 60)
    completion = completion_of(cast.learner)
    assert _standings(cast.learner) == ["passed", "passed"]
    assert (completion.is_complete, completion.share_percent) == (True, 80)


def test_the_best_attempt_counts_and_others_do_not(cast: Cast, score: Score) -> None:
    score(cast.learner, 1, 90)
    score(cast.learner, 1, 10)
    score(cast.classmate, 2, 100)
    completion = completion_of(cast.learner)
    assert [week.percent for week in completion.weeks] == [90, 0]


def test_the_share_is_rounded_down(cast: Cast, score: Score) -> None:
    score(cast.learner, 1, 99.9)
    score(cast.learner, 2, 99.9)
    assert completion_of(cast.learner).share_percent == 99


def test_a_week_in_preparation_holds_the_certificate_back(completed: User) -> None:
    Week.objects.filter(number=2).update(status="draft")
    completion = completion_of(completed)
    assert [week.standing for week in completion.weeks] == [WeekStanding.PASSED, WeekStanding.PREPARING]
    assert (completion.is_complete, completion.preparing_weeks) == (False, 1)


def test_a_week_that_is_not_even_in_the_catalogue_holds_it_back(completed: User) -> None:
    state = SyncState.objects.get()
    state.course = {**state.course, "weeks": ["01-a", "02-b", "03-c"]}
    state.save()
    completion = completion_of(completed)
    assert (completion.is_complete, completion.preparing_weeks, completion.course_weeks) == (False, 1, 3)


def test_a_week_without_points_counts_by_its_days(completed: User) -> None:
    Task.objects.filter(week__number=2).update(points=0)
    assert _standings(completed) == ["passed", "open"]
    for day in Week.objects.get(number=2).days.all():
        tick_day(learner=completed, day=day, now=timezone.now())
    assert _standings(completed) == ["passed", "passed"]


@pytest.mark.parametrize("mark", [0.5, 0.9])
def test_the_pass_mark_is_the_course_s_own(completed: User, mark: float) -> None:
    state = SyncState.objects.get()
    state.course = {**state.course, "points": {"pass": mark}}
    state.save()
    assert completion_of(completed).is_complete == (mark == 0.5)


def test_it_costs_as_much_for_any_number_of_weeks(completed: User, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(10):
        completion_of(completed)
