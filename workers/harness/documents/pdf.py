"""PDF files by pypdf: text and font sizes of each page, outline, links, embedded pictures."""

import importlib
import io
from typing import Any

from workers.harness.documents.findings import MAX_PAGES, Findings, Unreadable
from workers.harness.documents.pictures import add_embedded

_HEADING_FACTOR = 1.25  # a line set this much larger than most of the text is taken for a heading
_MAX_PICTURES_A_PAGE = 20


def read_pdf(data: bytes) -> Findings:
    pypdf: Any = importlib.import_module("pypdf")
    if not data.startswith(b"%PDF-"):
        raise Unreadable("not_a", "PDF")
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise Unreadable("encrypted")
        if len(reader.pages) > MAX_PAGES:
            raise Unreadable("pages", f"{len(reader.pages)}, at most {MAX_PAGES}")
        return _read(reader)
    except Unreadable:
        raise
    except RecursionError:
        raise Unreadable("broken", "nested too deeply") from None
    except MemoryError:
        raise
    except Exception as error:  # whatever a damaged file makes the parser raise
        raise Unreadable("broken", f"{type(error).__name__}: {error}") from None


def _read(reader: Any) -> Findings:
    found = Findings("pdf")
    lines: list[tuple[float, str, int]] = []
    for number, page in enumerate(reader.pages, start=1):
        sizes: dict[float, int] = {}
        text = page.extract_text(visitor_text=_sizes_into(sizes, lines, number)) or ""
        found.page(text, smallest=min(sizes, default=0.0), usual=max(sizes, key=lambda size: sizes[size], default=0.0))
        _links(found, page, number)
        _pictures(found, page, number)
    if not _outline(found, reader):
        _large_lines(found, lines)
    metadata = reader.metadata
    found.title = str((metadata.title if metadata else "") or "")[:300]
    return found


def _sizes_into(sizes: dict[float, int], lines: list[tuple[float, str, int]], number: int) -> Any:
    """A visitor that counts the characters of each font size and keeps the pieces with their size."""

    def visit(text: str, _cm: Any, matrix: list[float], _font: Any, size: float) -> None:
        if text.strip():
            scale = abs(matrix[3]) or abs(matrix[0]) or 1.0
            points = round(abs(float(size)) * scale, 1)
            sizes[points] = sizes.get(points, 0) + len(text.strip())
            lines.append((points, text.strip(), number))

    return visit


def _outline(found: Findings, reader: Any) -> bool:
    """Headings as the file itself lists them; False if it lists none."""

    def walk(items: list[Any], level: int) -> None:
        for item in items:
            if isinstance(item, list):
                walk(item, level + 1)
            else:
                page = reader.get_destination_page_number(item)
                found.heading(min(level, 6), str(item.title or ""), 1 + (page if isinstance(page, int) and page >= 0 else 0))

    walk(list(reader.outline), 1)
    return bool(found.headings)


def _large_lines(found: Findings, lines: list[tuple[float, str, int]]) -> None:
    weights: dict[float, int] = {}
    for size, text, _page in lines:
        weights[size] = weights.get(size, 0) + len(text)
    usual = max(weights, key=lambda size: weights[size], default=0.0)
    larger = sorted({size for size in weights if usual and size >= _HEADING_FACTOR * usual}, reverse=True)
    for size, text, page in lines:
        if size in larger and len(text) <= 120:
            found.heading(min(6, larger.index(size) + 1), text, page)


def _links(found: Findings, page: Any, number: int) -> None:
    for reference in page.get("/Annots") or ():
        action = (reference.get_object() or {}).get("/A")
        url = action.get_object().get("/URI") if action is not None else None
        if url:
            found.link("", str(url), number)


def _pictures(found: Findings, page: Any, number: int) -> None:
    for index, name in enumerate(page.images.keys()):
        if index >= _MAX_PICTURES_A_PAGE:
            return
        try:
            data = page.images[name].data
        except MemoryError:
            raise
        except Exception:  # noqa: S112 - a picture in a form that is not decoded is no picture for us
            continue
        add_embedded(found, data, number)
