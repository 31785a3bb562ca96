"""ResNet's claim in small: many blocks on a curved border, with and without shortcuts, all with batch normalisation."""

from collections.abc import Callable

import torch
from torch import nn

WIDTH, STEPS, EVERY = 16, 120, 10


class Block(nn.Module):
    """Two layers with batch normalisation; with a shortcut their input is added before the last ReLU."""

    def __init__(self, shortcuts: bool) -> None:
        super().__init__()
        layers = [nn.Linear(WIDTH, WIDTH), nn.BatchNorm1d(WIDTH), nn.ReLU(), nn.Linear(WIDTH, WIDTH), nn.BatchNorm1d(WIDTH)]
        self.layers, self.shortcuts = nn.Sequential(*layers), shortcuts

    def forward(self, h: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.layers(h)
        return torch.relu(h + out if self.shortcuts else out)


def points(n: int, rng: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    x = torch.rand(n, 2, generator=rng) * 4 - 2
    return x, (torch.sin(2 * x[:, 0]) > x[:, 1]).long()


def train(blocks: int, shortcuts: bool, seed: int, curve: Callable[[int, float], None]) -> dict[str, float]:
    """{score: share of the training points that are right, parameters, first_gradient before training}; curve(step, loss)."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    x, y = points(256, rng)
    net = nn.Sequential(nn.Linear(2, WIDTH), *[Block(shortcuts) for _ in range(blocks)], nn.Linear(WIDTH, 2))
    optimiser = torch.optim.Adam(net.parameters(), lr=3e-3)
    first_gradient = right = 0.0
    for step in range(STEPS):
        guessed = net(x)
        loss = nn.functional.cross_entropy(guessed, y)
        right = float((guessed.argmax(dim=1) == y).float().mean())
        optimiser.zero_grad()
        loss.backward()
        if step == 0:
            first_gradient = float(next(net.parameters()).grad.norm())
        optimiser.step()
        if step % EVERY == 0 or step == STEPS - 1:
            curve(step, loss.item())
    parameters = sum(p.numel() for p in net.parameters())
    return {"score": right, "parameters": float(parameters), "first_gradient": first_gradient}
