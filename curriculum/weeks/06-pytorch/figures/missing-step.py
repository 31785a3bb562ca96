"""Training curves of the lesson's network with one line of the loop left out."""

import torch
import torch.nn.functional as F
from figure_files import buttons, layout, save, save_svg, text
from sklearn.datasets import load_digits
from torch import nn

torch.set_num_threads(1)
pixels, labels = load_digits(return_X_y=True)
order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(0))[:1200]
X, Y = torch.tensor(pixels / 16, dtype=torch.float32)[order], torch.tensor(labels)[order]


def curve(missing, epochs=15):
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    opt = torch.optim.SGD(model.parameters(), lr=0.3)
    out = []
    for _ in range(epochs):
        total = 0.0
        for x, y in zip(X.split(64), Y.split(64)):
            if missing != "zero_grad":
                opt.zero_grad()
            loss = F.cross_entropy(model(x), y)
            if missing != "backward":
                loss.backward()
            if missing != "step":
                opt.step()
            total += loss.item() * len(x)
        out.append(round(total / len(X), 4))
    return out


cases = [
    (text("五步齐全", "all five steps"), "none"),
    (text("不清梯度", "no zero_grad"), "zero_grad"),
    (text("不反向", "no backward"), "backward"),
    (text("不更新", "no step"), "step"),
]
curves = [curve(missing) for _, missing in cases]
epochs = list(range(1, len(curves[0]) + 1))
data = [
    {"type": "scatter", "mode": "lines+markers", "name": name, "x": epochs, "y": y, "visible": k == 0}
    for k, ((name, _), y) in enumerate(zip(cases, curves))
]
visible = [[m == k or m == 0 for m in range(4)] for k in range(4)]
save(
    "missing-step",
    text(
        "折线图：训练循环少了一步时的损失曲线，与五步齐全的曲线对照。",
        "Line chart of the loss when one step of the loop is missing, beside the curve of the full loop.",
    ),
    data,
    layout(
        text("少了哪一步？", "Which step is missing?"),
        text("轮数", "epoch"),
        text("训练 loss", "training loss"),
        yaxis={"rangemode": "tozero"},
        updatemenus=buttons([name for name, _ in cases], visible),
        margin={"t": 110},
    ),
)


def draw(ax):
    for (name, _), y in zip(cases, curves):
        ax.plot(epochs, y, marker=".", label=name["en"])
    ax.set_xlabel("epoch")
    ax.set_ylabel("training loss")
    ax.legend()


save_svg("missing-step", draw)
