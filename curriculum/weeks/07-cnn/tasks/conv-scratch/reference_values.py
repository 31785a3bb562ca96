"""Float64 answers of the judge's side, computed with torch, and the random layers that the tests draw."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

Pair = tuple[int, int]


@dataclass(frozen=True)
class Layer:
    """One random convolution or pooling layer; x, w, b are float64."""

    x: np.ndarray
    w: np.ndarray
    b: np.ndarray
    stride: Pair
    padding: Pair

    @property
    def kernel(self) -> Pair:
        return self.w.shape[2], self.w.shape[3]

    @property
    def words(self) -> str:
        h, w = self.x.shape[2:]
        return f"H×W = {h}×{w}, k = {self.kernel}, s = {self.stride}, p = {self.padding}"


def draw_layer(rng: np.random.Generator, *, divides: bool | None = None) -> Layer:
    """H ≠ W, kh ≠ kw, padding at most half the kernel; `divides` asks whether the size formula leaves no remainder."""
    while True:
        n, c, f = (int(rng.integers(1, 5)) for _ in range(3))
        h, w = (int(size) for size in rng.choice(np.arange(6, 14), 2, replace=False))
        kh, kw = (int(size) for size in rng.choice(np.arange(1, 6), 2, replace=False))
        stride = int(rng.integers(1, 4)), int(rng.integers(1, 4))
        padding = int(rng.integers(0, kh // 2 + 1)), int(rng.integers(0, kw // 2 + 1))
        remainders = (h + 2 * padding[0] - kh) % stride[0], (w + 2 * padding[1] - kw) % stride[1]
        if divides is None or (not any(remainders) if divides else all(remainders)):
            return Layer(rng.normal(size=(n, c, h, w)), rng.normal(size=(f, c, kh, kw)), rng.normal(size=f), stride, padding)


def conv_ref(layer: Layer) -> np.ndarray:
    x, w, b = (torch.from_numpy(value) for value in (layer.x, layer.w, layer.b))
    return F.conv2d(x, w, b, stride=layer.stride, padding=layer.padding).numpy()


def conv_grads_ref(layer: Layer, dout: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    leaves = [torch.tensor(value, requires_grad=True) for value in (layer.x, layer.w, layer.b)]
    out = F.conv2d(*leaves, stride=layer.stride, padding=layer.padding)
    grads = torch.autograd.grad(out, leaves, torch.from_numpy(dout))
    return grads[0].numpy(), grads[1].numpy(), grads[2].numpy()


def pool_ref(x: np.ndarray, k: Pair, s: Pair, p: Pair) -> np.ndarray:
    return F.max_pool2d(torch.from_numpy(x), k, s, p).numpy()


def pool_grad_ref(x: np.ndarray, k: Pair, s: Pair, p: Pair, dout: np.ndarray) -> np.ndarray:
    """Explicit, so that ties are ours to decide: the first place in row-major order receives everything."""
    dx = np.zeros_like(x)
    h, w = x.shape[2:]
    for n, c, i, j in np.ndindex(*dout.shape):
        rows = range(max(i * s[0] - p[0], 0), min(i * s[0] - p[0] + k[0], h))
        cols = range(max(j * s[1] - p[1], 0), min(j * s[1] - p[1] + k[1], w))
        places = [(r, q) for r in rows for q in cols]
        best = max(places, key=lambda place: x[n, c, place[0], place[1]])  # max keeps the first of equals
        dx[n, c, best[0], best[1]] += dout[n, c, i, j]
    return dx


def ints(value: Pair) -> int | Pair:
    """An int where both are equal, so that both forms of the argument are met."""
    return value[0] if value[0] == value[1] else value
