"""Loss while 32 random labels are memorised: a healthy loop and three sick ones."""

import torch
import torch.nn.functional as F
from figure_files import buttons, layout, save, save_svg, text
from torch import nn

torch.set_num_threads(1)


def curve(lr=0.01, softmax=False, frozen=False, steps=200):
    torch.manual_seed(0)
    x, y = torch.rand(32, 64), torch.randint(0, 10, (32,))
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10), *([nn.Softmax(1)] if softmax else []))
    params = list(model.parameters())[2:] if frozen else list(model.parameters())
    opt = torch.optim.Adam(params, lr=lr)
    out = []
    for _ in range(steps):
        opt.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        opt.step()
        out.append(round(loss.item(), 4))
    return out


cases = [
    (text("健康", "healthy"), curve()),
    (text("多一个 softmax", "a softmax too many"), curve(softmax=True)),
    (text("学习率太小", "learning rate too small"), curve(lr=1e-5)),
    (text("漏了第一层的参数", "first layer's parameters lost"), curve(frozen=True)),
]
steps = list(range(1, 201))
data = [
    {"type": "scatter", "mode": "lines", "name": name, "x": steps, "y": y, "visible": k == 0} for k, (name, y) in enumerate(cases)
]
visible = [[m == k or m == 0 for m in range(4)] for k in range(4)]
save(
    "overfit-diagnosis",
    text(
        "折线图：背下 32 个随机标签时的损失。健康的一条降到 0，其余三条停住不动，或者降得很慢。",
        "Line chart of the loss while 32 random labels are memorised. The healthy one reaches 0, the others stop or fall slowly.",
    ),
    data,
    layout(
        text("背下 32 个随机标签", "Memorising 32 random labels"),
        text("步数", "step"),
        "loss",
        yaxis={"rangemode": "tozero"},
        updatemenus=buttons([name for name, _ in cases], visible),
        margin={"t": 110},
    ),
)


def draw(ax):
    for name, y in cases:
        ax.plot(steps, y, label=name["en"])
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    ax.legend()


save_svg("overfit-diagnosis", draw)
