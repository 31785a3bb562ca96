"""Drawn pictures of discs and bars with soft edges, made small by averaging: pairs for super-resolution."""

import torch

SIDE = 48  # divides by the strides 2 and 3


def draw(n: int, rng: torch.Generator) -> torch.Tensor:
    """[n, 1, SIDE, SIDE] in 0…1: three discs and a bar each, on a slope of grey."""
    rows = torch.arange(SIDE)[None, :, None].float()
    columns = torch.arange(SIDE)[None, None, :].float()

    def number(low: float, high: float) -> torch.Tensor:
        return (low + (high - low) * torch.rand(n, generator=rng))[:, None, None]

    made = number(0.1, 0.5) + number(-0.3, 0.3) * rows / SIDE + number(-0.3, 0.3) * columns / SIDE
    for _ in range(3):
        distance = ((rows - number(4, SIDE - 4)) ** 2 + (columns - number(4, SIDE - 4)) ** 2).sqrt()
        made = made + number(-0.5, 0.6) * torch.sigmoid(number(3, 10) - distance)
    angle = number(0, 3.14)
    across = (rows - number(10, SIDE - 10)) * angle.cos() + (columns - number(10, SIDE - 10)) * angle.sin()
    made = made + number(-0.4, 0.5) * torch.sigmoid(2 - across.abs())
    return made.clamp(0, 1)[:, None]


def small(pictures: torch.Tensor, stride: int) -> torch.Tensor:
    return torch.nn.functional.avg_pool2d(pictures, stride)
