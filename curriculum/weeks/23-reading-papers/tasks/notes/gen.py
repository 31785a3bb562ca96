"""Writes judge_data/pictures.json (hashes of the stock drawings) and the diagrams of reference/ and alt/.

python gen.py    (from this folder, with the course's Python; PYTHONPATH must hold the repository)

judge_data/abstracts.json is written by `python gen.py --abstract NAME < TEXT`: only hashes of its 8-grams are kept.
"""

import io
import json
import sys
from pathlib import Path

import drawings
import numpy as np
from PIL import Image

from workers.harness.documents.pictures import measure
from workers.judge.documents.shingles import shingles

HERE = Path(__file__).resolve().parent


def fingerprint(image):
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return measure(buffer.getvalue(), page=1, formats=("PNG",))[0]["hash"]


def stock():
    """Each stock drawing as it is, with dark and light swapped, and upside down (towers are drawn both ways)."""
    hashes = {}
    for name, draw in drawings.STOCK.items():
        image = draw().image
        hashes[name] = fingerprint(image)
        hashes[f"{name}-dark"] = fingerprint(Image.eval(image, lambda value: 255 - value))
        hashes[f"{name}-turned"] = fingerprint(image.transpose(Image.Transpose.FLIP_TOP_BOTTOM))
    about = "Perceptual hashes of stock diagrams that this course drew itself; see design.md for what they cover."
    write("pictures.json", {"about": about, "hashes": hashes})


def photographed(image, seed=0):
    """A drawing on paper as a phone sees it: uneven light, noise, a JPEG."""
    grey = np.asarray(image.resize((1400, round(1400 * image.height / image.width)))).astype(float) / 255
    rows, columns = np.mgrid[0 : grey.shape[0], 0 : grey.shape[1]]
    light = 225 - 90 * (0.5 * columns / grey.shape[1] + 0.5 * rows / grey.shape[0])
    shot = light * (0.3 + 0.7 * grey) + np.random.default_rng(seed).normal(0, 3, grey.shape)
    buffer = io.BytesIO()
    Image.fromarray(shot.clip(0, 255).astype("u1")).save(buffer, "JPEG", quality=35)
    return buffer.getvalue()


def diagrams(folder, form, **how):
    (HERE / folder / "diagrams").mkdir(parents=True, exist_ok=True)
    for paper, draw in drawings.OWN.items():
        sketch = draw(**how)
        data = sketch.png() if form == "png" else photographed(sketch.image)
        (HERE / folder / "diagrams" / f"{paper}.{form}").write_bytes(data)


def abstract(name, text):
    path = HERE / "judge_data" / "abstracts.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"shingles": {}}
    about = "Hashes of the abstracts' 8-grams, sorted; the texts themselves are not kept."
    write("abstracts.json", {"about": about, "shingles": kept["shingles"] | {name: sorted(set(shingles(text)))}})


def write(name, value):
    (HERE / "judge_data" / name).write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--abstract"]:
        abstract(sys.argv[2], sys.stdin.read())
    else:
        stock()
        diagrams("reference", "png")
        diagrams("alt/english", "png", shake=0.0)
        diagrams("alt/own-code", "jpg", shake=3.0, seed=7)
