"""Every Markdown page of a week, in both languages."""

from collections.abc import Iterator
from pathlib import Path

from everyday.catalog.checks.context import Context
from everyday.catalog.checks.glossary import check_terms
from everyday.catalog.checks.language import check_page_language, check_yaml_language
from everyday.catalog.checks.lessons import check_code, check_lesson_page
from everyday.catalog.checks.parity import check_parity
from everyday.catalog.checks.synced import check_synced, write_synced
from everyday.catalog.source.pages import Page, language_path, read_page
from everyday.catalog.source.problems import Report
from everyday.catalog.source.tree import LANGUAGES


def check_lessons(context: Context) -> None:
    for lesson in context.source.week.lessons:
        stem = context.source.lesson_stem(lesson)
        for language in LANGUAGES:
            path = language_path(stem, language)
            page = read_page(path, context.report)
            if page is not None:
                check_lesson_page(context, lesson, page, language)
            elif not path.exists():
                context.missing(path, 1, "this page is missing")
        check_code(context, stem.with_name(f"{stem.name}.py"))
        pair = _pair(stem, context.report)
        if pair is not None:
            check_synced(context, *pair)


def check_languages(context: Context) -> None:
    """Parity, terms and language of every pair of pages, and the language of every YAML text."""
    for stem in page_stems(context):
        for language in LANGUAGES:
            page = read_page(language_path(stem, language), Report(context.report.root))
            if page is not None:
                check_page_language(context, page, language)
        pair = _pair(stem, Report(context.report.root))
        if pair is not None:
            check_parity(context, *pair)
            check_terms(context, *pair)
    source = context.source
    files = [source.file.located, *(task.file.located for task in source.tasks.values())]
    files += [lab.file.located for lab in source.labs.values()]
    for located in [*files, *([source.quiz.located] if source.quiz else [])]:
        check_yaml_language(context, located)


def page_stems(context: Context) -> Iterator[Path]:
    """Every page of the week without its `.zh.md`."""
    source = context.source
    yield from (source.lesson_stem(lesson) for lesson in source.week.lessons)
    for task in source.tasks.values():
        yield from (task.folder / name for name in ("statement", "hints", "debrief"))
    yield from (lab.folder / "statement" for lab in source.labs.values())


def write_week_synced(context: Context) -> list[Path]:
    """Mark the week's translations as up to date; the files that changed."""
    written = []
    for lesson in context.source.week.lessons:
        pair = _pair(context.source.lesson_stem(lesson), context.report)
        if pair is not None and write_synced(*pair):
            written.append(pair[1].path)
    return written


def _pair(stem: Path, report: Report) -> tuple[Page, Page] | None:
    zh, en = (read_page(language_path(stem, language), report) for language in LANGUAGES)
    return (zh, en) if zh is not None and en is not None else None
