"""Runs the checks over a course."""

from collections.abc import Callable, Iterable
from pathlib import Path

from everyday.catalog.checks.context import Context
from everyday.catalog.checks.course import check_course
from everyday.catalog.checks.links import check_misconceptions, check_objectives
from everyday.catalog.checks.pages import check_languages, check_lessons, write_week_synced
from everyday.catalog.checks.quizzes import check_quiz
from everyday.catalog.checks.rendering import check_anchors, check_rendering
from everyday.catalog.checks.seed import check_seed
from everyday.catalog.checks.structure import check_structure
from everyday.catalog.checks.tasks import check_labs, check_tasks
from everyday.catalog.source.problems import Report
from everyday.catalog.source.tree import CourseSource, load_course

Check = Callable[[Context], None]

# What the pages rely on: a course that breaks one of these is not synced.
STRUCTURAL: tuple[Check, ...] = (check_structure, check_tasks, check_labs)
# What makes it a good course.
EDITORIAL: tuple[Check, ...] = (
    check_seed,
    check_lessons,
    check_quiz,
    check_objectives,
    check_misconceptions,
    check_languages,
    check_anchors,
    check_rendering,
)


def check_structure_of(root: Path) -> tuple[CourseSource, Report]:
    """Load the course and check only what pages rely on."""
    report = Report(root)
    course = load_course(root, report)
    check_course(course, report)
    for source in course.weeks.values():
        for check in STRUCTURAL:
            check(Context(course, source, report, lenient=True))
    return course, report


def run_checks(root: Path, *, weeks: Iterable[int] | None = None, strict: bool = False) -> tuple[CourseSource, Report]:
    """Load the course and check the named weeks (None = all)."""
    report = Report(root)
    chosen = None if weeks is None else set(weeks)
    course = load_course(root, report, chosen)
    check_course(course, report)
    for number in sorted(course.weeks):
        if chosen is None or number in chosen:
            context = Context(course, course.weeks[number], report, strict)
            if strict and context.source.is_draft:
                context.week_error("this week is a draft", "status")
            for check in (*STRUCTURAL, *EDITORIAL):
                check(context)
    return course, report


def write_synced_hashes(root: Path, weeks: Iterable[int] | None = None) -> list[Path]:
    """Mark the translations of the named weeks (None = all) as up to date; the files that changed."""
    report = Report(root)
    course = load_course(root, report, set())
    chosen = set(course.weeks) if weeks is None else set(weeks)
    return [
        path
        for number in sorted(chosen & set(course.weeks))
        for path in write_week_synced(Context(course, course.weeks[number], report))
    ]
