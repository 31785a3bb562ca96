"""Documents: what the readers find, what they refuse, and what a judge's checks say about it."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pptx
import pypdf
import pytest
from PIL import Image, ImageDraw
from pptx.util import Inches, Pt
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from workers.harness.documents.reading import read_document as read_there
from workers.judge.documents.checks import DocumentChecks
from workers.judge.documents.document import Document, read_document
from workers.judge.documents.overlap import overlap
from workers.judge.documents.reading import _parts, preview
from workers.judge.errors import CheckFailed, LearnerError
from workers.judge.messages import REASONS

NOTES = """---
# 残差网络 {#resnet}

开头一段。见 [论文](https://example.org/paper.pdf) 和 https://example.org/code 。

## 问题 Problem

越深的网络越难训练：$x_l$ 的梯度消失。

```python
# 这一行不是标题
y = x + f(x)
```

$$
y = x + F(x)
$$ (eq-res)

Limits
------

| 层 | 误差 |
|---|---|
| 34 | 7.4 |

![结构图](diagram.png "图")
"""


def png(size: tuple[int, int] = (900, 600), draw: Callable[[ImageDraw.ImageDraw], Any] | None = None, form: str = "PNG") -> bytes:
    image = Image.new("RGB", size, "white")
    if draw is not None:
        draw(ImageDraw.Draw(image))
    buffer = io.BytesIO()
    image.save(buffer, form)
    return buffer.getvalue()


def boxes(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((100, 200, 300, 400), outline="black", width=6)
    draw.rectangle((600, 200, 800, 400), outline="black", width=6)
    draw.line((300, 300, 600, 300), fill="black", width=6)
    draw.ellipse((380, 40, 560, 160), outline="black", width=6)
    draw.line((150, 400, 420, 560), fill="black", width=6)


def slides(**more: Any) -> bytes:
    deck = pptx.Presentation()
    for number, title in enumerate(["标题页", "方法"], start=1):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
        box = slide.shapes.add_textbox(Inches(1), Inches(2), Inches(5), Inches(1)).text_frame
        box.text = f"第 {number} 张的正文"
        box.paragraphs[0].runs[0].font.size = Pt(14)
        slide.notes_slide.notes_text_frame.text = "讲稿"
        slide.shapes.add_picture(io.BytesIO(png(draw=boxes)), Inches(1), Inches(3))
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def pdf(*pages: list[tuple[int, str]]) -> bytes:
    """Pages of (font size, line)."""
    writer = pypdf.PdfWriter()
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    for lines in pages:
        page = writer.add_blank_page(600, 800)
        names = DictionaryObject({NameObject(k): NameObject(v) for k, v in font.items()})
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(names)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        text = "".join(f"BT /F1 {size} Tf 50 {700 - 40 * row} Td ({line}) Tj ET\n" for row, (size, line) in enumerate(lines))
        stream.set_data(text.encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def read(path: str, data: bytes) -> Document:
    header, blobs = read_there(path, data)
    assert "refused" not in header, header
    return read_document(path, *_parts(header["size"], b"".join(blobs)))


def test_markdown() -> None:
    found = read("notes.md", NOTES.encode())
    assert [(one.level, one.text) for one in found.headings] == [(1, "残差网络"), (2, "问题 Problem"), (2, "Limits")]
    assert [(one.language, one.line) for one in found.code] == [("python", 11)]
    assert found.formulas == ["x_l", "y = x + F(x)"]
    assert found.tables == 1
    assert [link.url for link in found.links] == ["https://example.org/paper.pdf", "https://example.org/code", "diagram.png"]
    assert found.title == "残差网络"
    assert found.language == "zh"
    assert "y = x + f(x)" not in found.text
    assert "越深的网络" in (found.section("problem") or "")
    assert "7.4" not in (found.section("问题") or "")
    assert "7.4" in (found.section("局限", "Limits") or "")
    assert found.section("没有这一节") is None


SLOW = ["#" * 200_000, "$" * 100_000, "[" * 100_000, "|-" * 60_000, "![" * 60_000 + "](" * 60_000, "`" * 100_000]


@pytest.mark.parametrize("line", SLOW, ids=[line[:2] for line in SLOW])
def test_no_text_makes_the_reader_slow(line: str) -> None:
    read("notes.md", line.encode())


def test_pdf_pages_sizes_and_large_lines() -> None:
    body = [(11, f"A plain sentence of the page, number {row}, long enough to weigh.") for row in range(6)]
    found = read("paper.pdf", pdf([(24, "Residual learning"), *body], [(18, "Limits"), *body]))
    assert [(one.text, one.page, one.level) for one in found.headings] == [("Residual learning", 1, 1), ("Limits", 2, 2)]
    assert (found.pages[0].smallest, found.pages[0].usual) == (11.0, 11.0)
    assert found.language == "en"
    assert found.counts.words > 100
    assert "number 5" in (found.section("Limits") or "")


def test_slides() -> None:
    found = read("talk.pptx", slides())
    assert [(one.text, one.page) for one in found.headings] == [("标题页", 1), ("方法", 2)]
    assert "第 2 张的正文" in found.pages[1].text
    assert found.pages[1].notes == "讲稿"
    assert found.pages[0].smallest == 14.0
    assert [(one.page, one.width) for one in found.pictures] == [(1, 900), (2, 900)]


def test_a_picture_is_measured_and_known_again() -> None:
    drawn = read("a.png", png(draw=boxes)).pictures[0]
    smaller = read(
        "a.jpg", png((450, 300), lambda d: d.rectangle((50, 100, 150, 200), outline="black", width=3), "JPEG")
    ).pictures[0]
    same = Image.open(io.BytesIO(png(draw=boxes))).resize((600, 400))
    buffer = io.BytesIO()
    same.save(buffer, "JPEG", quality=60)
    again = read("b.jpg", buffer.getvalue()).pictures[0]
    assert drawn.distance(again.hash) <= 4
    assert drawn.distance(smaller.hash) > 10
    assert 0 < drawn.ink < 0.2
    assert drawn.strokes > 0
    assert Image.open(io.BytesIO(drawn.thumbnail)).size == (320, 213)


def test_a_preview_is_small_whatever_the_document() -> None:
    shown = preview(read("notes.md", ("# 标题\n" + "很长的正文。" * 100_000).encode()))
    assert (len(shown["text"]), shown["is_cut"], shown["han"]) == (20_000, True, 500_002)


def zipped(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def encrypted() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def huge_png() -> bytes:
    """A header that promises 50,000 × 50,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("path", "data", "code"),
    [
        ("a.md", b"", "empty"),
        ("a.md", b"a\0b", "binary"),
        ("a.md", "短文".encode("gbk"), "encoding"),
        ("a.docx", b"PK", "extension"),
        ("a.pdf", b"<html>", "not_a"),
        ("a.pdf", b"%PDF-1.7\n" + b"\xff" * 2000, "broken"),
        ("a.pdf", encrypted(), "encrypted"),
        ("a.pdf", pdf(*[[(11, "x")]] * 301), "pages"),
        ("a.pptx", b"PK\x03\x04nothing", "not_a"),
        ("a.pptx", zipped({"[Content_Types].xml": b"<a/>"}), "broken"),
        ("a.pptx", zipped({"ppt/media/a.png": b"\0" * (201 << 20)}), "bomb"),
        ("a.pptx", zipped({f"ppt/{number}": b"" for number in range(3001)}), "bomb"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "picture"),
        ("a.png", png()[:-200], "picture"),
        ("a.png", png(form="BMP"), "picture"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture"),
        ("a.png", huge_png(), "pixels"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason_that_has_words(path: str, data: bytes, code: str) -> None:
    header, blobs = read_there(path, data)
    assert (header["refused"], blobs) == (code, [])
    assert set(REASONS[code]) == {"zh", "en"}


@pytest.mark.parametrize(
    "spoilt",
    [
        {"kind": 3},
        {"pages": [{"text": "x"}]},
        {"headings": [{"level": "1", "text": "x", "page": 1}]},
        {"tables": -1},
        {"pictures": [{"thumbnail": 10**9}]},
        {"pictures": {}},
    ],
)
def test_a_reader_that_lies_about_its_form_is_not_believed(spoilt: dict[str, Any]) -> None:
    good = {
        "kind": "text",
        "title": "",
        "pages": [],
        "headings": [],
        "links": [],
        "code": [],
        "formulas": [],
        "tables": 0,
        "pictures": [],
    }
    read_document("a.md", good, [])
    blob = json.dumps({**good, **spoilt}).encode()
    with pytest.raises(LearnerError):
        read_document("a.md", *_parts(len(blob), blob))


CHECKS = DocumentChecks()


def said(check: Callable[[], Any]) -> str:
    with pytest.raises(CheckFailed) as failed:
        check()
    assert set(failed.value.text) == {"zh", "en"}
    return failed.value.text["en"]


def test_checks_say_what_is_missing() -> None:
    notes = read("notes.md", NOTES.encode())
    CHECKS.sections(notes, [("问题", "Problem"), ("Limits",)], at_least={"zh": 1, "en": 1})
    assert "“方法” / “Method”" in said(lambda: CHECKS.sections(notes, [("方法", "Method")]))
    assert "500 Chinese characters" in said(lambda: CHECKS.sections(notes, [("问题",)], at_least={"zh": 500, "en": 300}))
    assert "1000 Chinese characters" in said(lambda: CHECKS.length(notes, {"zh": 1000, "en": 600}))
    assert "at most 5 Chinese" in said(lambda: CHECKS.length(notes, {"zh": 1, "en": 1}, {"zh": 5, "en": 3}))


def test_copied_text_is_told_from_own_words() -> None:
    source = "We present a residual learning framework to ease the training of networks that are substantially deeper."
    copied = read("a.md", f"# Notes\n\n{source}\n".encode())
    own = read("a.md", b"# Notes\n\nThe authors let every block learn only what differs from its input, and add it back.\n")
    assert CHECKS.own_words(own, {"abstract": source}, 0.1) == {"abstract": 0.0}
    assert "“abstract”" in said(lambda: CHECKS.own_words(copied, {"abstract": source}, 0.1))
    assert overlap("越深的网络反而越难训练好", "大家发现越深的网络反而越难训练好") == 1.0
    assert overlap("短", "短") == 0.0


def test_pictures_are_large_enough_drawn_and_ones_own() -> None:
    diagram = read("a.png", png(draw=boxes))
    picture = CHECKS.picture(diagram)
    assert CHECKS.unlike(diagram, picture, ["0" * 16]) > 10
    assert "published" in said(lambda: CHECKS.unlike(diagram, picture, [picture.hash]))
    assert "blank" in said(lambda: CHECKS.picture(read("a.png", png())))
    assert "800" in said(lambda: CHECKS.picture(read("a.png", png((300, 200), boxes))))
