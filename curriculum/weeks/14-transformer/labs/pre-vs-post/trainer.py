"""240 updates of a narrow encoder that sorts digits: place of the norm, warm-up, depth and positions are the reader's choice."""

import math
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

STEPS, BATCH, WARMUP = 240, 32, 60
WIDTH, HEADS, INNER = 32, 4, 64
SHORT, LONG, PAD, VOCAB = 8, 12, 0, 11  # trained on up to 8 digits, tested on 9 to 12 as well
LARGEST = 1e3  # a loss beyond this counts as diverged
Report = Callable[..., None]
Figure = Callable[[str, dict[str, Any]], None]
Rows = tuple[Tensor, Tensor]


class Layer(nn.Module):
    """Self-attention and FFN, each with a residual; LayerNorm before (pre) or after (post) them."""

    def __init__(self, pre: bool) -> None:
        super().__init__()
        self.pre = pre
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.ffn = nn.Sequential(nn.Linear(WIDTH, INNER), nn.ReLU(), nn.Linear(INNER, WIDTH))

    def attend(self, x: Tensor, pad: Tensor) -> Tensor:
        b, t, d = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, d // HEADS).permute(2, 0, 3, 1, 4)
        scores = (q @ k.transpose(-2, -1) / math.sqrt(d // HEADS)).masked_fill(pad[:, None, None, :], -1e9)
        mixed: Tensor = self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, d))
        return mixed

    def forward(self, x: Tensor, pad: Tensor) -> Tensor:
        if self.pre:
            x = x + self.attend(self.norm1(x), pad)
            return x + self.ffn(self.norm2(x))
        x = self.norm1(x + self.attend(x, pad))
        y: Tensor = self.norm2(x + self.ffn(x))
        return y


class Sorter(nn.Module):
    """ids [B,T] -> logits [B,T,VOCAB]; `positions` is none, sin or learned."""

    def __init__(self, depth: int, pre: bool, positions: str) -> None:
        super().__init__()
        self.embed = nn.Embedding(VOCAB, WIDTH)
        nn.init.normal_(self.embed.weight, std=WIDTH**-0.5)
        self.layers = nn.ModuleList([Layer(pre) for _ in range(depth)])
        self.norm = nn.LayerNorm(WIDTH) if pre else nn.Identity()
        self.head = nn.Linear(WIDTH, VOCAB)
        self.place: Tensor | nn.Parameter
        if positions == "learned":
            self.place = nn.Parameter(torch.randn(LONG, WIDTH) * 0.5)
        else:
            self.register_buffer("place", sinusoidal() if positions == "sin" else torch.zeros(LONG, WIDTH))

    def forward(self, ids: Tensor) -> Tensor:
        x = self.embed(ids) * math.sqrt(WIDTH) + self.place[: ids.shape[1]]
        for layer in self.layers:
            x = layer(x, ids == PAD)
        logits: Tensor = self.head(self.norm(x))
        return logits


def sinusoidal() -> Tensor:
    angle = torch.arange(LONG)[:, None] / 10_000 ** (torch.arange(0, WIDTH, 2) / WIDTH)
    return torch.stack([angle.sin(), angle.cos()], -1).reshape(LONG, WIDTH)


def rows(count: int, shortest: int, longest: int) -> Rows:
    """x and y, sorted with PAD last, padded to `longest`."""
    x = torch.randint(1, VOCAB, (count, longest))
    lengths = torch.randint(shortest, longest + 1, (count, 1))
    x[torch.arange(longest) >= lengths] = PAD
    y = torch.where(x == PAD, 99, x).sort(dim=1).values
    return x, torch.where(y == 99, PAD, y)


def run(config: dict[str, Any], seed: int, report: Report, figure: Figure) -> dict[str, float]:
    """config: {norm: pre|post, warmup, depth, peak, positions}. Curves loss, val_em, lr; figures gradients, lengths."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    x_val, y_val = rows(300, 1, SHORT)
    x_long, y_long = rows(300, SHORT + 1, LONG)
    pre = config["norm"] == "pre"
    model = Sorter(int(config["depth"]), pre, str(config["positions"]))
    opt = torch.optim.Adam(model.parameters(), lr=0.0, betas=(0.9, 0.98))
    first, losses, diverged = [0.0], [0.0], 0.0
    for step in range(1, STEPS + 1):
        rate = float(config["peak"]) * (min(1.0, step / WARMUP) if config["warmup"] else 1.0)
        opt.param_groups[0]["lr"] = rate
        x, y = rows(BATCH, 1, SHORT)
        loss = F.cross_entropy(model(x).transpose(1, 2), y, ignore_index=PAD)
        opt.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        if step == 1:
            first = layer_gradients(model)
        opt.step()
        losses.append(loss.item())
        if not math.isfinite(losses[-1]) or losses[-1] > LARGEST:
            diverged = 1.0
            break
        if step % 20 == 0:
            report(step, loss=sum(losses[-20:]) / 20, val_em=right(model, x_val, y_val)[0], lr=rate)
    tail = LARGEST if diverged else sum(losses[-20:]) / 20
    em, _ = right(model, x_val, y_val)
    em_longer, digit_longer = right(model, x_long, y_long)
    figure("gradients", gradient_bars(first))
    figure("lengths", length_bars(model))
    return {
        "loss": tail,
        "val_em": 0.0 if diverged else em,
        "em_longer": 0.0 if diverged else em_longer,
        "digit_longer": 0.0 if diverged else digit_longer,
        "grad_ratio": first[-1] / max(first[0], 1e-12),
        "diverged": diverged,
        "depth": float(config["depth"]),
        "pre": float(pre),
    }


def layer_gradients(model: Sorter) -> list[float]:
    """The gradient norm of each layer's second FFN matrix."""
    norms = []
    for layer in model.layers:
        assert isinstance(layer, Layer)
        last = layer.ffn[2]
        assert isinstance(last, nn.Linear)
        norms.append(0.0 if last.weight.grad is None else float(last.weight.grad.norm()))
    return norms


@torch.no_grad()
def right(model: nn.Module, x: Tensor, y: Tensor) -> tuple[float, float]:
    """(share of rows right in every place, share of digits right)."""
    model.eval()
    logits = model(x)
    logits[..., PAD] = -math.inf
    hits = logits.argmax(-1) == y
    model.train()
    real = y != PAD
    return float((hits | ~real).all(1).float().mean()), float(hits[real].float().mean())


def length_bars(model: nn.Module) -> dict[str, Any]:
    """Share of sorted rows for each length, 200 rows each."""
    lengths = list(range(1, LONG + 1))
    shares = [round(right(model, *rows(200, n, n))[0], 3) for n in lengths]
    return bars(
        {"zh": "各长度的整行正确率（训练到 8 为止）", "en": "Share of rows right, by length (trained up to 8)"},
        {"zh": "长度", "en": "length"},
        lengths,
        shares,
    )


def gradient_bars(norms: list[float]) -> dict[str, Any]:
    shown = [float(f"{value:.3g}") for value in norms]
    return bars(
        {"zh": "第 1 步各层的梯度范数", "en": "Gradient norm of each layer at step 1"},
        {"zh": "层，从输入到输出", "en": "layer, input to output"},
        list(range(1, len(norms) + 1)),
        shown,
    )


def bars(title: dict[str, str], axis: dict[str, str], x: list[int], y: list[float]) -> dict[str, Any]:
    return {
        "data": [{"type": "bar", "x": x, "y": y}],
        "layout": {"title": {"text": title}, "xaxis": {"title": {"text": axis}}},
    }
