"""The Transformer's claim in small: one attention layer of a fixed width, cut into 1 to 8 heads, looks at four places at once."""

from collections.abc import Callable

import torch
from torch import nn

SYMBOLS, LENGTH, WIDTH, OFFSETS, STEPS, BATCH, EVERY = 10, 16, 32, (1, 2, 3, 5), 300, 64, 25


class Layer(nn.Module):
    """Symbols and learned positions, one attention of `heads` heads, and an answer for every offset."""

    def __init__(self, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.symbols, self.places = nn.Embedding(SYMBOLS, WIDTH), nn.Parameter(0.5 * torch.randn(LENGTH, WIDTH))
        self.query, self.key, self.value, self.join = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.answer = nn.Linear(WIDTH, len(OFFSETS) * SYMBOLS)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        h = self.symbols(ids) + self.places
        q, k, v = (f(h).unflatten(-1, (self.heads, -1)).transpose(1, 2) for f in (self.query, self.key, self.value))
        scores = q @ k.transpose(-2, -1) / (WIDTH // self.heads) ** 0.5
        mixed = self.join((scores.softmax(dim=-1) @ v).transpose(1, 2).flatten(2))
        found: torch.Tensor = self.answer(mixed)
        return found.unflatten(-1, (len(OFFSETS), SYMBOLS))


def questions(n: int, rng: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """ids [n, T], and for every place the symbols 1, 2, 3 and 5 places before it [n, T, 4], counted round the end."""
    ids = torch.randint(SYMBOLS, (n, LENGTH), generator=rng)
    return ids, torch.stack([ids.roll(offset, dims=1) for offset in OFFSETS], dim=-1)


def train(heads: int, seed: int, curve: Callable[[int, float], None]) -> dict[str, float]:
    """{score: share of right answers on new lists, parameters}; curve(step, loss)."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    net = Layer(heads)
    optimiser = torch.optim.Adam(net.parameters(), lr=1e-2)
    for step in range(STEPS):
        ids, wanted = questions(BATCH, rng)
        loss = nn.functional.cross_entropy(net(ids).flatten(0, 2), wanted.flatten())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % EVERY == 0 or step == STEPS - 1:
            curve(step, loss.item())
    with torch.no_grad():
        ids, wanted = questions(500, rng)
        right = float((net(ids).argmax(dim=-1) == wanted).float().mean())
    return {"score": right, "parameters": float(sum(p.numel() for p in net.parameters()))}
