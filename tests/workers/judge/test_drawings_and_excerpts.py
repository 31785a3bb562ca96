"""What tells a drawing from other pictures, copied text known by hashes alone, and line references into sources."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw
from sklearn.datasets import load_sample_images

from tests.workers.judge.test_documents import boxes, png, read
from workers.judge.documents.excerpts import Lines, missing, read_lines
from workers.judge.documents.images import undrawn
from workers.judge.documents.shingles import copied, shingles, unquoted


def saved(image: Image.Image, form: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form)
    return buffer.getvalue()


def photographed(drawing: bytes) -> bytes:
    """A drawing on paper in uneven light, with a sensor's noise."""
    grey = np.asarray(Image.open(io.BytesIO(drawing)).convert("L"), dtype=float) / 255
    rows, columns = np.mgrid[0 : grey.shape[0], 0 : grey.shape[1]]
    light = 215 - 120 * (0.6 * columns / grey.shape[1] + 0.4 * rows / grey.shape[0])
    shot = light * (0.3 + 0.7 * grey) + np.random.default_rng(0).normal(0, 8, grey.shape)
    return saved(Image.fromarray(np.stack([shot, 0.97 * shot, 0.9 * shot], -1).clip(0, 255).astype("u1")), "JPEG")


def fine(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((100, 200, 300, 400), outline="#999999", width=2)
    draw.rectangle((500, 200, 700, 400), outline="#999999", width=2)
    draw.line((300, 300, 500, 300), fill="#999999", width=2)


NOISE = np.random.default_rng(0).integers(0, 256, (600, 900, 3)).astype("u1")
SLOPE = np.tile(np.linspace(0, 255, 900).astype("u1"), (600, 1))


@pytest.mark.parametrize(
    "drawing",
    [png(draw=boxes), photographed(png((1800, 1200), boxes)), png(draw=fine)],
    ids=["screen", "photographed paper", "pencil"],
)
def test_drawings_pass(drawing: bytes) -> None:
    assert undrawn(read("a.jpg" if drawing[:2] == b"\xff\xd8" else "a.png", drawing).pictures[0]) is None


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (png(), "hardly any lines"),
        (saved(Image.fromarray(SLOPE)), "hardly any lines"),
        (saved(Image.fromarray(NOISE)), "noise"),
        *[(saved(Image.fromarray(photo)), "photograph") for photo in load_sample_images().images],
    ],
    ids=["blank", "gradient", "noise", "china", "flower"],
)
def test_other_pictures_do_not(picture: bytes, said: str) -> None:
    why = undrawn(read("a.png", picture).pictures[0])
    assert why is not None
    assert said in why["en"]


SOURCE = "We keep no abstract here, yet a run of its words is found again by the hashes of its parts."


def test_copied_words_are_found_by_hashes() -> None:
    known = set(shingles(SOURCE))
    assert copied(f"As they write: {SOURCE.upper()}", known) == len(known) == 13
    assert copied("Hashes of its parts are enough to find a run of words again, and no abstract is kept.", known) == 0
    assert copied("一次只对一行", set(shingles("一次只对一行"))) == 0  # shorter than eight
    assert not any(word in "".join(known) for word in ("abstract", "hashes"))


def test_block_quotations_are_left_out() -> None:
    assert copied(unquoted(f"My view.\n> {SOURCE}\n  > {SOURCE}\n"), set(shingles(SOURCE))) == 0


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ([3, 5], Lines(3, 5)),
        ([4], Lines(4, 4)),
        (7, Lines(7, 7)),
        ("3-5", Lines(3, 5)),
        ("L3–L5", Lines(3, 5)),
        ("8", Lines(8, 8)),
        (True, None),
        ([1, True], None),
        ([1, 2, 3], None),
        ("3..5", None),
        ({"from": 1}, None),
        (None, None),
        ("9" * 1000, None),
    ],
)
def test_line_references_as_learners_write_them(value: object, lines: Lines | None) -> None:
    assert read_lines(value) == lines


SOURCES = {"code/net.py": "# a net\n\ndef f(x):\n    return x\n" + "y = 1\n" * 100}


@pytest.mark.parametrize(
    ("path", "lines", "said"),
    [
        ("code/net.py", Lines(3, 4), None),
        ("code/net.py", Lines(104, 104), None),
        ("code/other.py", Lines(1, 1), "code/net.py"),
        ("../judge.py", Lines(1, 1), "there is no file"),
        ("code/net.py", Lines(104, 105), "104 lines"),
        ("code/net.py", Lines(0, 3), "not among"),
        ("code/net.py", Lines(4, 3), "not among"),
        ("code/net.py", Lines(1, 2), "no code"),
        ("code/net.py", Lines(3, 90), "at most 60"),
    ],
)
def test_lines_resolve_or_say_why(path: str, lines: Lines, said: str | None) -> None:
    why = missing(SOURCES, path, lines)
    assert why is None if said is None else said in (why or {})["en"]
