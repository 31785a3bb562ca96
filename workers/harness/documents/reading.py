"""Which reader a file gets, by its name; and what is said about it in the end."""

import json
import logging
from collections.abc import Callable
from typing import Any

from workers.harness.documents.findings import Findings, Unreadable
from workers.harness.documents.markdown import read_markdown, read_text
from workers.harness.documents.pdf import read_pdf
from workers.harness.documents.pictures import read_picture
from workers.harness.documents.slides import read_slides

READERS: dict[str, Callable[[bytes], Findings]] = {
    "md": read_markdown,
    "pdf": read_pdf,
    "pptx": read_slides,
    "png": read_picture,
    "jpg": read_picture,
    "jpeg": read_picture,
    "txt": read_text,
    "json": read_text,
    "py": read_text,
    "csv": read_text,
}


def read_document(path: str, data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """(header of the reply, its blobs): the findings as one blob of JSON, then the thumbnails; or why it cannot be read."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # what a parser has to say about a file is nothing that its author could use
    try:
        return _read(path, data)
    finally:
        logging.disable(before)


def _read(path: str, data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    reader = READERS.get(path.rpartition(".")[2].lower())
    try:
        if reader is None:
            raise Unreadable("extension")
        if not data:
            raise Unreadable("empty")
        found = reader(data)
    except Unreadable as error:
        return {"ok": True, "refused": error.code, "detail": error.detail}, []
    text = json.dumps(found.plain(), ensure_ascii=False).encode("utf-8", "replace")
    return {"ok": True, "size": len(text)}, [text, *found.thumbnails]
