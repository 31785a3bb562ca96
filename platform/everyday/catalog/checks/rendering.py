"""Everything renders: formulas, links, cells, figures; and links into lessons point at places that are there."""

from pathlib import Path

from everyday.catalog.checks.context import Context
from everyday.catalog.checks.pages import page_stems
from everyday.catalog.publishing.course import week_rows
from everyday.catalog.source.anchors import anchors_of
from everyday.catalog.source.pages import language_path, read_page
from everyday.catalog.source.problems import Report
from everyday.catalog.source.tree import LANGUAGES, CourseSource, week_number
from everyday.lib.markdown.source import walk


def check_rendering(context: Context) -> None:
    for row in week_rows(context.course, context.source, "", context.report):
        row.make()


def check_anchors(context: Context) -> None:
    """lesson:w05.l3#stable in a page, and hint_anchor of a test."""
    for task in context.source.tasks.values():
        for index, test in enumerate(task.file.model.tests):
            if test.hint_anchor is not None:
                problem = _dead_end(context.course, test.hint_anchor)
                if problem:
                    context.missing(task.file.path, task.file.line("tests", index, "hint_anchor"), problem)
    for stem in page_stems(context):
        for language in LANGUAGES:
            page = read_page(language_path(stem, language), Report(context.report.root))
            for token, line in walk(page.source.tokens) if page else ():
                address = str(token.attrGet("href") or "") if token.type == "link_open" else ""
                if page and address.startswith("lesson:") and "#" in address:
                    problem = _dead_end(context.course, address.removeprefix("lesson:"))
                    if problem:
                        context.missing(page.path, line, problem)


def _dead_end(course: CourseSource, address: str) -> str | None:
    """What is wrong with `w05.l3#stable`, if anything."""
    lesson_id, _, anchor = address.partition("#")
    week = course.weeks.get(week_number(lesson_id) or 0)
    lesson = next((one for one in week.week.lessons if one.id == lesson_id), None) if week else None
    if week is None or lesson is None:
        return f"{lesson_id!r} is no lesson of the course"
    if not anchor:
        return None
    path = language_path(week.lesson_stem(lesson), "zh")
    if not path.exists():
        return f"{lesson_id}#{anchor}: the lesson is not written yet"
    return None if anchor in _anchors(path) else f"{lesson_id} has no place #{anchor}"


def _anchors(path: Path) -> set[str]:
    page = read_page(path, Report(path.parent))
    return anchors_of(page.source.tokens) if page else set()
