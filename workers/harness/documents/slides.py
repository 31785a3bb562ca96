"""Slides (.pptx) by python-pptx: text, titles and font sizes of each slide, links, tables, pictures."""

import importlib
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from workers.harness.documents.findings import MAX_PAGES, Findings, Unreadable
from workers.harness.documents.pictures import add_embedded

MAX_PARTS = 3_000
MAX_UNPACKED = 200 << 20
_MAX_DEPTH = 8


def read_slides(data: bytes) -> Findings:
    _check_archive(data)
    pptx: Any = importlib.import_module("pptx")
    try:
        deck = pptx.Presentation(io.BytesIO(data))
        slides = list(deck.slides)
        if len(slides) > MAX_PAGES:
            raise Unreadable("pages", f"{len(slides)}, at most {MAX_PAGES}")
        found = Findings("slides")
        for number, slide in enumerate(slides, start=1):
            _slide(found, slide, number)
        found.title = str(deck.core_properties.title or "")[:300]
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # whatever a damaged file makes the parser raise
        raise Unreadable("broken", f"{type(error).__name__}: {error}") from None
    return found


def _check_archive(data: bytes) -> None:
    """The file is an archive: how much it would unpack to is looked at before anything does."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable("not_a", f"PPTX: {error}") from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("encrypted")
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Unreadable("bomb")


def _slide(found: Findings, slide: Any, number: int) -> None:
    texts: list[str] = []
    sizes: list[float] = []
    for shape in _shapes(slide.shapes, 0):
        if shape.has_text_frame:
            texts.append(shape.text_frame.text)
            _runs(found, shape.text_frame, number, sizes)
        if getattr(shape, "has_table", False) and shape.has_table:
            found.tables += 1
            texts += [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
        blob = _picture_bytes(shape)
        if blob is not None:
            add_embedded(found, blob, number)
    title = slide.shapes.title
    if title is not None and title.has_text_frame and title.text_frame.text.strip():
        found.heading(1 if number == 1 else 2, title.text_frame.text, number)
    notes = slide.notes_slide.notes_text_frame.text if slide.has_notes_slide and slide.notes_slide.notes_text_frame else ""
    found.page("\n".join(texts), smallest=min(sizes, default=0.0), usual=sorted(sizes)[len(sizes) // 2] if sizes else 0.0)
    found.pages[-1]["notes"] = notes[:20_000]


def _shapes(shapes: Any, depth: int) -> Iterator[Any]:
    for shape in shapes:
        yield shape
        if depth < _MAX_DEPTH and hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes, depth + 1)


def _runs(found: Findings, frame: Any, number: int, sizes: list[float]) -> None:
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            size = run.font.size or paragraph.font.size
            if size is not None and run.text.strip():
                sizes.append(round(float(size.pt), 1))
            if run.hyperlink is not None and run.hyperlink.address:
                found.link(run.text, str(run.hyperlink.address), number)


def _picture_bytes(shape: Any) -> bytes | None:
    if not hasattr(shape, "image"):
        return None
    try:
        blob: bytes = shape.image.blob
    except (AttributeError, ValueError, KeyError):  # a placeholder without its picture, or one that is linked from outside
        return None
    return blob
