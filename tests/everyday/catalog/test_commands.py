"""What an author sees."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.everyday.catalog.conftest import CourseFolder

QUIZ = "weeks/01-numbers/quiz.yaml"


def _check(course: CourseFolder, *args: str) -> str:
    out = StringIO()
    call_command("check_curriculum", *args, "--curriculum", str(course.root), stdout=out, no_color=True)
    return out.getvalue()


def test_a_good_course_passes(course: CourseFolder) -> None:
    out = _check(course)
    assert "3 weeks checked: 0 errors" in out
    assert "curriculum/weeks/03-later/week.yaml" in out
    assert "notice:" in out
    assert "notice:" not in _check(course, "--quiet", "w03")


def test_a_broken_course_fails_grouped_by_file(course: CourseFolder) -> None:
    line = course.edit(QUIZ, "objective: o2", "objective: o9")
    out = StringIO()
    with pytest.raises(CommandError, match="3 weeks checked: 2 errors"):
        call_command("check_curriculum", "--curriculum", str(course.root), stdout=out, no_color=True)
    assert f"curriculum/{QUIZ}\n  curriculum/{QUIZ}:{line}: w01.q02" in out.getvalue()


@pytest.mark.parametrize("content_id", ["w02", "w02.l1"])
def test_only_the_named_weeks_are_checked(course: CourseFolder, content_id: str) -> None:
    course.edit(QUIZ, "objective: o2", "objective: o9")
    assert "1 weeks checked: 0 errors" in _check(course, content_id)


def test_only_the_named_task_is_shown(course: CourseFolder) -> None:
    course.edit(QUIZ, "objective: o2", "objective: o9")
    course.edit("weeks/01-numbers/tasks/add/task.yaml", "needs: [small]", "needs: [smaller]")
    assert "0 errors" in _check(course, "w01/labs/dice")
    assert "0 errors" in _check(course, "w01.l1")
    for content_id in ("w01/add", "w01"):
        with pytest.raises(CommandError):
            _check(course, content_id)


def test_an_id_that_is_none(course: CourseFolder) -> None:
    with pytest.raises(CommandError, match="is no id"):
        _check(course, "five")
    with pytest.raises(CommandError, match="1 errors"):
        _check(course, "w20")


def test_marking_a_translation_as_up_to_date(course: CourseFolder) -> None:
    course.edit("weeks/01-numbers/lessons/01-adding.zh.md", "一加二", "一再加二")
    with pytest.raises(CommandError):
        _check(course)
    out = _check(course, "--write-synced", "w01")
    assert out.startswith("synced 01-adding.en.md")
    page = course.path("weeks/01-numbers/lessons/01-adding.en.md").read_text(encoding="utf-8")
    assert page.startswith("---\nid: w01.l1\nsynced:\n  top:")
    assert "synced 01" not in _check(course, "--write-synced")


@pytest.mark.django_db
def test_syncing_says_what_it_did(course: CourseFolder) -> None:
    out = StringIO()
    call_command("sync_curriculum", "--curriculum", str(course.root), stdout=out, no_color=True)
    assert "3 Week" in out.getvalue()
    call_command("sync_curriculum", "--curriculum", str(course.root), stdout=out, no_color=True)
    assert out.getvalue().endswith("The course is up to date.\n")


@pytest.mark.django_db
def test_syncing_a_broken_course_names_the_line(course: CourseFolder) -> None:
    line = course.edit(QUIZ, "objective: o2", "goal: o2")
    err = StringIO()
    with pytest.raises(CommandError, match="was not loaded"):
        call_command("sync_curriculum", "--curriculum", str(course.root), stderr=err, no_color=True)
    assert f"curriculum/{QUIZ}:{line}: items[1].goal: unknown field" in err.getvalue()
