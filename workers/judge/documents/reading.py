"""Has the handed-in files read, one after another, by a guest process; shows what was read; says what cannot be read."""

import base64
import json
from collections.abc import Callable
from typing import Any

from workers.judge.documents.document import Document, read_document
from workers.judge.errors import CheckFailed, LearnerError
from workers.judge.messages import REASONS, say
from workers.judge.process import LearnerProcess
from workers.spec import Text

PREVIEW_TEXT = 20_000
PREVIEW_PICTURES = 8
PREVIEW_BYTES = 160 << 10
PREVIEW_ITEMS = 60


class Reader:
    """Reads through one guest process as long as it lives, then through the next."""

    def __init__(self, start: Callable[[], LearnerProcess]) -> None:
        self._start = start
        self._process: LearnerProcess | None = None

    def read(self, path: str, data: bytes) -> Document:
        """Raises CheckFailed with the reason where the file cannot be read."""
        try:
            return self._read(path, data)
        except LearnerError as error:
            reason = error.kind if error.kind in ("timeout", "memory") else "protocol"
            raise CheckFailed(unreadable(path, reason)) from None

    def close(self) -> None:
        if self._process is not None:
            self._process.close()

    def _read(self, path: str, data: bytes) -> Document:
        if self._process is None or not self._process.alive:
            self._process = self._start()
        message = self._process.request({"op": "document", "path": path}, [data])
        refused = message.header.get("refused")
        if isinstance(refused, str):
            raise CheckFailed(unreadable(path, refused, str(message.header.get("detail", ""))))
        return read_document(path, *_parts(message.header.get("size"), message.blob))


def unreadable(path: str, reason: str, detail: str = "") -> Text:
    # A parser's own words are for nobody but whoever knows that parser; numbers of pages and pixels help.
    said = detail if reason in ("pages", "pixels") else ""
    return say("unreadable", path=path, reason=REASONS.get(reason, REASONS["broken"]), detail=said)


def _parts(size: object, blob: bytes) -> tuple[Any, list[bytes]]:
    if type(size) is not int or not 0 <= size <= len(blob):
        raise LearnerError("protocol")
    try:
        raw = json.loads(blob[:size])
        if not isinstance(raw["pictures"], list):
            raise TypeError("not a list")
        sizes = [picture["thumbnail"] for picture in raw["pictures"]]
    except (ValueError, RecursionError, KeyError, TypeError):
        raise LearnerError("protocol") from None
    thumbnails, offset = [], size
    for length in sizes:
        if type(length) is not int or length < 0 or offset + length > len(blob):
            raise LearnerError("protocol")
        thumbnails.append(blob[offset : offset + length])
        offset += length
    return raw, thumbnails


def preview(document: Document) -> dict[str, Any]:
    """What a page shows of a document: counts, headings, the beginning of its text, and small pictures."""
    counts = document.counts
    room = PREVIEW_BYTES
    pictures: list[dict[str, Any]] = []
    for picture in document.pictures[:PREVIEW_PICTURES]:
        room -= len(picture.thumbnail)
        if room < 0:
            break
        facts = {"page": picture.page, "width": picture.width, "height": picture.height, "hash": picture.hash}
        pictures.append({**facts, "png": base64.b64encode(picture.thumbnail).decode()})
    return {
        "path": document.path,
        "kind": document.kind,
        "pages": len(document.pages),
        "language": document.language,
        "han": counts.han,
        "words": counts.words,
        "formulas": len(document.formulas),
        "tables": document.tables,
        "links": len(document.links),
        "code": len(document.code),
        "picture_count": len(document.pictures),
        "headings": [{"level": one.level, "text": one.text} for one in document.headings[:PREVIEW_ITEMS]],
        "text": document.text[:PREVIEW_TEXT],
        "is_cut": len(document.text) > PREVIEW_TEXT,
        "pictures": pictures,
    }
