"""Checks you can run yourself: python public_tests/test_public.py (beside solution.py, or from the folder that holds it)."""

import sys
from pathlib import Path

import numpy as np

for folder in (Path.cwd(), Path(__file__).resolve().parent.parent, Path(__file__).resolve().parent.parent / "starter"):
    if (folder / "solution.py").exists():
        sys.path.insert(0, str(folder))
        break

from solution import TwoLayerNet, cross_entropy, softmax


def test_softmax_ln():
    z = np.log([[1.0, 2.0, 3.0], [4.0, 4.0, 8.0]])
    np.testing.assert_allclose(softmax(z), [[1 / 6, 1 / 3, 1 / 2], [1 / 4, 1 / 4, 1 / 2]], rtol=1e-9)
    loss, dz = cross_entropy(z, np.array([2, 0]))
    np.testing.assert_allclose(loss, (np.log(2) + np.log(4)) / 2, rtol=1e-9)
    np.testing.assert_allclose(dz, [[1 / 12, 1 / 6, -1 / 4], [-3 / 8, 1 / 8, 1 / 4]], rtol=1e-9)


def test_hand_222():
    net = TwoLayerNet(2, 2, 2, seed=0)
    net.params = {
        "W1": np.array([[1.0, 1.0], [1.0, -1.0]]),
        "b1": np.array([-1.0, 0.0]),
        "W2": np.array([[1.0, 2.0], [3.0, -1.0]]),
        "b2": np.array([2.0, np.log(3.0)]),
    }
    loss, grads = net.loss_and_grads(np.array([[1.0, 2.0]]), np.array([0]))
    np.testing.assert_allclose(loss, np.log(4.0), rtol=1e-9)
    np.testing.assert_allclose(grads["W1"], [[0.75, 0.0], [1.5, 0.0]], atol=1e-9)
    np.testing.assert_allclose(grads["b1"], [0.75, 0.0], atol=1e-9)
    np.testing.assert_allclose(grads["W2"], [[-1.5, 1.5], [0.0, 0.0]], atol=1e-9)
    np.testing.assert_allclose(grads["b2"], [-0.75, 0.75], atol=1e-9)


def test_loss_falls():
    rng = np.random.default_rng(11)
    X = rng.normal(size=(20, 2))
    y = (X[:, 0] * X[:, 1] > 0).astype(np.int64)
    net = TwoLayerNet(2, 16, 2, seed=3)
    before = net.loss_and_grads(X, y)[0]
    net.fit(X, y, epochs=200, batch_size=5, lr=0.1, seed=4)
    after = net.loss_and_grads(X, y)[0]
    assert after < 0.6 * before, f"loss went from {before:.3f} only to {after:.3f}"


if __name__ == "__main__":
    failed = 0
    for name, test in [(key, value) for key, value in list(globals().items()) if key.startswith("test_")]:
        try:
            test()
        except Exception as problem:
            failed += 1
            print(f"FAIL {name}: {type(problem).__name__}: {problem}")
        else:
            print(f"ok   {name}")
    sys.exit(1 if failed else 0)
