"""Rows of lessons and their figures."""

from typing import Any

from everyday.catalog.models import Figure, Lesson
from everyday.catalog.publishing.readiness import lesson_is_ready
from everyday.catalog.publishing.rendering import Writer
from everyday.catalog.publishing.rows import Row
from everyday.catalog.publishing.weeks import resource_list
from everyday.catalog.schema.week import Lesson as LessonSpec
from everyday.catalog.source.cells import recording_path
from everyday.catalog.source.digests import digest_files, digest_of
from everyday.catalog.source.pages import language_path


def lesson_row(writer: Writer, position: int, spec: LessonSpec, shared: str) -> Row:
    """`shared` is the digest of what every page depends on: addresses, resources, the renderer."""
    source, stem = writer.source, writer.source.lesson_stem(spec)
    files = [language_path(stem, language) for language in ("zh", "en")]
    files += [stem.with_name(f"{stem.name}.py"), recording_path(stem)]
    alts = {slug: figure.alt for slug, figure in writer.figures.items()}
    digest = digest_of(shared, spec.model_dump(), position, alts, digest_files(source.folder, files))
    return Row(Lesson, spec.id, digest, lambda: _fields(writer, position, spec), week=source.week.number)


def _fields(writer: Writer, position: int, spec: LessonSpec) -> dict[str, Any]:
    html, contents = writer.lesson(spec)
    file, place = writer.source.file, ("lessons", position - 1)
    objectives = [
        {**one.model_dump(), "html": writer.inline(file, one.text, *place, "objectives", index, "text")}
        for index, one in enumerate(spec.objectives)
    ]
    misconceptions = [
        {**one.model_dump(), "html": writer.inline(file, one.text, *place, "misconceptions", index, "text")}
        for index, one in enumerate(spec.misconceptions)
    ]
    return {
        "lesson_id": spec.id,
        "slug": spec.slug,
        "position": position,
        "title": spec.title.model_dump(),
        "question": spec.question.model_dump(),
        "objectives": objectives,
        "misconceptions": misconceptions,
        "resources": resource_list(writer.course, spec.resources),
        "minutes": spec.minutes,
        "is_ready": lesson_is_ready(writer.source, spec),
        "body_html": html,
        "contents": contents,
    }


def figure_rows(writer: Writer) -> list[Row]:
    return [_figure_row(writer, slug) for slug in writer.figures]


def _figure_row(writer: Writer, slug: str) -> Row:
    figure = writer.figures[slug]
    fields = {"slug": slug, "plotly": figure.plotly, "svg": figure.svg, "alt": figure.alt}
    number = writer.source.week.number
    return Row(Figure, f"{number:02d}/{slug}", digest_of(fields), lambda: fields, week=number)
