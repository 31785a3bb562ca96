"""The figure of a run: how many numbers train."""

from typing import Any


def trainable_figure(n_in: int, n_out: int, adapters: dict[int, int]) -> dict[str, Any]:
    """Bars on a logarithmic axis: the whole layer, and what was found in adapter_state for each rank."""
    names = [f"r = {r}" for r in adapters] + [{"zh": "全量", "en": "full"}]
    counts = [*adapters.values(), n_in * n_out + n_out]
    bars = {"type": "bar", "x": list(range(len(counts))), "y": counts, "text": [f"{count:,}" for count in counts]}
    axis = {"tickmode": "array", "tickvals": list(range(len(counts))), "ticktext": names}
    layout = {
        "xaxis": axis | {"title": {"text": {"zh": "适配器的秩", "en": "rank of the adapter"}}},
        "yaxis": {"type": "log", "title": {"text": {"zh": "可训练参数", "en": "parameters that train"}}},
    }
    return {"data": [bars], "layout": layout}
