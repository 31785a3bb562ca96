"""An attention layer that has to look something up, with and without the scale: entropy, gradient and recall accuracy."""

import math
from collections.abc import Callable
from typing import Any

import torch

SYMBOLS, CLASSES, VALUE, BATCH, STEPS, RATE = 64, 8, 16, 64, 200, 0.03
EVERY = 10  # steps between two points of a curve
FIELDS = (4, 16, 64, 256, 512)
Report = Callable[..., None]
Figure = Callable[[str, dict[str, Any]], None]
Tensors = dict[str, torch.Tensor]


def text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def parameters(rng: torch.Generator, d: int, heads: int) -> Tensors:
    """Queries and keys of every symbol with entries of variance 1, value vectors of every class, and the output matrix."""

    def normal(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=rng)

    made = {"q": normal(heads, SYMBOLS, d), "k": normal(heads, SYMBOLS, d), "v": normal(CLASSES, heads, VALUE)}
    made["out"] = normal(heads * VALUE, CLASSES) / math.sqrt(heads * VALUE)
    return {name: tensor.requires_grad_() for name, tensor in made.items()}


def lookups(rng: torch.Generator, n: int, t: int) -> tuple[torch.Tensor, ...]:
    """n lists of t different symbols with a class each, one of the symbols as the question, its class as the answer."""
    keys = torch.rand(n, SYMBOLS, generator=rng).argsort(dim=1)[:, :t]
    values = torch.randint(CLASSES, (n, t), generator=rng)
    asked, row = torch.randint(t, (n,), generator=rng), torch.arange(n)
    return keys, values, keys[row, asked], values[row, asked]


def forward(p: Tensors, keys: torch.Tensor, values: torch.Tensor, asked: torch.Tensor, scaled: bool) -> tuple[torch.Tensor, ...]:
    """(logits [n,classes], weights [n,h,t], scores [n,h,t])."""
    table = p["q"] @ p["k"].transpose(1, 2)  # every symbol's score with every other: [h,symbols,symbols]
    if scaled:
        table = table / math.sqrt(p["q"].shape[-1])
    scores = table[:, asked[:, None], keys].transpose(0, 1)
    w = scores.softmax(dim=-1)
    heads = torch.einsum("nht,nthe->nhe", w, p["v"][values])
    return heads.flatten(1) @ p["out"], w, scores


def entropy(w: torch.Tensor) -> float:
    """Mean entropy of the rows, in nats."""
    return float(-(w * w.clamp_min(1e-30).log()).sum(dim=-1).mean())


def run(config: dict[str, Any], seed: int, report: Report, figure: Figure) -> dict[str, float]:
    """Curves loss, accuracy, entropy, score_grad; figures ranks and saturation; metrics of the start and of the end."""
    d, heads, t, scaled = int(config["d"]), int(config["heads"]), int(config["tokens"]), bool(config["scaled"])
    rng = torch.Generator().manual_seed(seed)
    p = parameters(rng, d, heads)
    optimiser = torch.optim.Adam(list(p.values()), lr=RATE)
    exam = lookups(rng, 1000, t)
    before = measure(p, exam, scaled)
    start: dict[str, float] = {}
    for step in range(STEPS):
        keys, values, asked, answer = lookups(rng, BATCH, t)
        logits, w, scores = forward(p, keys, values, asked, scaled)
        loss = torch.nn.functional.cross_entropy(logits, answer)
        optimiser.zero_grad()
        (score_grad,) = torch.autograd.grad(loss, scores, retain_graph=True)
        loss.backward()
        optimiser.step()
        now = {"entropy": entropy(w.detach()), "score_grad": float(score_grad.norm(dim=-1).mean()) * BATCH}
        start = start or now
        if step % EVERY == 0 or step == STEPS - 1:
            report(step, loss=loss.item(), **now, accuracy=measure(p, exam, scaled)[0])
    after = measure(p, exam, scaled)
    figure("ranks", ranks_figure(before[1], after[1]))
    figure("saturation", saturation_figure(seed, t, d, scaled))
    return {"accuracy": after[0], "start_entropy": start["entropy"], "start_grad": start["score_grad"], "d": float(d)}


@torch.no_grad()
def measure(p: Tensors, exam: tuple[torch.Tensor, ...], scaled: bool) -> tuple[float, list[float]]:
    """(accuracy, mean weight by rank, largest first)"""
    logits, w, _ = forward(p, *exam[:3], scaled)
    ranked = w.sort(dim=-1, descending=True).values.mean(dim=(0, 1))
    return float((logits.argmax(dim=1) == exam[3]).float().mean()), ranked.tolist()


def ranks_figure(before: list[float], after: list[float]) -> dict[str, Any]:
    shown = min(16, len(before))
    names = (text("训练前", "before training"), text("训练后", "after training"))
    return {
        "data": [
            {"type": "bar", "x": list(range(1, shown + 1)), "y": [float(f"{v:.4g}") for v in values[:shown]], "name": name}
            for values, name in zip((before, after), names, strict=True)
        ],
        "layout": {
            "title": {"text": text("从大到小，第几大的权重平均是多少", "Mean weight by rank, largest first")},
            "xaxis": {"title": {"text": text("名次", "rank")}, "dtick": 1},
            "yaxis": {"title": {"text": text("权重", "weight")}, "range": [0, 1]},
            "barmode": "group",
        },
    }


def saturation_figure(seed: int, t: int, d: int, scaled: bool) -> dict[str, Any]:
    """Norm of the softmax Jacobian of untrained rows against d, with and without the scale; this run is marked."""
    rng = torch.Generator().manual_seed(seed + 1)
    curves: dict[bool, list[float]] = {True: [], False: []}
    for field in FIELDS:
        q, k = torch.randn(200, field, generator=rng), torch.randn(200, t, field, generator=rng)
        dots = torch.einsum("nd,ntd->nt", q, k)
        for scale in (True, False):
            w = (dots / math.sqrt(field) if scale else dots).softmax(dim=-1)
            jacobian = torch.diag_embed(w) - w[:, :, None] * w[:, None, :]
            curves[scale].append(float(f"{float(jacobian.norm(dim=(1, 2)).mean()):.4g}"))
    names = {True: text("除以 √d", "divided by √d"), False: text("不缩放", "not scaled")}
    lines = [
        {"type": "scatter", "mode": "lines+markers", "x": list(FIELDS), "y": curves[scale], "name": names[scale]}
        for scale in (True, False)
    ]
    here = min(range(len(FIELDS)), key=lambda i: abs(math.log(FIELDS[i] / d)))
    mark = {
        "type": "scatter",
        "mode": "markers",
        "x": [FIELDS[here]],
        "y": [curves[scaled][here]],
        "name": text("这次", "this run"),
    }
    return {
        "data": [*lines, {**mark, "marker": {"size": 16, "symbol": "circle-open", "line": {"width": 3}}}],
        "layout": {
            "title": {"text": text("未训练时 softmax 的雅可比范数", "Norm of the softmax Jacobian before training")},
            "xaxis": {"title": {"text": "d"}, "type": "log"},
            "yaxis": {"title": {"text": text("范数", "norm")}},
        },
    }
