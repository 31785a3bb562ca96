"""Shared by this week's figure scripts: writing the JSON and drawing the static fallback."""

import json
from pathlib import Path

HERE = Path(__file__).parent
CLEAR = "rgba(0,0,0,0)"


def text(zh, en):
    return {"zh": zh, "en": en}


def layout(title, x, y, **more):
    return {
        "title": {"text": title, "y": 0.98, "yanchor": "top"},  # clear of the buttons below it
        "xaxis": {"title": {"text": x}, **more.pop("xaxis", {})},
        "yaxis": {"title": {"text": y}, **more.pop("yaxis", {})},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        **more,
    }


def save(slug, alt, data, layout, frames=None):
    figure = {"alt": alt, "data": data, "layout": layout}
    if frames:
        figure["frames"] = frames
    (HERE / f"{slug}.json").write_text(json.dumps(figure, ensure_ascii=False, indent=1) + "\n")


def save_svg(slug, draw):
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": slug, "svg.fonttype": "path"})
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(figsize=(6.4, 3.6))
    draw(ax)
    fig.tight_layout()
    fig.savefig(HERE / f"{slug}.svg", transparent=True, metadata={"Date": None})
    plt.close(fig)


def buttons(labels, visible, titles=None):
    """A row of buttons right above the plot; button k shows the traces of `visible[k]` under the title `titles[k]`."""
    args = [[{"visible": shown}] for shown in visible]
    if titles:
        args = [[*one, {"title.text": title}] for one, title in zip(args, titles)]
    return [
        {
            "type": "buttons",
            "direction": "right",
            "x": 0,
            "xanchor": "left",
            "y": 1.03,
            "yanchor": "bottom",
            "buttons": [{"label": label, "method": "update", "args": one} for label, one in zip(labels, args)],
        }
    ]


def slider(labels, prefix):
    """Steps that go to the frames of the same names."""
    return [
        {
            "active": 0,
            "currentvalue": {"prefix": prefix},
            "pad": {"t": 50},
            "steps": [
                {
                    "label": label,
                    "method": "animate",
                    "args": [
                        [label],
                        {"mode": "immediate", "frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}},
                    ],
                }
                for label in labels
            ],
        }
    ]
