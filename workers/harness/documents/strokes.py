"""Whether a picture consists of lines on a page: measured against the brightness around each place, not one of the whole page,
because a drawing on paper that was photographed lies in light that falls off towards a corner."""

import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.float64]

SIDE = 512  # pictures are measured at this size
WINDOW = 33  # "around": about a sixteenth of the side
LINE = 14.0  # grey levels from the surroundings that make a line
STEP = 5.0  # grey levels from one pixel to the next that make it uneven


def line_share(grey: Grey) -> float:
    """Share of pixels that are clearly darker or lighter than their surroundings: 0 for a blank page or a gradient."""
    return float((np.abs(_mean(grey, 3) - _mean(grey, WINDOW)) > LINE).mean())


def even_share(grey: Grey) -> float:
    """Share of pixels that hardly differ from the next ones: high for paper between lines, low for a photograph or noise."""
    smooth = _mean(grey, 3)
    down = np.abs(np.diff(smooth, axis=0))[:, :-1]
    right = np.abs(np.diff(smooth, axis=1))[:-1]
    return float((np.maximum(down, right) <= STEP).mean())


def _mean(grey: Grey, window: int) -> Grey:
    """Mean over a window×window square around every pixel, the border repeated."""
    half = window // 2
    padded = np.pad(grey, ((half + 1, half), (half + 1, half)), mode="edge")
    total = padded.cumsum(axis=0).cumsum(axis=1)
    square = total[window:, window:] - total[:-window, window:] - total[window:, :-window] + total[:-window, :-window]
    means: Grey = square / window**2
    return means
