"""Every row that the course makes."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from everyday.catalog.models import Term
from everyday.catalog.publishing.lessons import figure_rows, lesson_row
from everyday.catalog.publishing.questions import quiz_rows
from everyday.catalog.publishing.rendering import Writer
from everyday.catalog.publishing.rows import Row
from everyday.catalog.publishing.tasks import lab_rows, task_rows
from everyday.catalog.publishing.weeks import week_row
from everyday.catalog.source.digests import digest_of, program_digest
from everyday.catalog.source.figures import read_figures
from everyday.catalog.source.problems import Report
from everyday.catalog.source.tree import CourseSource, WeekSource


@dataclass(frozen=True)
class CourseRows:
    """Parents before children."""

    weeks: list[Row]
    parts: list[Row]
    terms: list[Row]

    def __iter__(self) -> Iterator[Row]:
        return iter([*self.weeks, *self.parts, *self.terms])


def course_rows(course: CourseSource, report: Report) -> CourseRows:
    shared = _shared_digest(course)
    weeks: list[Row] = []
    parts: list[Row] = []
    for number in sorted(course.weeks):
        weeks.append(week_row(course, course.weeks[number]))
        parts += week_rows(course, course.weeks[number], shared, report)
    return CourseRows(weeks, parts, _term_rows(course))


def week_rows(course: CourseSource, source: WeekSource, shared: str, report: Report) -> list[Row]:
    """A week's lessons, figures, questions, tasks and labs. `shared` is the digest of what all pages depend on."""
    writer = Writer(course, source, read_figures(source.folder, report), report)
    lessons = enumerate(source.week.lessons, start=1)
    rows = [lesson_row(writer, position, lesson, shared) for position, lesson in lessons]
    return [*rows, *figure_rows(writer), *quiz_rows(writer, shared), *task_rows(writer, shared), *lab_rows(writer, shared)]


def _shared_digest(course: CourseSource) -> str:
    """What links on any page depend on."""
    shelf = hashlib.sha256(course.resources.path.read_bytes()).hexdigest() if course.resources else ""
    lessons = [[(one.id, one.slug, one.title.model_dump()) for one in week.week.lessons] for week in course.weeks.values()]
    listed = [(week.week.id, week.week.tasks, week.week.labs) for week in course.weeks.values()]
    return digest_of(program_digest(), shelf, lessons, listed)


def _term_rows(course: CourseSource) -> list[Row]:
    if course.glossary is None:
        return []
    rows = []
    for term_id, term in course.glossary.model.root.items():
        fields = {"term_id": term_id, "text": {"zh": term.zh, "en": term.en}, "first": term.first or ""}
        rows.append(Row(Term, term_id, digest_of(fields), lambda fields=fields: fields))  # type: ignore[misc]
    return rows
