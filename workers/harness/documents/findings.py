"""What a parser finds in one document: plain data with caps, and small re-encoded pictures beside it."""

import re
from dataclasses import asdict, dataclass, field
from typing import Any

MAX_TEXT = 1_000_000
MAX_PAGES = 300
MAX_ITEMS = 1_000
MAX_PICTURES = 60

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")


class Unreadable(ValueError):
    """The file cannot be read as what it says it is. `code` is a row of the judge's table of reasons."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail[:300]


@dataclass
class Findings:
    """`pages` are pages of a PDF, slides, or the one text of everything else; positions count from 1."""

    kind: str  # markdown, pdf, slides, picture, text
    pages: list[dict[str, Any]] = field(default_factory=list)
    headings: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    code: list[dict[str, Any]] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    tables: int = 0
    pictures: list[dict[str, Any]] = field(default_factory=list)
    title: str = ""
    thumbnails: list[bytes] = field(default_factory=list)

    def page(self, text: str, **more: Any) -> None:
        """One page's text, as far as there is room for it."""
        if len(self.pages) >= MAX_PAGES:
            raise Unreadable("pages", f"more than {MAX_PAGES}")
        room = MAX_TEXT - sum(len(page["text"]) for page in self.pages)
        self.pages.append({"text": text[: max(0, room)], **counts(text), **more})

    def heading(self, level: int, text: str, page: int) -> None:
        self._add(self.headings, {"level": level, "text": " ".join(text.split())[:300], "page": page})

    def link(self, text: str, url: str, page: int) -> None:
        self._add(self.links, {"text": text[:300], "url": url[:1000], "page": page})

    def snippet(self, language: str, text: str, page: int, line: int = 0) -> None:
        self._add(self.code, {"language": language[:40], "text": text[:20_000], "page": page, "line": line})

    def picture(self, facts: dict[str, Any], thumbnail: bytes) -> None:
        if len(self.pictures) < MAX_PICTURES:
            self.pictures.append({**facts, "thumbnail": len(thumbnail)})
            self.thumbnails.append(thumbnail)

    def plain(self) -> dict[str, Any]:
        """Everything but the thumbnails' bytes, as JSON."""
        fields = asdict(self)
        del fields["thumbnails"]
        return fields | {"formulas": [formula[:2000] for formula in self.formulas[:MAX_ITEMS]]}

    @staticmethod
    def _add(items: list[dict[str, Any]], item: dict[str, Any]) -> None:
        if len(items) < MAX_ITEMS:
            items.append(item)


def counts(text: str) -> dict[str, int]:
    """{han: Chinese characters, words: words in Latin letters, characters: all but white space}."""
    return {"han": len(_HAN.findall(text)), "words": len(_WORD.findall(text)), "characters": len("".join(text.split()))}
