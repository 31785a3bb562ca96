"""Plotly figures of a run: the learner's weights, head by head, and what a longer sequence costs."""

GAP = 0.04


def weights_figure(plain, causal):
    """Heat maps of w[h,T,T], heads side by side; a button switches the causal mask on."""
    heads = len(plain)
    data, layout = [], {"title": {"text": {"zh": "各个头的注意力权重", "en": "Attention weights, head by head"}}, "height": 320}
    for which, maps in enumerate((plain, causal)):
        for h, w in enumerate(maps):
            axis = "" if h == 0 else str(h + 1)
            data.append(
                {
                    "type": "heatmap",
                    "z": [[round(float(x), 4) for x in row] for row in w],
                    "xaxis": f"x{axis}",
                    "yaxis": f"y{axis}",
                    "zmin": 0,
                    "zmax": 1,
                    "colorscale": "Viridis",
                    "showscale": h == heads - 1,
                    "visible": which == 0,
                }
            )
            left = h / heads
            name = {"text": {"zh": f"头 {h} 的键", "en": f"keys, head {h}"}}
            layout[f"xaxis{axis}"] = {"domain": [left, left + 1 / heads - GAP], "title": name, "anchor": f"y{axis}"}
            layout[f"yaxis{axis}"] = {"autorange": "reversed", "anchor": f"x{axis}", "showticklabels": h == 0}
    layout["yaxis"]["title"] = {"text": {"zh": "查询", "en": "queries"}}
    shown = [[i // heads == which for i in range(2 * heads)] for which in (0, 1)]
    names = ({"zh": "无掩码", "en": "no mask"}, {"zh": "因果", "en": "causal"})
    layout["updatemenus"] = [
        {
            "type": "buttons",
            "direction": "right",
            "x": 0,
            "xanchor": "left",
            "y": 1.05,
            "yanchor": "bottom",
            "buttons": [{"label": n, "method": "update", "args": [{"visible": s}]} for n, s in zip(names, shown)],
        }
    ]
    return {"data": data, "layout": layout}


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
