"""Plotly figures of a run: which token moves which output, and what a longer sequence costs."""


def influence_figure(plain, causal):
    """Heat map of [output, changed token]; a button switches the causal mask on."""
    maps = ((plain, {"zh": "无掩码", "en": "no mask"}), (causal, {"zh": "因果", "en": "causal"}))
    data = [
        {"type": "heatmap", "z": [[round(float(x), 5) for x in row] for row in z], "colorscale": "Viridis", "visible": which == 0}
        for which, (z, _) in enumerate(maps)
    ]
    return {
        "data": data,
        "layout": {
            "title": {"text": {"zh": "改动一个词，哪些输出会动", "en": "Change one token: which outputs move"}},
            "xaxis": {"title": {"text": {"zh": "被改动的词", "en": "changed token"}}, "dtick": 1},
            "yaxis": {
                "title": {"text": {"zh": "输出的位置", "en": "position of the output"}},
                "autorange": "reversed",
                "dtick": 1,
            },
            "updatemenus": [
                {
                    "type": "buttons",
                    "direction": "right",
                    "x": 0,
                    "xanchor": "left",
                    "y": 1.03,
                    "yanchor": "bottom",
                    "buttons": [
                        {"label": name, "method": "update", "args": [{"visible": [which == 0, which == 1]}]}
                        for which, (_, name) in enumerate(maps)
                    ],
                }
            ],
        },
    }


def timing_figure(lengths, times):
    """Milliseconds against T, with the slope of T² through the last point."""
    last = times[-1]
    square = [last * (t / lengths[-1]) ** 2 for t in lengths]
    lines = ((times, {"zh": "实测", "en": "measured"}, "solid"), (square, {"zh": "正比于 T²", "en": "∝ T²"}, "dot"))
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": list(lengths),
                "y": [round(v, 3) for v in y],
                "name": name,
                "line": {"dash": dash},
            }
            for y, name, dash in lines
        ],
        "layout": {
            "title": {"text": {"zh": "序列加长的代价", "en": "What a longer sequence costs"}},
            "xaxis": {"title": {"text": "T"}, "type": "log"},
            "yaxis": {"title": {"text": {"zh": "毫秒", "en": "milliseconds"}}, "type": "log"},
        },
    }
