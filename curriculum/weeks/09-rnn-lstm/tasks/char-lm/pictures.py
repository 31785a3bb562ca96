"""What a run shows: how surprising each character of a passage was, and text at three temperatures."""

import numpy as np


def surprise_figure(text: str, bits: np.ndarray, everything: np.ndarray) -> dict:
    """Bars: bits of each character of one hidden passage; a line: the mean over all passages."""
    shown = [{"\n": "⏎", " ": "␣"}.get(char, char) for char in text]
    places = list(range(len(text)))
    bars = {"type": "bar", "x": places, "y": np.round(bits, 3), "text": shown, "name": {"zh": "这一段", "en": "this passage"}}
    mean = {
        "type": "scatter",
        "mode": "lines",
        "x": places,
        "y": np.round(everything.mean(axis=0), 3),
        "name": {"zh": "所有段的平均", "en": "mean of all passages"},
    }
    return {
        "data": [bars, mean],
        "layout": {
            "xaxis": {"tickvals": places, "ticktext": shown, "tickangle": 0},
            "yaxis": {"title": {"text": {"zh": "比特", "en": "bits"}}},
            "margin": {"t": 24},
        },
    }


def samples_figure(samples: dict[float, str]) -> dict:
    """A table: the temperature and what the model wrote."""
    cells = [[f"{temperature:g}" for temperature in samples], [text.replace("\n", " ⏎ ") for text in samples.values()]]
    header = [{"zh": "温度", "en": "temperature"}, {"zh": "模型写的", "en": "what it wrote"}]
    table = {"type": "table", "columnwidth": [1, 8], "header": {"values": header}, "cells": {"values": cells, "align": "left"}}
    return {"data": [table], "layout": {"margin": {"t": 8, "b": 8}}}
