"""Float64 answers of the judge's side, computed with torch, and the random layers that the tests draw."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

Pair = tuple[int, int]


@dataclass(frozen=True)
class Layer:
    """One random transposed convolution; x, w, b are float64."""

    x: np.ndarray
    w: np.ndarray
    b: np.ndarray
    stride: Pair
    padding: Pair
    output_padding: Pair

    @property
    def kernel(self) -> Pair:
        return self.w.shape[2], self.w.shape[3]

    @property
    def size(self) -> Pair:
        (h, w), (kh, kw) = self.x.shape[2:], self.kernel
        (sh, sw), (ph, pw), (oh, ow) = self.stride, self.padding, self.output_padding
        return (h - 1) * sh - 2 * ph + kh + oh, (w - 1) * sw - 2 * pw + kw + ow

    @property
    def settings(self) -> tuple[int | Pair, int | Pair, int | Pair]:
        """The last three arguments as they are sent: an int where both are equal, so that both forms are met."""
        return ints(self.stride), ints(self.padding), ints(self.output_padding)

    @property
    def words(self) -> str:
        h, w = self.x.shape[2:]
        more = f"s = {self.stride}, p = {self.padding}, output_padding = {self.output_padding}"
        return f"H×W = {h}×{w}, k = {self.kernel}, {more}"


def draw_layer(rng: np.random.Generator, *, kind: str = "any") -> Layer:
    """H ≠ W, kh ≠ kw, Ci ≠ Co, p ≤ k − 1, output_padding < s. `kind`: small (k < s), uneven (s does not divide k), padded
    (output_padding in both directions, some of it beyond the padding), crossed (stride, padding differ by direction), any."""
    while True:
        n = int(rng.integers(1, 4))
        ci, co = (int(c) for c in rng.choice(np.arange(1, 5), 2, replace=False))
        h, w = (int(size) for size in rng.choice(np.arange(2, 8), 2, replace=False))
        kh, kw = (int(size) for size in rng.choice(np.arange(1, 6), 2, replace=False))
        s = int(rng.integers(1, 4)), int(rng.integers(1, 4))
        p = int(rng.integers(0, kh)), int(rng.integers(0, kw))
        op = int(rng.integers(0, s[0])), int(rng.integers(0, s[1]))
        arrays = rng.normal(size=(n, ci, h, w)), rng.normal(size=(ci, co, kh, kw)), rng.normal(size=co)
        layer = Layer(*arrays, s, p, op)
        if min(layer.size) >= 1 and _is(layer, kind):
            return layer


def _is(layer: Layer, kind: str) -> bool:
    sides = list(zip(layer.kernel, layer.stride, layer.padding, layer.output_padding, strict=True))
    match kind:
        case "small":
            return any(k < s for k, s, _, _ in sides)
        case "uneven":
            return all(s > 1 and k > s and k % s for k, s, _, _ in sides)
        case "padded":
            return all(op > 0 for *_, op in sides) and any(op > p for *_, p, op in sides)
        case "crossed":
            return len(set(layer.stride)) == len(set(layer.padding)) == len(set(layer.output_padding)) == 2
    return True


def conv_transpose_ref(layer: Layer) -> np.ndarray:
    x, w, b = (torch.from_numpy(value) for value in (layer.x, layer.w, layer.b))
    more = {"stride": layer.stride, "padding": layer.padding, "output_padding": layer.output_padding}
    return F.conv_transpose2d(x, w, b, **more).numpy()


def grads_ref(layer: Layer, dout: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    leaves = [torch.tensor(value, requires_grad=True) for value in (layer.x, layer.w, layer.b)]
    more = {"stride": layer.stride, "padding": layer.padding, "output_padding": layer.output_padding}
    out = F.conv_transpose2d(*leaves, **more)
    grads = torch.autograd.grad(out, leaves, torch.from_numpy(dout))
    return grads[0].numpy(), grads[1].numpy(), grads[2].numpy()


def conv_ref(y: np.ndarray, layer: Layer) -> np.ndarray:
    """The convolution whose transpose the layer is, of y [N,Co,H',W']: the very same weight, read as [F, C, kh, kw]."""
    return F.conv2d(torch.from_numpy(y), torch.from_numpy(layer.w), stride=layer.stride, padding=layer.padding).numpy()


def matrix_ref(w2d: np.ndarray, h: int, w: int, stride: Pair, padding: Pair) -> np.ndarray:
    """Column k of C is the convolution of the k-th unit picture."""
    units = torch.eye(h * w, dtype=torch.float64).reshape(h * w, 1, h, w)
    images = F.conv2d(units, torch.from_numpy(w2d)[None, None], stride=stride, padding=padding)
    return images.reshape(h * w, -1).T.numpy().copy()


def overlap_ref(n: int, k: int, s: int) -> np.ndarray:
    """How many scattered kernels cover each cell of one line, counted one by one."""
    counts = np.zeros((n - 1) * s + k)
    for start in range(0, n * s, s):
        counts[start : start + k] += 1
    return counts


def ints(value: Pair) -> int | Pair:
    """An int where both are equal, so that both forms of the argument are met."""
    return value[0] if value[0] == value[1] else value
