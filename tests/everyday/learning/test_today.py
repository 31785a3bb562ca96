"""Today: whose midnight counts, which one step comes next, and what is kept apart."""

import datetime as dt

import pytest
from django.utils import timezone

from everyday.accounts.models import Cohort, Enrolment, User
from everyday.catalog.models import Day, Lesson
from everyday.learning.plan_calendar import PlanDay
from everyday.learning.selectors import today
from everyday.learning.selectors.today import Phase
from everyday.learning.services.reading import finish_lesson, record_section
from everyday.learning.services.ticks import tick_day
from tests.everyday.factories import make_full_week, make_run, make_submission

START = dt.date(2025, 3, 3)

pytestmark = pytest.mark.django_db


def _learner(zone: str = "Asia/Shanghai", starts_on: dt.date | None = START) -> User:
    learner = User.objects.create_user(username=f"someone-{zone}", time_zone=zone)
    if starts_on is not None:
        cohort, _ = Cohort.objects.get_or_create(slug="c", defaults={"name": "C", "starts_on": starts_on})
        Enrolment.objects.create(user=learner, cohort=cohort)
    return learner


def _noon(date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(4), tzinfo=dt.UTC)  # noon in Shanghai


def _day(week: int, number: int) -> Day:
    return Day.objects.get(week__number=week, number=number)


def test_the_same_instant_is_another_day_elsewhere() -> None:
    make_full_week(1)
    now = dt.datetime(2025, 3, 4, 17, 30, tzinfo=dt.UTC)  # already 5 March in Shanghai
    assert today(_learner("Asia/Shanghai"), now).place == PlanDay(1, 3)
    assert today(_learner("America/Los_Angeles"), now).place == PlanDay(1, 2)
    assert today(_learner("Pacific/Kiritimati"), now).place == PlanDay(1, 3)


@pytest.mark.parametrize(
    ("moment", "place"),
    [
        # Clocks in New York went forward at 2:00 on 9 March 2025: midnight is 05:00 UTC before and 04:00 UTC after.
        (dt.datetime(2025, 3, 9, 4, 59, tzinfo=dt.UTC), PlanDay(1, 6)),
        (dt.datetime(2025, 3, 9, 5, 0, tzinfo=dt.UTC), PlanDay(1, 7)),
        (dt.datetime(2025, 3, 10, 3, 59, tzinfo=dt.UTC), PlanDay(1, 7)),
        (dt.datetime(2025, 3, 10, 4, 0, tzinfo=dt.UTC), PlanDay(2, 1)),
    ],
)
def test_the_day_that_is_an_hour_short(moment: dt.datetime, place: PlanDay) -> None:
    assert today(_learner("America/New_York"), moment).place == place


def test_before_the_start_and_after_the_end() -> None:
    make_full_week(1)
    learner = _learner()
    before = today(learner, _noon(START - dt.timedelta(days=3)))
    assert (before.phase, before.days_to_start, before.place, before.day) == (Phase.BEFORE, 3, None, None)
    assert before.next_step is not None
    assert before.next_step.day == _day(1, 1)
    assert before.overdue_count == 0
    after = today(learner, _noon(START + dt.timedelta(days=168)))
    assert (after.phase, after.place) == (Phase.AFTER, None)
    assert after.overdue_count == 7


def test_without_a_cohort_there_are_no_dates() -> None:
    make_full_week(1)
    page = today(_learner(starts_on=None), timezone.now())
    assert (page.phase, page.place, page.overdue_count) == (Phase.NO_COHORT, None, 0)
    assert page.next_step is not None


def test_the_step_leads_to_the_exact_section() -> None:
    make_full_week(1)
    learner = _learner()
    assert today(learner, _noon(START)).next_step.item.url == "/weeks/1/lessons/lesson-1/"  # type: ignore[union-attr]
    record_section(learner=learner, lesson=Lesson.objects.get(lesson_id="w01.l1"), anchor="second")
    page = today(learner, _noon(START))
    assert page.next_step is not None
    assert page.next_step.item.url == "/weeks/1/lessons/lesson-1/#second"
    assert page.next_step.item.section == "后来"


def test_the_steps_of_a_day_follow_each_other() -> None:
    make_full_week(1)
    learner = _learner()
    page = today(learner, _noon(START))
    assert page.next_step is not None
    assert page.next_step.item.kind == "lesson"
    assert [step.item.kind for step in page.further] == ["quiz", "task"]
    finish_lesson(learner=learner, lesson=Lesson.objects.get(lesson_id="w01.l1"), now=timezone.now())
    page = today(learner, _noon(START))
    assert page.next_step is not None
    assert page.next_step.item.kind == "quiz"
    assert len(page.further) <= 3


def test_overdue_days_are_kept_apart_and_never_come_before_today() -> None:
    make_full_week(1)
    learner = _learner()
    page = today(learner, _noon(START + dt.timedelta(days=4)))
    assert page.overdue_count == 4
    assert [day.number for day in page.overdue] == [1, 2, 3]
    assert page.next_step is not None
    assert page.next_step.day == _day(1, 5)
    assert not page.is_catching_up


def test_after_a_tick_comes_the_oldest_open_day_then_the_next_one() -> None:
    make_full_week(1)
    learner = _learner()
    now = _noon(START + dt.timedelta(days=1))
    tick_day(learner=learner, day=_day(1, 2), now=now)
    page = today(learner, now)
    assert page.ticked
    assert page.is_catching_up
    tick_day(learner=learner, day=_day(1, 1), now=now)
    page = today(learner, now)
    assert page.is_ahead
    assert page.next_step is not None
    assert page.next_step.day == _day(1, 3)


def test_a_week_in_preparation_is_nothing_to_be_late_with() -> None:
    make_full_week(1, status="draft")
    make_full_week(2, status="draft")
    page = today(_learner(), _noon(START + dt.timedelta(days=9)))
    assert (page.day, page.overdue_count, page.next_step) == (None, 0, None)
    assert page.place == PlanDay(2, 3)


def test_an_empty_catalogue_breaks_nothing() -> None:
    page = today(_learner(), _noon(START))
    assert (page.day, page.next_step, page.items) == (None, None, [])


def test_a_task_is_done_when_it_is_passed() -> None:
    week = make_full_week(1)
    learner = _learner()
    now = _noon(START + dt.timedelta(days=5))
    submission = make_submission(learner, week.tasks.get())
    seen = []
    for score in (30, 65, 95):
        make_run(submission, status="failed", score=score)
        task = next(item for item in today(learner, now).items if item.kind == "task")
        seen.append((task.state.value, task.done, task.mastered))
    assert seen == [("started", 30, False), ("done", 65, False), ("done", 95, True)]


def test_days_of_learning_count_by_the_own_calendar() -> None:
    make_full_week(1)
    learner = _learner()
    monday = _noon(START)
    tick_day(learner=learner, day=_day(1, 1), now=monday)
    tick_day(learner=learner, day=_day(1, 2), now=monday)
    tick_day(learner=learner, day=_day(1, 3), now=monday + dt.timedelta(days=2))
    activity = today(learner, monday + dt.timedelta(days=3)).activity
    assert [day.active for day in activity.week] == [True, False, True, False, False, False, False]
    assert [day.is_today for day in activity.week].index(True) == 3
    assert (activity.days_this_week, activity.total_days) == (2, 2)
    later = today(learner, monday + dt.timedelta(days=8)).activity
    assert (later.days_this_week, later.total_days) == (0, 2), "a new week takes nothing away"
