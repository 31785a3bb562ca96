"""Line references into source files: what stands there, or why nothing does."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from workers.spec import Text

MOST_LINES = 60
_RANGE = re.compile(r"\s*L?(\d{1,6})\s*(?:[-–—~:至到]\s*L?(\d{1,6})\s*)?")


@dataclass(frozen=True)
class Lines:
    """From the first to the last line, both included, counted from 1."""

    first: int
    last: int


def read_lines(value: object) -> Lines | None:
    """`[12, 20]`, `12`, `"12-20"`, `"L12–L20"`; None for anything else."""
    match value:
        case bool():
            return None
        case int(one):
            return Lines(one, one)
        case [int(first), int(last)] if not isinstance(first, bool) and not isinstance(last, bool):
            return Lines(first, last)
        case [int(one)] if not isinstance(one, bool):
            return Lines(one, one)
        case str(text):
            found = _RANGE.fullmatch(text[:40])
            return Lines(int(found[1]), int(found[2] or found[1])) if found else None
        case _:
            return None


def missing(sources: Mapping[str, str], path: str, lines: Lines) -> Text | None:
    """Why these lines cannot be read in one of the sources {path: text}; None where there is code."""
    text = sources.get(path)
    if text is None:
        return {
            "zh": f"没有 {path} 这个文件。能引用的有：{_names(sources)}。",
            "en": f"there is no file {path}. These may be cited: {_names(sources)}.",
        }
    rows = text.splitlines()
    if not 1 <= lines.first <= lines.last <= len(rows):
        return {
            "zh": f"{path} 共 {len(rows)} 行，没有第 {lines.first} 到 {lines.last} 行。",
            "en": f"{path} has {len(rows)} lines; lines {lines.first} to {lines.last} are not among them.",
        }
    if lines.last - lines.first >= MOST_LINES:
        return {
            "zh": f"{path} 引了 {lines.last - lines.first + 1} 行，至多 {MOST_LINES} 行：只引要解释的那一段。",
            "en": f"{lines.last - lines.first + 1} lines of {path} are cited, at most {MOST_LINES}: cite what you explain.",
        }
    if not any(is_code(row) for row in rows[lines.first - 1 : lines.last]):
        return {
            "zh": f"{path} 的第 {lines.first} 到 {lines.last} 行没有代码，只有空行或注释。",
            "en": f"lines {lines.first} to {lines.last} of {path} hold no code, only blank lines or comments.",
        }
    return None


def is_code(row: str) -> bool:
    """Whether a line holds more than white space or a comment."""
    return bool(row.strip()) and not row.lstrip().startswith("#")


def _names(sources: Mapping[str, str]) -> str:
    return ", ".join(sorted(sources)) or "–"
