"""What a page needs from outside to be rendered, and what comes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypedDict

Language = Literal["zh", "en"]


class UnknownTarget(LookupError):
    """A link, cell or figure that leads nowhere; its message is for the author."""


@dataclass(frozen=True)
class Link:
    """Where a link leads; `title` stands in where the author gave no text."""

    href: str
    title: str = ""


@dataclass(frozen=True)
class CellView:
    """A runnable cell in the page's language, and what it printed when it was last run (None = not recorded)."""

    source: str
    output: str | None


@dataclass(frozen=True)
class FigureView:
    url: str
    fallback_url: str
    data_url: str
    alt: str


def _no_link(address: str) -> Link:
    raise UnknownTarget(f"nothing here resolves {address}")


@dataclass(frozen=True)
class Surroundings:
    """`resolve` turns an address like res:d2l-zh into a Link; it raises UnknownTarget."""

    language: Language
    resolve: Callable[[str], Link] = _no_link
    cells: Mapping[str, CellView] = field(default_factory=dict)
    figures: Mapping[str, FigureView] = field(default_factory=dict)
    misconceptions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mistake:
    """Something that the author must mend; `line` counts from 1 within the text."""

    line: int
    message: str


class Entry(TypedDict):
    """One line of a table of contents."""

    level: int
    id: str
    title: str


@dataclass(frozen=True)
class Rendered:
    html: str
    contents: list[Entry]
    mistakes: list[Mistake]
