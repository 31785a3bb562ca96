"""Progress by week, for one learner and for a whole cohort."""

import datetime as dt

from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from everyday.accounts.models import Enrolment, User
from everyday.catalog.models import Day
from everyday.learning.selectors import Pace, cohort_progress, progress_of
from everyday.learning.services.ticks import tick_day, untick_day
from tests.conftest import Cast
from tests.everyday.factories import make_full_week, make_run, make_submission, make_task

COHORT_QUERIES = 6


def _tick(learner: User, week: int, *days: int) -> None:
    for day in Day.objects.filter(week__number=week, number__in=days):
        tick_day(learner=learner, day=day, now=timezone.now())


def test_the_cohort_is_in_week_five(cast: Cast) -> None:
    for number in (1, 5, 6):
        make_full_week(number)
    make_full_week(2, status="draft")
    progress = progress_of(cast.learner)
    assert {week: one.pace for week, one in progress.items()} == {
        1: Pace.BEHIND,
        2: Pace.PREPARING,
        5: Pace.BEHIND,
        6: Pace.UPCOMING,
    }
    assert progress[1].missing_days == 7
    assert progress[2].missing_days == 0


def test_the_pace_of_a_week(cast: Cast) -> None:
    make_full_week(5)
    now = dt.datetime.combine(cast.cohort.starts_on + dt.timedelta(days=30), dt.time(4), tzinfo=dt.UTC)  # day 3: two are over
    paces = [progress_of(cast.learner, now)[5].pace]
    for day in range(1, 8):
        _tick(cast.learner, 5, day)
        paces.append(progress_of(cast.learner, now)[5].pace)
    assert paces == [
        Pace.BEHIND,
        Pace.BEHIND,
        Pace.ON_PLAN,
        Pace.ON_PLAN,
        Pace.AHEAD,
        Pace.AHEAD,
        Pace.AHEAD,
        Pace.DONE,
    ]


def test_a_tick_can_be_taken_back_and_counts_once(cast: Cast) -> None:
    week = make_full_week(5)
    day = week.days.get(number=1)
    tick_day(learner=cast.learner, day=day, now=timezone.now())
    tick_day(learner=cast.learner, day=day, now=timezone.now())
    assert progress_of(cast.learner)[5].done_days == 1
    assert progress_of(cast.classmate)[5].done_days == 0
    untick_day(learner=cast.learner, day=day)
    untick_day(learner=cast.learner, day=day)
    assert progress_of(cast.learner)[5].done_days == 0


def test_the_score_adds_up_the_best_of_each_task(cast: Cast) -> None:
    week = make_full_week(5)
    first, second = week.tasks.get(), make_task(week, "autograd", points=50)
    for score in (40, 90, 70):
        make_run(make_submission(cast.learner, first), status="failed", score=score)
    make_run(make_submission(cast.learner, second), score=50)
    make_run(make_submission(cast.classmate, second), status="failed", score=5)
    progress = progress_of(cast.learner)[5]
    assert (progress.score, progress.max_score) == (140, 150)
    assert progress_of(cast.classmate)[5].score == 5


def test_without_a_cohort_nothing_is_late(cast: Cast) -> None:
    make_full_week(5)
    assert progress_of(cast.stranger)[5].pace is Pace.OPEN


def test_a_cohort_costs_the_same_however_large(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    week = make_full_week(5)
    _tick(cast.learner, 5, 1, 2)
    make_run(make_submission(cast.learner, week.tasks.get()), status="failed", score=60)
    with django_assert_num_queries(COHORT_QUERIES):
        small = cohort_progress(cast.cohort)
    assert [one.learner for one in small] == [cast.classmate, cast.learner]
    assert (small[1].weeks[5].done_days, small[1].weeks[5].score) == (2, 60)
    assert small[0].last_tick is None
    assert small[1].last_tick is not None
    for number in range(20):
        Enrolment.objects.create(user=User.objects.create_user(username=f"more-{number}"), cohort=cast.cohort)
    with django_assert_num_queries(COHORT_QUERIES):
        assert len(cohort_progress(cast.cohort)) == 22


def test_an_empty_cohort(cast: Cast) -> None:
    assert cohort_progress(cast.other_cohort) == []
