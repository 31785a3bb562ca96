"""A small course of two weeks that can be completed, and a learner who has."""

from collections.abc import Callable

import pytest
from django.core.cache import cache

from everyday.accounts.models import User
from everyday.catalog.models import SyncState, Task, Week
from everyday.portfolio import services
from everyday.portfolio.models import Portfolio, PortfolioItem
from everyday.submissions.models import Submission
from tests.conftest import Cast
from tests.everyday.factories import both, make_full_week, make_run, make_submission

COURSE = {"id": "everyday", "title": both("Everyday"), "version": "1.2.0", "weeks": ["01-a", "02-b"], "points": {"pass": 0.6}}


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def course(cast: Cast) -> list[Week]:
    """Two published weeks, each with one task of 100 points."""
    SyncState.objects.create(pk=1, course=COURSE, digest="c" * 64)
    return [make_full_week(number) for number in (1, 2)]


@pytest.fixture
def score(course: list[Week]) -> Callable[[User, int, float], Submission]:
    """Hands in the task of a week (counted from 1) with this score."""

    def hand_in(learner: User, week: int, points: float) -> Submission:
        submission = make_submission(learner, Task.objects.get(week__number=week))
        make_run(submission, status="passed" if points >= 60 else "failed", score=points)
        return submission

    return hand_in


@pytest.fixture
def completed(cast: Cast, score: Callable[[User, int, float], Submission]) -> User:
    score(cast.learner, 1, 100)
    score(cast.learner, 2, 75)
    return cast.learner


@pytest.fixture
def portfolio(cast: Cast) -> Portfolio:
    return services.portfolio_of(learner=cast.learner)


@pytest.fixture
def item(portfolio: Portfolio, score: Callable[[User, int, float], Submission]) -> PortfolioItem:
    """The learner's first item: a task's result."""
    return services.add_submission(portfolio=portfolio, submission=score(portfolio.learner, 1, 80))
