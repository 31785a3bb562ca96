"""PNG and JPEG pictures: decoded under a pixel cap, measured, and made small again. Nothing of the original file is kept."""

import importlib
import io
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from workers.harness.documents.findings import Findings, Unreadable
from workers.harness.documents.strokes import SIDE, even_share, line_share

MAX_PIXELS = 40_000_000
THUMBNAIL = 320
_HANDED_IN = ("PNG", "JPEG")
_EMBEDDED = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "JPEG2000")
_STATISTICS_SIDE = 256
_INK = 64  # how far from the background a grey value must lie to count as drawn


def read_picture(data: bytes) -> Findings:
    """A picture that was handed in as a file of its own."""
    found = Findings("picture")
    found.page("")
    found.picture(*measure(data, page=1, formats=_HANDED_IN))
    return found


def add_embedded(found: Findings, data: bytes, page: int) -> None:
    """A picture inside a document; one that cannot be decoded is counted by nobody."""
    try:
        found.picture(*measure(data, page=page, formats=_EMBEDDED))
    except Unreadable:
        return


def measure(data: bytes, *, page: int, formats: tuple[str, ...]) -> tuple[dict[str, Any], bytes]:
    """(facts, thumbnail as PNG). Raises Unreadable for what is no picture, is broken, or is too large to decode."""
    pil: Any = importlib.import_module("PIL.Image")
    pil.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pil.DecompressionBombWarning)
            image = pil.open(io.BytesIO(data), formats=formats)
            form, (width, height) = str(image.format), image.size
            if width * height > MAX_PIXELS:
                raise Unreadable("pixels", f"{width}×{height}")
            flat = _on_white(pil, image)
    except (pil.DecompressionBombError, pil.DecompressionBombWarning) as error:
        raise Unreadable("pixels", str(error)) from None
    except Unreadable:
        raise
    except Exception as error:  # decoders of damaged files raise whatever they like
        raise Unreadable("picture", str(error)) from None
    facts = {"page": page, "format": form, "width": width, "height": height, **_statistics(pil, flat)}
    flat.thumbnail((THUMBNAIL, THUMBNAIL))
    small = io.BytesIO()
    flat.quantize(64).save(small, "PNG", optimize=True)
    return facts, small.getvalue()


def _on_white(pil: Any, image: Any) -> Any:
    """The first frame in colour, transparent parts white."""
    image.load()
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    ground = pil.new("RGBA", layer.size, (255, 255, 255, 255))
    ground.alpha_composite(layer)
    return ground.convert("RGB")


def _statistics(pil: Any, image: Any) -> dict[str, Any]:
    """hash: 64 bits in hexadecimal; deviation of grey values (0…127); ink: drawn share; colours: distinct ones of 4,096;
    strokes: share of neighbouring pixels between which a line's edge runs; lines and even: see strokes.py."""
    small = image.resize((_STATISTICS_SIDE, _STATISTICS_SIDE), pil.Resampling.BILINEAR)
    colour = np.asarray(small, dtype=np.int64)
    grey = np.asarray(small.convert("L"), dtype=np.float64)
    background = float(np.bincount(grey.astype(np.int64).ravel(), minlength=256).argmax())
    edges = np.abs(np.diff(grey, axis=0))[:, :-1] + np.abs(np.diff(grey, axis=1))[:-1]
    page = np.asarray(image.convert("L").resize((SIDE, SIDE), pil.Resampling.BILINEAR), dtype=np.float64)
    keys = (colour[..., 0] >> 4 << 8) + (colour[..., 1] >> 4 << 4) + (colour[..., 2] >> 4)
    return {
        "hash": perceptual_hash(np.asarray(image.convert("L").resize((32, 32), pil.Resampling.LANCZOS), dtype=np.float64)),
        "deviation": round(float(grey.std()), 3),
        "ink": round(float((np.abs(grey - background) > _INK).mean()), 5),
        "colours": len(np.unique(keys)),
        "strokes": round(float((edges > _INK).mean()), 5),
        "lines": round(line_share(page), 5),
        "even": round(even_share(page), 5),
    }


def perceptual_hash(grey: npt.NDArray[np.float64]) -> str:
    """16 hexadecimal digits: which of the 64 lowest cosine coefficients of a 32×32 grey picture lie above their median.

    Alike pictures differ in few bits, whatever their size, format or brightness: of 60 random diagrams each scaled and saved
    as a JPEG differed in at most 2, any two of them in at least 12.
    """
    side = np.arange(32)
    basis = np.cos(np.pi * (2 * side[None, :] + 1) * side[:8, None] / 64)
    low = (basis @ grey @ basis.T).ravel()
    bits = low > np.median(low[1:])
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"
