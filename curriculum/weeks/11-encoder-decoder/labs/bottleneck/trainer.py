"""A GRU reads digits, another writes them down again from one state: how long a string fits through a state of a given size?"""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

STEPS, BATCH, RATE, EMBED = 500, 64, 1e-2, 16
PAD, BOS, DIGITS = 0, 11, 12  # ids 1…10 are the digits; every string has a known length, so no end mark is needed
TEST = 200
Report = Callable[..., None]
Figure = Callable[[str, dict[str, Any]], None]


class Copier(nn.Module):
    """x i64[B,T] of one length -> the same digits again."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(DIGITS, EMBED)
        self.encoder = nn.GRU(EMBED, hidden, batch_first=True)
        self.decoder = nn.GRU(EMBED, hidden, batch_first=True)
        self.head = nn.Linear(hidden, DIGITS)

    def forced(self, x: Tensor) -> Tensor:
        """Logits T[B,T,V] with the true digit before each place."""
        _, state = self.encoder(self.embed(x))
        inputs = torch.cat([torch.full((len(x), 1), BOS), x[:, :-1]], 1)
        return self.logits(self.decoder(self.embed(inputs), state)[0])

    def free(self, x: Tensor) -> Tensor:
        """Logits T[B,T,V] with the model's own digit before each place."""
        _, state = self.encoder(self.embed(x))
        token, rows = torch.full((len(x), 1), BOS), []
        for _ in range(x.shape[1]):
            out, state = self.decoder(self.embed(token), state)
            rows.append(self.logits(out))
            token = rows[-1].argmax(-1)
        return torch.cat(rows, 1)

    def logits(self, out: Tensor) -> Tensor:
        result: Tensor = self.head(out)
        return result


def strings(count: int, length: int, generator: torch.Generator) -> Tensor:
    return torch.randint(1, 11, (count, length), generator=generator)


def run(config: dict[str, Any], seed: int, report: Report, figure: Figure) -> dict[str, float]:
    """config: {hidden, length, teacher_forcing}. Curves loss, exact; figure by_length; metrics exact, reach and loss."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(seed)
    hidden, longest, forcing = int(config["hidden"]), int(config["length"]), float(config["teacher_forcing"])
    model = Copier(hidden)
    opt = torch.optim.Adam(model.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(opt, RATE, total_steps=STEPS)
    losses: list[float] = []
    for step in range(1, STEPS + 1):
        x = strings(BATCH, int(torch.randint(1, longest + 1, (1,), generator=generator)), generator)
        forced = float(torch.rand(1, generator=generator)) < forcing
        logits = model.forced(x) if forced else model.free(x)
        loss = F.cross_entropy(logits.flatten(0, 1), x.flatten())
        opt.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        schedule.step()
        losses.append(loss.item())
        if step % 50 == 0:
            report(step, loss=sum(losses[-50:]) / 50, exact=exact(model, longest, generator))
    scores = [exact_at(model, length, generator) for length in range(1, longest + 5)]
    figure("by_length", chart(scores, longest))
    reach = next((length for length, score in enumerate(scores) if score < 0.5), len(scores))
    return {
        "exact": sum(scores[:longest]) / longest,
        "exact_longest": scores[longest - 1],
        "reach": float(reach),
        "loss": sum(losses[-50:]) / 50,
        "hidden": float(hidden),
    }


@torch.no_grad()
def exact_at(model: Copier, length: int, generator: torch.Generator) -> float:
    x = strings(TEST, length, generator)
    return float((model.free(x).argmax(-1) == x).all(1).float().mean())


def exact(model: Copier, longest: int, generator: torch.Generator) -> float:
    lengths = sorted({1, (longest + 1) // 2, longest})
    return sum(exact_at(model, length, generator) for length in lengths) / len(lengths)


def chart(scores: list[float], longest: int) -> dict[str, Any]:
    """Share of strings that come back without a mistake, by length; lengths beyond training are shown lighter."""
    lengths = list(range(1, len(scores) + 1))
    colours = ["#2563eb" if length <= longest else "#93c5fd" for length in lengths]
    return {
        "data": [{"type": "bar", "x": lengths, "y": [round(s, 3) for s in scores], "marker": {"color": colours}}],
        "layout": {
            "title": {
                "text": {"zh": "一字不差的比例（浅色：训练里没有的长度）", "en": "Exact copies (light: lengths not in training)"}
            },
            "xaxis": {"title": {"text": {"zh": "长度", "en": "length"}}, "dtick": 1},
            "yaxis": {"range": [0, 1.03]},
        },
    }
