"""A small ablation that was really run: a narrow residual network on 8×8 digits, one change at a time, eight seeds."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from figure_files import layout, save, save_svg, slider, text
from sklearn.datasets import load_digits
from torch import nn

torch.set_num_threads(1)
pixels, labels = load_digits(return_X_y=True)
order = np.random.default_rng(0).permutation(len(labels))
X = torch.tensor(pixels / 8 - 1, dtype=torch.float32).view(-1, 1, 8, 8)[order]
Y = torch.tensor(labels)[order]
TRAIN, EPOCHS, BATCH, SEEDS = 300, 6, 25, 8

FULL = {"warm": True, "cosine": True, "smooth": 0.1, "decay": 5e-4, "norm": True}
ROWS = [
    (text("完整配方", "full recipe"), FULL),
    (text("去掉预热", "no warm-up"), FULL | {"warm": False}),
    (text("去掉余弦", "no cosine"), FULL | {"cosine": False}),
    (text("去掉标签平滑", "no smoothing"), FULL | {"smooth": 0.0}),
    (text("去掉权重衰减", "no decay"), FULL | {"decay": 0.0}),
    (text("去掉 BatchNorm", "no BatchNorm"), FULL | {"norm": False}),
]


class Block(nn.Module):
    def __init__(self, c, norm):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(c, c, 3, 1, 1), nn.Conv2d(c, c, 3, 1, 1)
        self.norm1, self.norm2 = (nn.BatchNorm2d(c) if norm else nn.Identity() for _ in range(2))

    def forward(self, x):
        return F.relu(x + self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x))))))


def accuracy(seed, warm, cosine, smooth, decay, norm):
    torch.manual_seed(seed)
    model = nn.Sequential(
        *(nn.Conv2d(1, 12, 3, 1, 1), nn.ReLU(), Block(12, norm), nn.MaxPool2d(2), Block(12, norm)),
        *(nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(48, 10)),
    )
    opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=decay)
    total, step = EPOCHS * TRAIN // BATCH, 0
    for _ in range(EPOCHS):
        for rows in torch.randperm(TRAIN).split(BATCH):
            factor = 0.5 * (1 + math.cos(math.pi * step / total)) if cosine else 1.0
            factor *= min(1.0, (step + 1) / 12) if warm else 1.0
            opt.param_groups[0]["lr"] = 0.1 * factor
            loss = F.cross_entropy(model(X[rows]), Y[rows], label_smoothing=smooth)
            opt.zero_grad()
            loss.backward()
            opt.step()
            step += 1
    with torch.no_grad():
        return float((model.eval()(X[TRAIN:]).argmax(1) == Y[TRAIN:]).float().mean())


results = [[100 * accuracy(seed, **recipe) for seed in range(SEEDS)] for _, recipe in ROWS]
for (name, _), values in zip(ROWS, results):
    print(name["en"], [round(v, 1) for v in values], "mean", round(np.mean(values), 2), "std", round(np.std(values, ddof=1), 2))
COUNTS = [1, 2, 3, 5, 8]


def points(count):
    """Mean of the first `count` seeds, with twice its standard error."""
    means = [round(float(np.mean(v[:count])), 2) for v in results]
    errors = [round(float(2 * np.std(v[:count], ddof=1) / math.sqrt(count)), 2) if count > 1 else 0 for v in results]
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": means,
            "y": [name for name, _ in ROWS],
            "error_x": {"type": "data", "array": errors},
            "marker": {"size": 11},
        }
    ]


LOW = math.floor(min(min(v) for v in results)) - 1
save(
    "ablation",
    text(
        "点图：完整配方与各去掉一项之后的准确率，种子数从 1 到 8，横线是两倍标准误。",
        "Dot chart: accuracy of the full recipe and with one part left out, for 1 to 8 seeds; the bars are two standard errors.",
    ),
    points(1),
    layout(
        text("去掉一项，掉多少？", "What does each part give?"),
        text("准确率（%）", "accuracy (%)"),
        text("", ""),
        xaxis={"range": [LOW, 100]},
        yaxis={"autorange": "reversed", "automargin": True},
        sliders=slider([str(count) for count in COUNTS], {"zh": "种子数：", "en": "seeds: "}),
        margin={"t": 60},
    ),
    [{"name": str(count), "data": points(count)} for count in COUNTS],
)


def draw(ax):
    for k, values in enumerate(results):
        error = 2 * np.std(values, ddof=1) / math.sqrt(len(values))
        ax.errorbar(np.mean(values), k, xerr=error, fmt="o", color="#2563eb")
        ax.plot(values, [k] * len(values), ".", color="#93c5fd")
    ax.set_yticks(range(len(ROWS)), [name["en"] for name, _ in ROWS])
    ax.invert_yaxis()
    ax.set_xlabel("accuracy (%), eight seeds, mean and two standard errors")


save_svg("ablation", draw)
