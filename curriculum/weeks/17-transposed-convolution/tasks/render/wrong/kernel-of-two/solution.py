"""Posts three pictures of a transposed convolution: its input, its output, and how many kernels cover each output cell."""

import numpy as np

KERNEL, STRIDE = 2, 2


def scatter_ones(x):
    """x [H,W] -> the transposed convolution with a KERNEL×KERNEL kernel of ones, stride STRIDE, no padding."""
    h, w = x.shape
    y = np.zeros(((h - 1) * STRIDE + KERNEL, (w - 1) * STRIDE + KERNEL))
    for u in range(KERNEL):
        for v in range(KERNEL):
            y[u : u + STRIDE * h : STRIDE, v : v + STRIDE * w : STRIDE] += x
    return y


def heatmap(z, title):
    """A Plotly figure with row 0 of z on top."""
    axis = {"showticklabels": False, "constrain": "domain"}
    return {
        "data": [{"type": "heatmap", "z": z.tolist(), "colorscale": "Viridis"}],
        "layout": {
            "title": {"text": f"{title}: {z.shape[0]}×{z.shape[1]}"},
            "xaxis": axis,
            "yaxis": {**axis, "scaleanchor": "x", "autorange": "reversed"},
        },
    }


def render(x, figure):
    """x f64[H,W]; calls figure(id, plotly) for the ids input, output and overlap."""
    figure("input", heatmap(x, "input"))
    figure("output", heatmap(scatter_ones(x), "output of the transposed convolution"))
    figure("overlap", heatmap(scatter_ones(np.ones_like(x)), "kernels that cover a cell"))
