"""What the page of a run shows: the gradients' norms and the confusion matrix."""

import numpy as np


def norm_figure(norms):
    return {
        "data": [
            {
                "type": "bar",
                "x": [name.removesuffix(".weight") for name in norms],
                "y": [float(f"{v:.4g}") for v in norms.values()],
            }
        ],
        "layout": {
            "title": {"text": {"zh": "刚初始化时各卷积的梯度范数", "en": "Gradient norm of each convolution at the start"}},
            "yaxis": {"type": "log"},
            "margin": {"b": 130},
        },
    }


def confusion(y, got, classes):
    table = np.zeros((classes, classes), dtype=int)
    np.add.at(table, (y, np.clip(got, 0, classes - 1)), 1)
    names = [str(n) for n in range(classes)]
    return {
        "data": [
            {
                "type": "heatmap",
                "z": table.tolist(),
                "x": names,
                "y": names,
                "colorscale": "Blues",
                "showscale": False,
                "texttemplate": "%{z}",
            }
        ],
        "layout": {
            "title": {"text": {"zh": "混淆矩阵（隐藏测试集）", "en": "Confusion matrix (hidden images)"}},
            "xaxis": {"title": {"text": {"zh": "预测", "en": "predicted"}}, "type": "category"},
            "yaxis": {"title": {"text": {"zh": "真实", "en": "true"}}, "type": "category", "autorange": "reversed"},
        },
    }
