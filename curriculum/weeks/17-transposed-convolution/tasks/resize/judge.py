"""Judge of resize. Hidden arrays come from `j.rng`; the answers are torch's, in float64, on this side."""

import causes
import numpy as np
import torch
import torch.nn.functional as F

from workers.judge import Judging, check


def picture(j: Judging, low: int = 2, high: int = 9) -> np.ndarray:
    """x [N, C, H, W] with H ≠ W."""
    h, w = (int(n) for n in j.rng.choice(np.arange(low, high), 2, replace=False))
    return j.rng.normal(size=(int(j.rng.integers(1, 4)), int(j.rng.integers(1, 5)), h, w))


def bilinear_ref(x: np.ndarray, size: tuple[int, int], align_corners: bool) -> np.ndarray:
    return F.interpolate(torch.from_numpy(x), size=size, mode="bilinear", align_corners=align_corners).numpy()


def resized(j: Judging, x: np.ndarray, size: tuple[int, int], align_corners: bool, cause: dict[str, str]) -> None:
    got = j.learner.call("bilinear", x, size, align_corners)
    what = f"bilinear: {x.shape[2]}×{x.shape[3]} → {size[0]}×{size[1]}, align_corners={align_corners}"
    j.close(got, bilinear_ref(x, size, align_corners), rtol=1e-9, atol=1e-9, what=what, cause=cause)


# ---- public ----


@check("nearest_by_two")
def nearest_by_two(j: Judging) -> None:
    got = j.learner.call("nearest", np.array([[[[1.0, 2], [3, 4]]]]), 2)
    want = np.array([[[[1.0, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]]])
    j.close(got, want, what="nearest(x, 2)", cause=causes.NEAREST)


@check("linear_line")
def linear_line(j: Judging) -> None:
    line = np.array([[[[0.0, 4, 8]]]])
    got = j.learner.call("bilinear", line, (1, 6), False)
    j.close(got, np.array([[[[0.0, 1, 3, 5, 7, 8]]]]), what="bilinear(x, (1, 6), False)", cause=causes.CENTRES)
    got = j.learner.call("bilinear", line, (1, 5), True)
    j.close(got, np.array([[[[0.0, 2, 4, 6, 8]]]]), what="bilinear(x, (1, 5), True)", cause=causes.CORNERS)


# ---- hidden ----


@check("nearest_values")
def nearest_values(j: Judging) -> None:
    for s in (1, 2, 3, 5):
        x = picture(j)
        want = F.interpolate(torch.from_numpy(x), scale_factor=s, mode="nearest").numpy()
        j.close(j.learner.call("nearest", x, s), want, rtol=0, what=f"nearest(x, {s})", cause=causes.NEAREST)


@check("align_corners")
def align_corners(j: Judging) -> None:
    """Both meanings, up and down, whole and broken factors, the two directions different."""
    for k in range(24):
        x = picture(j)
        size = int(j.rng.integers(2, 21)), int(j.rng.integers(2, 21))
        corners = bool(k % 2)
        resized(j, x, size, corners, causes.CORNERS if corners else causes.CENTRES)


@check("bilinear_kernel")
def bilinear_kernel(j: Judging) -> None:
    """Inside, resizing by a factor s is a depthwise transposed convolution with a triangle of width 2s."""
    for s in (2, 4, 6):
        x = picture(j, 4, 9)
        side = 1 - np.abs((np.arange(2 * s) + 0.5) / s - 1)
        kernel = torch.from_numpy(np.outer(side, side)).expand(x.shape[1], 1, 2 * s, 2 * s)
        want = F.conv_transpose2d(torch.from_numpy(x), kernel, stride=s, padding=s // 2, groups=x.shape[1]).numpy()
        size = s * x.shape[2], s * x.shape[3]
        got = j.array(j.learner.call("bilinear", x, size, False), "bilinear", shape=(*x.shape[:2], *size))
        what = {"zh": f"bilinear 的内部，放大 {s} 倍", "en": f"bilinear inside, {s} times as large"}
        inner = (..., slice(s, -s), slice(s, -s))
        j.close(got[inner].copy(), want[inner].copy(), rtol=1e-9, atol=1e-9, what=what, cause=causes.INSIDE)


@check("edge_sizes")
def edge_sizes(j: Judging) -> None:
    """One pixel in, one pixel out, the same size again; both meanings."""
    for corners in (False, True):
        for (h, w), size in (
            ((1, 5), (3, 7)),
            ((4, 1), (9, 1)),
            ((1, 1), (3, 2)),
            ((5, 4), (1, 1)),
            ((6, 3), (1, 5)),
            ((5, 7), (5, 7)),
        ):
            resized(j, j.rng.normal(size=(2, 3, h, w)), size, corners, causes.ONE)


@check("shuffle_parity")
def shuffle_parity(j: Judging) -> None:
    for r in (1, 2, 3, 4):
        for c in (1, 2, 3):
            h, w = (int(n) for n in j.rng.choice(np.arange(1, 7), 2, replace=False))
            x = j.rng.normal(size=(int(j.rng.integers(1, 4)), c * r * r, h, w))
            want = F.pixel_shuffle(torch.from_numpy(x), r).numpy()
            what = f"pixel_shuffle: {tuple(x.shape)}, r = {r}"
            j.close(j.learner.call("pixel_shuffle", x, r), want, rtol=0, what=what, cause=causes.SHUFFLE)


# ---- gates ----


@check("K5")
def odd_sizes(j: Judging) -> None:
    x = j.rng.normal(size=(3, 5, 11, 7))
    resized(j, x, (13, 17), False, causes.CENTRES)
    resized(j, x, (2, 19), True, causes.CORNERS)


@check("K6")
def images_independent(j: Judging) -> None:
    x = j.rng.normal(size=(7, 4, 5, 6))
    order = j.rng.permutation(7)[:4]
    what = {"zh": "部分图片换了次序", "en": "some images in another order"}
    for name, args, shape in (
        ("nearest", (2,), (7, 4, 10, 12)),
        ("bilinear", ((9, 8), False), (7, 4, 9, 8)),
        ("pixel_shuffle", (2,), (7, 1, 10, 12)),
    ):
        whole = j.array(j.learner.call(name, x, *args), name, shape=shape)
        j.close(j.learner.call(name, x[order], *args), whole[order], rtol=1e-9, atol=1e-12, what=what)


@check("K8")
def growth(j: Judging) -> None:
    """Executed Python lines at two sizes."""
    lines = []
    for n, c, h, w in ((2, 4, 4, 5), (7, 8, 13, 11)):
        x = j.rng.normal(size=(n, c, h, w))
        calls = (("nearest", 2), ("bilinear", (2 * h, 3 * w), False), ("bilinear", (2 * h, 3 * w), True), ("pixel_shuffle", 2))
        lines.append(sum(j.learner.line_count(name, x, *args) for name, *args in calls))
    what = {"zh": "图更大、更多时执行的 Python 行数", "en": "Python lines executed for more and larger images"}
    j.at_most(lines[1], lines[0] + 20, what=what, cause=causes.LOOPS)
