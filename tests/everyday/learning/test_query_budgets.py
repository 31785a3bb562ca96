"""How many queries a page may cost, with a whole catalogue behind it. Lower a number when you can; never raise it lightly."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from everyday.catalog.models import Day, QuizItem
from everyday.learning.services.quiz import answer_item
from everyday.learning.services.ticks import tick_day
from tests.conftest import Cast
from tests.everyday.factories import make_full_week, make_run, make_submission, signed_in

BUDGETS = {
    "/plan/": 9,
    "/today/": 15,
    "/weeks/5/": 19,
    "/weeks/5/days/1/": 10,
    "/weeks/5/days/6/": 10,
    "/weeks/5/lessons/lesson-1/": 7,
    "/weeks/5/quiz/": 5,
    "/weeks/5/review/": 7,
}
VISITOR_BUDGETS = {"/": 2, "/plan/": 2, "/weeks/5/lessons/lesson-1/": 3}


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """A catalogue of eight weeks, and a learner who has done something of everything."""
    for number in range(1, 9):
        week = make_full_week(number)
        make_run(make_submission(cast.learner, week.tasks.get()))
    for item in QuizItem.objects.filter(week__number__lte=5)[:40]:
        answer_item(learner=cast.learner, item=item, given=["b" if item.pk % 3 else "a"])
    for day in Day.objects.filter(week__number__lte=4, number__lte=4):
        tick_day(learner=cast.learner, day=day, now=timezone.now())
    return cast


@pytest.mark.parametrize(("address", "most"), BUDGETS.items())
def test_a_learner_s_page(busy: Cast, address: str, most: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client = signed_in(busy.learner)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(("address", "most"), VISITOR_BUDGETS.items())
def test_a_visitor_s_page(busy: Cast, address: str, most: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(most):
        assert signed_in(None).get(address).status_code == 200
