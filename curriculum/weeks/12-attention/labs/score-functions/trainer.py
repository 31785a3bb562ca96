"""Digits come in and go out reversed; the decoder sees the input through attention only, under one of four scores."""

import math
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

STEPS, BATCH, RATE, EMBED, TEST = 250, 32, 1e-2, 16, 200
PAD, BOS, SYMBOLS = 0, 11, 12  # ids 1…10 are the digits
TITLE = {"zh": "一个串的权重：学会倒写，就是副对角线", "en": "Weights of one string: reversal is the other diagonal"}
Report = Callable[..., None]
Figure = Callable[[str, dict[str, Any]], None]


class Reverser(nn.Module):
    """x i64[B,T] with PADs at the end -> the digits in reverse order; states of both networks have size d."""

    def __init__(self, kind: str, d: int) -> None:
        super().__init__()
        self.kind, self.d = kind, d
        self.embed = nn.Embedding(SYMBOLS, EMBED, padding_idx=PAD)
        self.encoder = nn.GRU(EMBED, d // 2, batch_first=True, bidirectional=True)
        self.decoder = nn.GRU(EMBED, d, batch_first=True)
        self.general = nn.Linear(d, d, bias=False)
        self.of_query, self.of_key = nn.Linear(d, d, bias=False), nn.Linear(d, d, bias=False)
        self.v = nn.Parameter(torch.randn(d) / math.sqrt(d))
        self.head = nn.Sequential(nn.Linear(2 * d, d), nn.Tanh(), nn.Linear(d, SYMBOLS))

    def score(self, queries: Tensor, keys: Tensor) -> Tensor:
        """queries T[B,Tq,d], keys T[B,Tk,d] -> T[B,Tq,Tk]."""
        if self.kind == "additive":
            hidden = torch.tanh(self.of_query(queries).unsqueeze(2) + self.of_key(keys).unsqueeze(1))
            return hidden @ self.v
        if self.kind == "general":
            keys = self.general(keys)
        scores = queries @ keys.transpose(1, 2)
        return scores / math.sqrt(self.d) if self.kind == "scaled" else scores

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(states T[B,T,d], mask bool[B,T], True = keep)."""
        mask = x != PAD
        packed = nn.utils.rnn.pack_padded_sequence(self.embed(x), mask.sum(1), batch_first=True, enforce_sorted=False)
        states, _ = nn.utils.rnn.pad_packed_sequence(self.encoder(packed)[0], batch_first=True)
        return states, mask

    def step(self, tokens: Tensor, state: Tensor | None, keys: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """tokens i64[B,Tq] -> (logits T[B,Tq,S], weights T[B,Tq,Tk], state). The first state is zeros: only attention sees x."""
        out, state = self.decoder(self.embed(tokens), state)
        weights = torch.softmax(self.score(out, keys).masked_fill(~mask.unsqueeze(1), -math.inf), dim=-1)
        return self.head(torch.cat([out, weights @ keys], dim=-1)), weights, state


def strings(longest: int, count: int, generator: torch.Generator, whole: bool = False) -> tuple[Tensor, Tensor]:
    """(x, y) i64[count,longest], y reversed in its own length; lengths at random, or all `longest`."""
    lengths = torch.full((count,), longest) if whole else torch.randint(longest // 2, longest + 1, (count,), generator=generator)
    lengths[0] = longest
    place = torch.arange(longest)
    x = torch.randint(1, 11, (count, longest), generator=generator) * (place < lengths[:, None])
    back = (lengths[:, None] - 1 - place).clamp(min=0)
    return x, x.gather(1, back) * (place < lengths[:, None])


def entropy(weights: Tensor) -> float:
    return float(-(weights * weights.clamp(min=1e-12).log()).sum(-1).mean())


@torch.no_grad()
def examine(model: Reverser, longest: int, generator: torch.Generator) -> tuple[float, float, float, Tensor]:
    """(share exact, entropy, share of rows whose largest weight is at the right place, weights T[TEST,T,T]), greedy."""
    x, y = strings(longest, TEST, generator, whole=True)
    keys, mask = model.encode(x)
    token, state, rows, written = torch.full((TEST, 1), BOS), None, [], []
    for _ in range(longest):
        logits, weights, state = model.step(token, state, keys, mask)
        token = logits.argmax(-1)
        rows.append(weights)
        written.append(token)
    weights = torch.cat(rows, 1)
    right = weights.argmax(-1) == torch.arange(longest - 1, -1, -1)
    exact = (torch.cat(written, 1) == y).all(1).float().mean()
    return float(exact), entropy(weights), float(right.float().mean()), weights


def run(config: dict[str, Any], seed: int, report: Report, figure: Figure) -> dict[str, float]:
    """config: {score, d, length}. Curves loss, exact, entropy; figures weights; metrics of the trained model on whole lengths."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(seed)
    longest = int(config["length"])
    model = Reverser(str(config["score"]), int(config["d"]))
    opt = torch.optim.Adam(model.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(opt, RATE, total_steps=STEPS)
    start = examine(model, longest, generator)[1]
    losses: list[float] = []
    for step in range(1, STEPS + 1):
        x, y = strings(longest, BATCH, generator)
        inputs = torch.cat([torch.full((len(x), 1), BOS), y[:, :-1]], 1)
        logits, _, _ = model.step(inputs, None, *model.encode(x))
        loss = F.cross_entropy(logits.flatten(0, 1), y.flatten(), ignore_index=PAD)
        opt.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        schedule.step()
        losses.append(loss.item())
        if step % 50 == 0:
            exact, spread, _, _ = examine(model, longest, generator)
            report(step, loss=sum(losses[-50:]) / 50, exact=exact, entropy=spread)
    exact, spread, right, weights = examine(model, longest, generator)
    figure("weights", heat_map(weights[0]))
    return {
        "exact": exact,
        "entropy": spread,
        "start_entropy": start,
        "right_place": right,
        "loss": sum(losses[-25:]) / 25,
        "d": float(config["d"]),
        "length": float(longest),
    }


def heat_map(weights: Tensor) -> dict[str, Any]:
    """The weights of one string, T[T,T]: a rising diagonal is the reversal."""
    places = [str(k) for k in range(1, len(weights) + 1)]
    return {
        "data": [
            {
                "type": "heatmap",
                "x": places,
                "y": places,
                "z": [[round(float(v), 3) for v in row] for row in weights],
                "colorscale": "Blues",
                "reversescale": True,
                "zmin": 0,
                "zmax": 1,
            }
        ],
        "layout": {
            "title": {"text": TITLE},
            "xaxis": {"title": {"text": {"zh": "输入的位置", "en": "place in the input"}}, "type": "category"},
            "yaxis": {
                "title": {"text": {"zh": "输出的位置", "en": "place in the output"}},
                "type": "category",
                "autorange": "reversed",
            },
        },
    }
