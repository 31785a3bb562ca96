"""Post three pictures of a transposed convolution. Keep name and arguments as they are.

figure(id, plotly) shows {"data": [trace], "layout": {...}}: plain lists, numbers and strings (array.tolist()).
"""

import numpy as np  # noqa: F401

KERNEL, STRIDE = 3, 2


def render(x, figure):
    """x f64[H,W]; calls figure once for each of the ids "input", "output", "overlap"; returns None."""
