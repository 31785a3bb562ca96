"""Zero-insertion by np.kron and a box sum; figures with a falling range instead of autorange."""

import numpy as np


def up(x):
    stuffed = np.kron(x, [[1, 0], [0, 0]])[:-1, :-1]
    padded = np.pad(stuffed, 2)
    return np.lib.stride_tricks.sliding_window_view(padded, (3, 3)).sum(axis=(2, 3))


def picture(z, words):
    rows, columns = z.shape
    return {
        "layout": {"title": words, "yaxis": {"range": [rows - 0.5, -0.5]}, "width": 40 * columns + 120},
        "data": [{"z": [[float(v) for v in row] for row in z], "type": "heatmap", "showscale": True}],
    }


def render(x, figure):
    for name, z in {"overlap": up(np.ones(x.shape)), "input": x, "output": up(x)}.items():
        figure(name, picture(z, f"{name} {z.shape}"))
