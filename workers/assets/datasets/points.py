"""Points in the plane, made by a formula."""

import math
from typing import TYPE_CHECKING, Any

from workers.assets.built import Built, npz

if TYPE_CHECKING:
    import numpy as np


def spiral() -> Built:
    """Three arms that no line separates: x f64[n,2], y i64[n]; 600 rows for training, 300 others to try on."""
    import numpy as np

    rng = np.random.default_rng(5)
    x_train, y_train = _arms(rng, 200)
    x_test, y_test = _arms(rng, 100)
    return Built(public={"spiral.npz": npz(x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)})


def _arms(rng: "np.random.Generator", per_arm: int) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
    import numpy as np

    radius = np.tile(np.linspace(0.05, 1.0, per_arm), 3)
    label = np.repeat(np.arange(3), per_arm)
    angle = radius * 4.0 + label * (2 * math.pi / 3) + rng.normal(scale=0.15, size=radius.shape)
    x = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    order = rng.permutation(len(x))
    return x[order], label[order].astype(np.int64)
