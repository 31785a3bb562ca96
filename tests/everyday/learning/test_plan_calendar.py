"""Dates and places in the plan."""

import datetime as dt

import pytest

from everyday.learning.plan_calendar import PLAN_DAYS, PlanDay, date_of, days_due, days_due_in_week, plan_day

START = dt.date(2025, 3, 3)


@pytest.mark.parametrize(
    ("offset", "place"),
    [
        (-1, None),
        (0, PlanDay(1, 1)),
        (6, PlanDay(1, 7)),
        (7, PlanDay(2, 1)),
        (28, PlanDay(5, 1)),
        (167, PlanDay(24, 7)),
        (168, None),
    ],
)
def test_a_date_has_one_place(offset: int, place: PlanDay | None) -> None:
    assert plan_day(START, START + dt.timedelta(days=offset)) == place


def test_every_place_has_its_date() -> None:
    for offset in range(PLAN_DAYS):
        date = START + dt.timedelta(days=offset)
        place = plan_day(START, date)
        assert place is not None
        assert place.index == offset
        assert date_of(START, place) == date


@pytest.mark.parametrize(("offset", "due"), [(-30, 0), (0, 0), (1, 1), (30, 30), (500, PLAN_DAYS)])
def test_only_days_that_are_over_are_due(offset: int, due: int) -> None:
    assert days_due(START, START + dt.timedelta(days=offset)) == due


@pytest.mark.parametrize(("week", "due", "inside"), [(1, 0, 0), (1, 3, 3), (1, 9, 7), (2, 9, 2), (3, 9, 0)])
def test_due_days_fall_into_weeks(week: int, due: int, inside: int) -> None:
    assert days_due_in_week(week, due) == inside
