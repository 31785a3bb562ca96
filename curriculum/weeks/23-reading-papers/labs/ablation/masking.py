"""BERT's claim in small: filling gaps in an artificial language, where a word depends on the two before it."""

from collections.abc import Callable

import torch
from torch import nn

SYMBOLS, LENGTH, REACH, WIDTH, STEPS, BATCH, EVERY = 12, 32, 4, 64, 300, 24, 25
MASK = SYMBOLS
EXAM_RATE = 0.15


def language(rng: torch.Generator) -> torch.Tensor:
    """Probabilities of the next word after two words, [symbols, symbols, symbols]: one word is likely, the rest is noise."""
    likely = torch.randint(SYMBOLS, (SYMBOLS, SYMBOLS), generator=rng)
    return 0.85 * nn.functional.one_hot(likely, SYMBOLS) + 0.15 / SYMBOLS


def sentences(n: int, table: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    words = [torch.randint(SYMBOLS, (n,), generator=rng) for _ in range(2)]
    while len(words) < LENGTH:
        words.append(torch.multinomial(table[words[-2], words[-1]], 1, generator=rng)[:, 0])
    return torch.stack(words, dim=1)


class Filler(nn.Module):
    """Guesses every word from the four on either side of it, of which some are hidden too."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(SYMBOLS + 1, 16)
        self.guess = nn.Sequential(nn.Linear(16 * (2 * REACH + 1), WIDTH), nn.ReLU(), nn.Linear(WIDTH, SYMBOLS))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        around = nn.functional.pad(ids, (REACH, REACH), value=MASK).unfold(1, 2 * REACH + 1, 1)
        guessed: torch.Tensor = self.guess(self.words(around).flatten(2))
        return guessed


def hide(ids: torch.Tensor, rate: float, rng: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    chosen = torch.rand(ids.shape, generator=rng) < rate
    return torch.where(chosen, MASK, ids), chosen


def train(percent: int, seed: int, curve: Callable[[int, float], None]) -> dict[str, float]:
    """{score: share of gaps filled rightly, always at 15% of gaps, parameters}; curve(step, loss)."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    table = language(rng)
    net = Filler()
    optimiser = torch.optim.Adam(net.parameters(), lr=3e-3)
    for step in range(STEPS):
        ids = sentences(BATCH, table, rng)
        shown, chosen = hide(ids, percent / 100, rng)
        loss = nn.functional.cross_entropy(net(shown)[chosen], ids[chosen])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % EVERY == 0 or step == STEPS - 1:
            curve(step, loss.item())
    with torch.no_grad():
        ids = sentences(1000, table, rng)
        shown, chosen = hide(ids, EXAM_RATE, rng)
        right = float((net(shown).argmax(dim=-1) == ids)[chosen].float().mean())
    return {"score": right, "parameters": float(sum(p.numel() for p in net.parameters()))}
