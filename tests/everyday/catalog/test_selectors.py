"""Few queries, however many weeks there are."""

from pytest_django import DjangoAssertNumQueries

from everyday.catalog import selectors
from tests.everyday.catalog.conftest import CourseFolder


def test_weeks_with_their_parts(synced: CourseFolder, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(5):
        found = [
            (week.number, len(week.days.all()), [lesson.slug for lesson in week.lessons.all()], len(week.tasks.all()))
            for week in selectors.weeks()
        ]
    assert found == [(1, 7, ["adding"], 1), (2, 7, ["slope"], 0), (3, 7, ["later"], 0)]


def test_one_of_each(synced: CourseFolder, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    week = selectors.week(1)
    assert week is not None
    assert [lesson.lesson_id for lesson in selectors.lessons_of(week)] == ["w01.l1"]
    with django_assert_num_queries(6):
        day, lesson = selectors.day(1, 2), selectors.lesson(1, "adding")
        task, lab, figure = selectors.task("w01/add"), selectors.lab("w01/labs/dice"), selectors.figure(1, "sums")
        assert day is not None
        assert lesson is not None
        assert task is not None
        assert lab is not None
        assert figure is not None
        assert {found.week.number for found in (day, lesson, task, lab, figure)} == {1}
        assert selectors.course()["points"]["mastery"] == 0.9
    assert [term.term_id for term in selectors.terms()] == ["slope", "sum"]


def test_questions_with_their_lessons(synced: CourseFolder, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        lessons = [item.lesson.lesson_id if item.lesson else None for item in selectors.quiz_items(2)]
    assert lessons == ["w02.l1"] * 4 + [None] * 2


def test_what_is_not_there_is_none(db: None) -> None:
    assert selectors.week(9) is None
    assert selectors.day(9, 1) is None
    assert selectors.lesson(9, "x") is None
    assert selectors.task("w09/x") is None
    assert selectors.lab("w09/labs/x") is None
    assert selectors.course() == {}
