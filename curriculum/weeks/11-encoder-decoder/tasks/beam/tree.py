"""The picture beside a run: the beam of 2 on lesson 4's table."""

from typing import Any

# (depth, height, label, kept): every candidate of a beam of 2
NODES = [
    (0, 0.0, "start", True),
    (1, 2.0, "a 0.50", True),
    (1, 0.0, "b 0.40", True),
    (1, -2.0, "eos 0.10", False),
    (2, 3.0, "a a 0.175", False),
    (2, 2.0, "a b 0.125", False),
    (2, 1.0, "a eos 0.200", True),
    (2, 0.0, "b a 0.024", False),
    (2, -1.0, "b b 0.016", False),
    (2, -2.0, "b eos 0.360", True),
]
PARENTS = [None, 0, 0, 0, 1, 1, 1, 2, 2, 2]


def tree_figure() -> dict[str, Any]:
    edges_x: list[float | None] = []
    edges_y: list[float | None] = []
    for node, parent in zip(NODES, PARENTS, strict=True):
        if parent is not None:
            edges_x += [NODES[parent][0], node[0], None]
            edges_y += [NODES[parent][1], node[1], None]
    return {
        "data": [
            {"type": "scatter", "mode": "lines", "x": edges_x, "y": edges_y, "line": {"color": "#999"}, "showlegend": False},
            *(_nodes(kept) for kept in (True, False)),
        ],
        "layout": {
            "title": {"text": {"zh": "束宽 2，三词表", "en": "A beam of 2 on the three-word table"}},
            "xaxis": {"title": {"text": {"zh": "步", "en": "step"}}, "dtick": 1, "range": [-0.2, 2.6]},
            "yaxis": {"visible": False},
        },
    }


def _nodes(kept: bool) -> dict[str, Any]:
    shown = [node for node in NODES if node[3] is kept]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [node[0] for node in shown],
        "y": [node[1] for node in shown],
        "text": [node[2] for node in shown],
        "textposition": "top right",
        "marker": {"size": 11, "color": "#2563eb" if kept else "#bbb"},
        "name": {"zh": "留下", "en": "kept"} if kept else {"zh": "剪掉", "en": "pruned"},
    }
