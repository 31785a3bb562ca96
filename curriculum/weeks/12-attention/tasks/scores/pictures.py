"""Plotly figure of a run: the learner's weights, one row a query."""


def weights_figure(w):
    """Heat map of w[B,T]; keys that are masked have weight 0."""
    return {
        "data": [
            {
                "type": "heatmap",
                "z": [[round(float(x), 4) for x in row] for row in w],
                "zmin": 0,
                "zmax": 1,
                "colorscale": "Viridis",
            }
        ],
        "layout": {
            "title": {"text": {"zh": "四行各自的权重（右边是填充）", "en": "Weights of four rows (padding on the right)"}},
            "xaxis": {"title": {"text": {"zh": "键", "en": "keys"}}, "dtick": 1},
            "yaxis": {"title": {"text": {"zh": "批里的行", "en": "row of the batch"}}, "autorange": "reversed", "dtick": 1},
        },
    }
