"""Markdown and plain text: headings, fenced code, formulas, links, tables and named pictures, read line by line.

A reader of our own: what counts here is structure, and a file of 256 KiB must not be able to make it slow.
"""

import re
from dataclasses import dataclass, field

from workers.harness.documents.findings import Findings, Unreadable

MAX_LINE = 10_000  # beyond it no links and formulas are looked for: the patterns cost a line's length times theirs
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})\s*([\w+.#-]*)")
_ATX = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$")
_SETEXT = re.compile(r"^ {0,3}(=+|-{2,})[ \t]*$")
_PICTURE = re.compile(r"!\[([^\]\n]{0,500})\]\(\s*<?([^)\s>]{1,500})>?[^)\n]{0,300}\)")
_LINK = re.compile(r"(?<!!)\[([^\]\n]{1,500})\]\(\s*<?([^)\s>]{1,1000})>?[^)\n]{0,300}\)")
_BARE = re.compile(r"(?<![(<\w])https?://[^\s<>)\]}\"'，。；、）】]{4,1000}")
_INLINE_FORMULA = re.compile(r"(?<![\\$])\$(?![\s$])([^$\n]{1,500}?)(?<![\s\\])\$(?!\d)")
_TABLE = re.compile(r"^\s*\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)+\|?\s*$")
_ANCHOR = re.compile(r"\s*\{#[\w-]+\}\s*$")


@dataclass
class _Reading:
    findings: Findings
    prose: list[str] = field(default_factory=list)
    fence: str = ""
    language: str = ""
    block: list[str] = field(default_factory=list)
    block_line: int = 0
    formula: list[str] | None = None


def read_markdown(data: bytes) -> Findings:
    """The structure of a Markdown file. `pages` holds its text once, code blocks left out."""
    reading = _Reading(Findings("markdown"))
    for number, line in enumerate(text_of(data).split("\n"), start=1):
        _line(reading, number, line)
    if reading.fence:
        _end_of_code(reading)
    found = reading.findings
    found.page("\n".join(reading.prose))
    found.title = next((heading["text"] for heading in found.headings if heading["level"] == 1), "")
    return found


def read_text(data: bytes) -> Findings:
    found = Findings("text")
    found.page(text_of(data))
    return found


def text_of(data: bytes) -> str:
    """UTF-8 with unix line ends. Raises Unreadable."""
    if b"\0" in data:
        raise Unreadable("binary")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise Unreadable("encoding", str(error)) from None


def _line(reading: _Reading, number: int, line: str) -> None:
    if reading.fence:
        if line.lstrip().startswith(reading.fence) and not line.strip().strip(reading.fence[0]):
            _end_of_code(reading)
        else:
            reading.block.append(line)
        return
    if reading.formula is not None:
        _formula_line(reading, line)
        return
    fence = _FENCE.match(line)
    if fence:
        reading.fence, reading.language, reading.block, reading.block_line = fence[1], fence[2], [], number + 1
        return
    if line.strip().startswith("$$"):
        reading.formula = []
        _formula_line(reading, line.strip()[2:])
        return
    _prose_line(reading, line)


def _formula_line(reading: _Reading, line: str) -> None:
    """A displayed formula ends with the next `$$`; what stands after it (its label) is no part of it."""
    before, closed, _after = line.partition("$$")
    assert reading.formula is not None
    reading.formula.append(before)
    if closed:
        reading.findings.formulas.append("\n".join(reading.formula).strip())
        reading.formula = None


def _prose_line(reading: _Reading, line: str) -> None:
    found = reading.findings
    heading = _ATX.match(line)
    if heading:
        found.heading(len(heading[1]), _ANCHOR.sub("", heading[2]), 1)
    elif _SETEXT.match(line) and reading.prose and reading.prose[-1].strip() and not reading.prose[-1].lstrip().startswith("|"):
        found.heading(1 if "=" in line else 2, reading.prose[-1], 1)
    elif _TABLE.match(line) and reading.prose and "|" in reading.prose[-1]:
        found.tables += 1
    _inline(found, line[:MAX_LINE])
    reading.prose.append(line)


def _inline(found: Findings, line: str) -> None:
    for alt, target in _PICTURE.findall(line):
        found.link(f"![{alt}]", target, 1)
    for text, target in _LINK.findall(line):
        found.link(text, target, 1)
    for url in _BARE.findall(_LINK.sub(" ", _PICTURE.sub(" ", line))):
        found.link("", url, 1)
    found.formulas += _INLINE_FORMULA.findall(line)


def _end_of_code(reading: _Reading) -> None:
    reading.findings.snippet(reading.language, "\n".join(reading.block), 1, reading.block_line)
    reading.fence = ""
