"""One document as data. Everything in it was written by the learner or by a parser that read what they wrote: it is cleaned
and counted when it comes in, and never executed, opened or followed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workers.cleaning import clean_text
from workers.judge.errors import LearnerError

MAX_TEXT = 1_000_000


@dataclass(frozen=True)
class Counts:
    """Chinese characters, words in Latin letters, and all characters but white space."""

    han: int
    words: int
    characters: int

    @property
    def language(self) -> str:
        """zh or en: a Chinese character carries about as much as 0.6 of an English word."""
        return "zh" if self.han * 0.6 >= self.words else "en"


@dataclass(frozen=True)
class Page:
    """A page, a slide, or the whole of a text. `smallest` and `usual` are font sizes in points, 0 where none is stated."""

    number: int
    text: str
    counts: Counts
    smallest: float
    usual: float
    notes: str


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    page: int


@dataclass(frozen=True)
class Link:
    """`text` of a Markdown picture is `![its description]`."""

    text: str
    url: str
    page: int


@dataclass(frozen=True)
class Code:
    language: str
    text: str
    page: int
    line: int


@dataclass(frozen=True, kw_only=True)
class Picture:
    """`hash` are 64 bits (see `distance`), `deviation` that of the grey values, `ink` the drawn share, `strokes` the share of
    neighbouring pixels with a line's edge between them, `lines` that of pixels unlike their surroundings, `even` that of pixels
    like the next ones, `thumbnail` a small PNG made in the sandbox."""

    page: int
    format: str
    width: int
    height: int
    hash: str
    deviation: float
    ink: float
    colours: int
    strokes: float
    lines: float
    even: float
    thumbnail: bytes

    def distance(self, other: str) -> int:
        """In how many of 64 bits the perceptual hashes differ: up to about 10 the pictures look alike."""
        return (int(self.hash, 16) ^ int(other, 16)).bit_count()


@dataclass(frozen=True, kw_only=True)
class Document:
    """`kind` is markdown, pdf, slides, picture or text. Pages count from 1; a text has one."""

    path: str
    kind: str
    title: str
    pages: Sequence[Page]
    headings: Sequence[Heading]
    links: Sequence[Link]
    code: Sequence[Code]
    formulas: Sequence[str]
    tables: int
    pictures: Sequence[Picture]

    @property
    def text(self) -> str:
        return "\n".join(page.text for page in self.pages)

    @property
    def counts(self) -> Counts:
        """Of the whole document."""
        parts = [page.counts for page in self.pages]
        return Counts(sum(p.han for p in parts), sum(p.words for p in parts), sum(p.characters for p in parts))

    @property
    def language(self) -> str:
        return self.counts.language

    def section(self, *names: str) -> str | None:
        """The text below the first heading that contains one of `names`, up to the next heading of its level or a higher one."""
        for index, heading in enumerate(self.headings):
            if any(name.casefold() in heading.text.casefold() for name in names):
                return self._below(index)
        return None

    def _below(self, index: int) -> str:
        """Text is found by its heading's words, so that it works for pages of a PDF as for Markdown."""
        heading = self.headings[index]
        following = [other for other in self.headings[index + 1 :] if other.level <= heading.level]
        start = self._place(heading, 0)
        end = self._place(following[0], start) if following else len(self.text)
        return self.text[start:end]

    def _place(self, heading: Heading, start: int) -> int:
        """The first character after the heading's line (of its start where another section ends)."""
        page_start = sum(len(page.text) + 1 for page in self.pages if page.number < heading.page)
        found = self.text.find(heading.text, max(start, page_start))
        if found < 0:
            return max(start, page_start)
        return found if start else found + len(heading.text)


def read_document(path: str, raw: Any, thumbnails: Sequence[bytes]) -> Document:
    """Builds a document from what the guest said. Raises LearnerError("protocol") for anything out of form."""
    try:
        return _read(path, raw, thumbnails)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise LearnerError("protocol") from None


def _read(path: str, raw: Mapping[str, Any], thumbnails: Sequence[bytes]) -> Document:
    return Document(
        path=path,
        kind=_word(raw["kind"], 20),
        title=_word(raw["title"]),
        pages=[_page(number, page) for number, page in enumerate(raw["pages"], start=1)],
        headings=[Heading(_whole(item["level"]), _word(item["text"]), _whole(item["page"])) for item in raw["headings"]],
        links=[Link(_word(item["text"]), _word(item["url"], 1000), _whole(item["page"])) for item in raw["links"]],
        code=[
            Code(_word(item["language"], 40), _word(item["text"], 20_000), _whole(item["page"]), _whole(item["line"]))
            for item in raw["code"]
        ],
        formulas=[_word(item, 2000) for item in raw["formulas"]],
        tables=_whole(raw["tables"]),
        pictures=[_picture(item, data) for item, data in zip(raw["pictures"], thumbnails, strict=True)],
    )


def _page(number: int, raw: Mapping[str, Any]) -> Page:
    counts = Counts(_whole(raw["han"]), _whole(raw["words"]), _whole(raw["characters"]))
    return Page(
        number,
        _word(raw["text"], MAX_TEXT),
        counts,
        _number(raw.get("smallest", 0.0)),
        _number(raw.get("usual", 0.0)),
        _word(raw.get("notes", ""), 20_000),
    )


def _picture(raw: Mapping[str, Any], thumbnail: bytes) -> Picture:
    value = _word(raw["hash"], 16)
    int(value, 16)
    return Picture(
        page=_whole(raw["page"]),
        format=_word(raw["format"], 12),
        width=_whole(raw["width"]),
        height=_whole(raw["height"]),
        hash=value,
        deviation=_number(raw["deviation"]),
        ink=_number(raw["ink"]),
        colours=_whole(raw["colours"]),
        strokes=_number(raw["strokes"]),
        lines=_number(raw["lines"]),
        even=_number(raw["even"]),
        thumbnail=thumbnail,
    )


def _word(value: Any, limit: int = 300) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return clean_text(value, limit)


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("not a whole number")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("not a number")
    return float(value)
