"""Six epochs of a narrow network on 1,500 digits shrunk to 14×14: depth, shortcuts and BatchNorm are the reader's choice."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from workers.harness.paths import resolve

EPOCHS, BATCH, WIDTH, RATE = 6, 50, 8, 0.05
TRAIN, VAL = 1500, 500
LARGEST = 1e3  # a diverged loss is reported as this
Report = Callable[..., None]
Figure = Callable[[str, dict[str, Any]], None]
Rows = tuple[Tensor, Tensor]


class Pair(nn.Module):
    """Two 3×3 convolutions, with or without BatchNorm, with or without a shortcut."""

    def __init__(self, cin: int, cout: int, stride: int, residual: bool, norm: bool) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=not norm)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=not norm)
        self.norm1 = nn.BatchNorm2d(cout) if norm else nn.Identity()
        self.norm2 = nn.BatchNorm2d(cout) if norm else nn.Identity()
        self.residual, self.stride, self.extra = residual, stride, cout - cin

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
        if self.residual:  # the free shortcut: every other pixel, new channels filled with zeros
            out = out + F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.extra))
        return F.relu(out)


def network(depth: int, residual: bool, norm: bool) -> nn.Sequential:
    """6n + 2 layers: a first convolution, three stages of n pairs, a linear layer."""
    n = (depth - 2) // 6
    layers: list[nn.Module] = [nn.Conv2d(1, WIDTH, 3, 1, 1, bias=not norm)]
    layers += [nn.BatchNorm2d(WIDTH)] if norm else []
    layers.append(nn.ReLU())
    cin = WIDTH
    for stage in range(3):
        cout = WIDTH << stage
        for k in range(n):
            layers.append(Pair(cin, cout, 2 if stage and not k else 1, residual, norm))
            cin = cout
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(cin, 10)]
    model = nn.Sequential(*layers)
    for conv in convolutions(model):
        nn.init.kaiming_normal_(conv.weight, mode="fan_out", nonlinearity="relu")
    return model


def convolutions(model: nn.Module) -> list[nn.Conv2d]:
    return [module for module in model.modules() if isinstance(module, nn.Conv2d)]


def load() -> tuple[Rows, Rows]:
    data = np.load(resolve("/assets/mnist5k/train.npz"), allow_pickle=False)
    x = torch.from_numpy(data["x"][: TRAIN + VAL].astype(np.float32) / 255)[:, None]
    x, y = F.avg_pool2d(x, 2), torch.from_numpy(data["y"][: TRAIN + VAL])
    return (x[:TRAIN], y[:TRAIN]), (x[TRAIN:], y[TRAIN:])


def run(config: dict[str, Any], seed: int, report: Report, figure: Figure) -> dict[str, float]:
    """config: {depth, residual, batch_norm}. Curves loss, train_acc; figure gradients; metrics of the end and the start."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    (x, y), (x_val, y_val) = load()
    model = network(int(config["depth"]), bool(config["residual"]), bool(config["batch_norm"]))
    opt = torch.optim.SGD(model.parameters(), lr=RATE, momentum=0.9)
    norms: list[list[float]] = []
    loss, acc, diverged, step = LARGEST, 0.1, 0.0, 0
    for epoch in range(EPOCHS):
        model.train()
        total, hits, sums = 0.0, 0, torch.zeros(len(convolutions(model)))
        batches = torch.randperm(TRAIN).split(BATCH)
        for rows in batches:
            logits = model(x[rows])
            batch_loss = F.cross_entropy(logits, y[rows])
            opt.zero_grad()
            batch_loss.backward()  # type: ignore[no-untyped-call]
            sums += torch.tensor([gradient_norm(conv) for conv in convolutions(model)])
            if step == 0:
                norms.append(sums.tolist())
            opt.step()
            step += 1
            total += batch_loss.item() * len(rows)
            hits += int((logits.argmax(1) == y[rows]).sum())
        loss, acc = total / TRAIN, hits / TRAIN
        if not math.isfinite(loss) or loss > LARGEST:
            loss, acc, diverged = LARGEST, 0.1, 1.0
            break
        norms.append((sums / len(batches)).tolist())
        report(epoch + 1, loss=loss, train_acc=acc)
    figure("gradients", heat_map(norms))
    ratio = norms[0][0] / max(norms[0][-1], 1e-30)
    return {
        "train_loss": loss,
        "train_acc": acc,
        "val_acc": 0.1 if diverged else accuracy(model, x_val, y_val),
        "grad_ratio": float(np.clip(np.nan_to_num(ratio, nan=0.0, posinf=1e12), 1e-12, 1e12)),
        "diverged": diverged,
        "depth": float(config["depth"]),
    }


def gradient_norm(conv: nn.Conv2d) -> float:
    return 0.0 if conv.weight.grad is None else float(conv.weight.grad.norm())


@torch.no_grad()
def accuracy(model: nn.Module, x: Tensor, y: Tensor) -> float:
    model.eval()
    return float((model(x).argmax(1) == y).float().mean())


def heat_map(norms: list[list[float]]) -> dict[str, Any]:
    """Rows: the first step, then the mean of each epoch. Columns: convolutions, first to last."""
    logs = [[_shown(value) for value in row] for row in norms]
    names = [{"zh": "第 1 步", "en": "step 1"}] + [{"zh": f"第 {k} 轮", "en": f"epoch {k}"} for k in range(1, len(norms))]
    return {
        "data": [
            {
                "type": "heatmap",
                "z": logs,
                "x": list(range(1, len(norms[0]) + 1)),
                "y": list(range(len(norms))),
                "colorscale": "Viridis",
                "colorbar": {"title": {"text": "log10"}},
            }
        ],
        "layout": {
            "title": {"text": {"zh": "各卷积的梯度范数（对数）", "en": "Gradient norm of each convolution (log)"}},
            "xaxis": {"title": {"text": {"zh": "卷积，从输入到输出", "en": "convolution, input to output"}}},
            "yaxis": {"tickvals": list(range(len(norms))), "ticktext": names, "autorange": "reversed"},
        },
    }


def _shown(value: float) -> float | None:
    return round(math.log10(value), 3) if math.isfinite(value) and value > 0 else None
