"""Markdown files of the course, parsed once and kept with their path."""

from dataclasses import dataclass
from pathlib import Path

from everyday.catalog.source.problems import Report
from everyday.lib.markdown.source import Source, SourceError, parse


@dataclass(frozen=True)
class Page:
    path: Path
    source: Source


def read_page(path: Path, report: Report) -> Page | None:
    """None where the file is not there (nothing is said) or cannot be read (the report says why)."""
    if not path.exists():
        return None
    try:
        return Page(path, parse(path.read_text(encoding="utf-8")))
    except SourceError as error:
        report.add(path, error.line, error.message)
        return None


def language_path(stem: Path, language: str) -> Path:
    """lessons/03-softmax → lessons/03-softmax.zh.md"""
    return stem.with_name(f"{stem.name}.{language}.md")
