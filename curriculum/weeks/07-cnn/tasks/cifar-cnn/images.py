"""The data of the tests: MNIST-M from the assets, and images made so that a mistake shows."""

import numpy as np

from workers.judge import Judging

CLASSES = 10


def labelled(j: Judging) -> tuple[np.ndarray, np.ndarray]:
    data = np.load(j.assets / "mnist-m" / "train.npz", allow_pickle=False)
    return data["x"], data["y"]


def hidden(j: Judging) -> tuple[np.ndarray, np.ndarray]:
    data = np.load(j.assets_judge / "mnist-m" / "test.npz", allow_pickle=False)
    return data["x"], data["y"]


def some(j: Judging, n: int) -> tuple[np.ndarray, np.ndarray]:
    x, y = labelled(j)
    rows = j.rng.permutation(len(y))[:n]
    return x[rows], y[rows]


def scaled(x: np.ndarray) -> np.ndarray:
    return (x / 255).astype(np.float32)


def tinted(x: np.ndarray) -> np.ndarray:
    """Three channels that nobody can take for one another: as it is, at half contrast upside down, and inverted."""
    return np.stack([x[:, 0], 64 + x[:, 1, ::-1] // 2, 255 - x[:, 2]], axis=1)


def flat(colours: np.ndarray) -> np.ndarray:
    """colours [n, 3] -> n images of one colour each, u8[n,3,32,32]."""
    return np.broadcast_to(colours.astype(np.uint8)[:, :, None, None], (len(colours), 3, 32, 32)).copy()


def flat_greys(j: Judging) -> np.ndarray:
    """Four grey images, more than twice 30 apart: a row stays recognisable after any augmentation that the statement allows."""
    return flat(j.rng.permutation([30, 92, 153, 215])[:, None].repeat(3, axis=1))


def flat_colours(j: Judging) -> np.ndarray:
    """Five images whose channels are dark, medium and bright, in an order of its own for each."""
    return flat(np.stack([j.rng.permutation([40, 125, 210]) for _ in range(5)]))
