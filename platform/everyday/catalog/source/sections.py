"""A page cut at its headings: the pieces by which a translation is kept up to date."""

import hashlib
import re
from dataclasses import dataclass

from markdown_it.token import Token

from everyday.lib.markdown.source import Source, first_line

FIRST = "top"


@dataclass(frozen=True)
class Section:
    """From a heading to the next one. `id` is the heading's anchor, or its number where it has none."""

    id: str
    line: int
    text: str
    tokens: list[Token]

    @property
    def hash(self) -> str:
        """Changes with the words, not with the line breaks between them."""
        return hashlib.sha256(re.sub(r"\s+", " ", self.text).strip().encode()).hexdigest()[:12]


def sections_of(source: Source) -> list[Section]:
    """The sections in order; what stands before the first heading is `top`, unless it is empty."""
    lines = source.text.splitlines()
    starts: list[tuple[str, int, int]] = [(FIRST, _body_start(lines), 0)]
    for place, token in enumerate(source.tokens):
        if token.type == "heading_open" and token.level == 0:
            starts.append((str(token.attrGet("id") or f"section-{len(starts)}"), first_line(token), place))
    ends = [*starts[1:], ("", len(lines) + 1, len(source.tokens))]
    sections = []
    for (name, line, place), (_, end_line, end_place) in zip(starts, ends, strict=True):
        section = Section(name, line, "\n".join(lines[line - 1 : end_line - 1]), list(source.tokens[place:end_place]))
        if name != FIRST or section.text.strip():
            sections.append(section)
    return sections


def _body_start(lines: list[str]) -> int:
    """The first line (from 1) after the front matter."""
    if lines and lines[0].strip() == "---":
        for number, line in enumerate(lines[1:], start=2):
            if line.strip() == "---":
                return number + 1
    return 1
