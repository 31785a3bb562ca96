"""Pages and short texts of the course as HTML in both languages; mistakes go to the report with their line."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from everyday.catalog.publishing.addresses import figure_data_url, figure_svg_url, figure_url
from everyday.catalog.publishing.links import resolve
from everyday.catalog.schema.base import I18n
from everyday.catalog.schema.week import Lesson
from everyday.catalog.source.cells import read_cells, read_recording, recording_path
from everyday.catalog.source.figures import FigureSource
from everyday.catalog.source.pages import language_path, read_page
from everyday.catalog.source.problems import Report
from everyday.catalog.source.tree import CourseSource, File, WeekSource
from everyday.lib.markdown.page import CellView, Entry, FigureView, Language, Rendered, Surroundings
from everyday.lib.markdown.render import render, render_inline, render_text

BOTH: tuple[Language, Language] = ("zh", "en")


@dataclass(frozen=True)
class Writer:
    """Renders one week's texts."""

    course: CourseSource
    source: WeekSource
    figures: Mapping[str, FigureSource]
    report: Report

    def surroundings(self, language: Language, **more: Any) -> Surroundings:
        code = self.source.week.id
        views = {
            slug: FigureView(
                figure_url(code, slug), figure_svg_url(code, slug), figure_data_url(code, slug), figure.alt[language]
            )
            for slug, figure in self.figures.items()
        }
        return Surroundings(language, lambda address: resolve(self.course, address, language), figures=views, **more)

    def note(self, path: Path, rendered: Rendered, offset: int = 0) -> Rendered:
        for mistake in rendered.mistakes:
            self.report.add(path, mistake.line + offset, mistake.message)
        return rendered

    def text(self, file: File[Any], text: I18n, *keys: str | int) -> dict[str, str]:
        """A text of a YAML file, which may have several paragraphs."""
        return {
            language: self.note(
                file.path, render_text(getattr(text, language), self.surroundings(language)), file.line(*keys, language) - 1
            ).html
            for language in BOTH
        }

    def inline(self, file: File[Any], text: I18n, *keys: str | int) -> dict[str, str]:
        """A text of a YAML file that stands in a line of its own, without a paragraph around it."""
        return {
            language: self.note(
                file.path, render_inline(getattr(text, language), self.surroundings(language)), file.line(*keys, language) - 1
            ).html
            for language in BOTH
        }

    def page(self, stem: Path) -> dict[str, str]:
        """`statement` in both languages; an empty text for a page that is not there."""
        html = {"zh": "", "en": ""}
        for language in BOTH:
            page = read_page(language_path(stem, language), self.report)
            if page is not None:
                html[language] = self.note(page.path, render(page.source, self.surroundings(language))).html
        return html

    def lesson(self, lesson: Lesson) -> tuple[dict[str, str], dict[str, list[Entry]]]:
        """A lesson's HTML and contents by language; empty for a language that is not written yet."""
        html: dict[str, str] = {"zh": "", "en": ""}
        contents: dict[str, list[Entry]] = {"zh": [], "en": []}
        for language in BOTH:
            page = read_page(language_path(self.source.lesson_stem(lesson), language), self.report)
            if page is not None:
                rendered = self.note(page.path, render(page.source, self._lesson_surroundings(lesson, language)))
                html[language], contents[language] = rendered.html, rendered.contents
        return html, contents

    def _lesson_surroundings(self, lesson: Lesson, language: Language) -> Surroundings:
        stem = self.source.lesson_stem(lesson)
        printed = _printed(stem, self.report)
        code = stem.with_name(f"{stem.name}.py")
        cells = {name: CellView(cell.source(language), printed.get(name)) for name, cell in read_cells(code).items()}
        claims = {
            one.id: render_inline(getattr(one.text, language), self.surroundings(language)).html for one in lesson.misconceptions
        }
        return self.surroundings(language, cells=cells, misconceptions=claims)


def _figure_view(code: str, slug: str, alt: str) -> FigureView:
    return FigureView(figure_url(code, slug), figure_svg_url(code, slug), figure_data_url(code, slug), alt)


def _printed(stem: Path, report: Report) -> dict[str, str]:
    path = recording_path(stem)
    try:
        recording = read_recording(path)
    except ValueError as error:
        report.add(path, 1, str(error))
        return {}
    return recording.stdout if recording else {}
