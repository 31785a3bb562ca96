"""A small network that learns to name the noise; in one case of five it is not told the class."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

STEPS, BATCH, WIDTH, RATE, CLASSES, UNTOLD = 2000, 256, 64, 2e-3, 2, 0.2
EVERY = 100
Array = np.ndarray


class Trained:
    """Called as (x f64[n,2], step, class or None) it gives the noise f64[n,2]."""

    def __init__(self, abar: Array, seed: int) -> None:
        torch.manual_seed(seed)
        self.abar = torch.tensor(abar, dtype=torch.float32)
        inputs = 2 + 3 + CLASSES + 1
        layers: list[torch.nn.Module] = [torch.nn.Linear(inputs, WIDTH), torch.nn.SiLU()]
        for _ in range(2):
            layers += [torch.nn.Linear(WIDTH, WIDTH), torch.nn.SiLU()]
        self.net = torch.nn.Sequential(*layers, torch.nn.Linear(WIDTH, 2))

    def fit(self, draw: Callable[[int], tuple[Array, Array]], report: Callable[..., None]) -> "Trained":
        """Every step: fresh data, a random time for each point, noise added ONCE, squared error of the guess."""
        optimiser = torch.optim.Adam(self.net.parameters(), lr=RATE)
        mean = 0.0
        for step in range(STEPS):
            points, labels = draw(BATCH)
            x0, told = torch.tensor(points, dtype=torch.float32), torch.tensor(labels)
            told = torch.where(torch.rand(BATCH) < UNTOLD, CLASSES, told)
            t = torch.randint(len(self.abar), (BATCH,))
            eps, a = torch.randn(BATCH, 2), self.abar[t][:, None]
            loss = ((self._noise(a.sqrt() * x0 + (1 - a).sqrt() * eps, t, told) - eps) ** 2).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            mean += loss.item() / EVERY
            if step % EVERY == EVERY - 1:
                report(step + 1 - STEPS, loss=mean)  # before step 0, where sampling begins
                mean = 0.0
        return self

    def _noise(self, x: torch.Tensor, t: torch.Tensor, label: torch.Tensor) -> Any:
        a = self.abar[t][:, None]
        when = torch.cat([a.sqrt(), (1 - a).sqrt(), torch.log((1 - a) / a) / 10], dim=1)
        return self.net(torch.cat([x, when, torch.nn.functional.one_hot(label, CLASSES + 1).float()], dim=1))

    @torch.no_grad()
    def __call__(self, x: Array, t: int, label: int | None) -> Array:
        n = len(x)
        told = torch.full((n,), CLASSES if label is None else label)
        found = self._noise(torch.tensor(x, dtype=torch.float32), torch.full((n,), t), told)
        return np.asarray(found.double().numpy())
