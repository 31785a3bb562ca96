"""The judge's own float64 network, and how it talks to theirs."""

import numpy as np
import torch

from workers.judge import Handle, Judging, Learner

Params = dict[str, np.ndarray]
NAMES = ("W1", "b1", "W2", "b2")


def softmax_ref(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def loss_rows(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Cross-entropy of every row, f64[n]."""
    shifted = z - z.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(y)), y]


def dz_ref(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    dz = softmax_ref(z)
    dz[np.arange(len(y)), y] -= 1
    return dz / len(y)


def draw_params(rng: np.random.Generator, d: int, h: int, c: int) -> Params:
    return {
        "W1": rng.normal(size=(d, h)) / np.sqrt(d),
        "b1": 0.3 * rng.normal(size=h),
        "W2": rng.normal(size=(h, c)) / np.sqrt(h),
        "b2": 0.3 * rng.normal(size=c),
    }


def logits_ref(p: Params, X: np.ndarray) -> np.ndarray:
    return np.maximum(X @ p["W1"] + p["b1"], 0) @ p["W2"] + p["b2"]


def draw_rows(rng: np.random.Generator, p: Params, n: int) -> np.ndarray:
    """n inputs whose pre-activations all stay clear of ReLU's kink."""
    rows: list[np.ndarray] = []
    while len(rows) < n:
        x = rng.normal(size=p["W1"].shape[0])
        if np.abs(x @ p["W1"] + p["b1"]).min() > 1e-3:
            rows.append(x)
    return np.array(rows)


def planted(learner: Learner, p: Params) -> Handle:
    """A fresh network of theirs that carries our parameters."""
    d, h = p["W1"].shape
    net = learner.new("TwoLayerNet", d, h, p["W2"].shape[1], 1)
    net.set("params", {name: value.copy() for name, value in p.items()})
    return net


def autograd_ref(p: Params, X: np.ndarray, y: np.ndarray) -> tuple[float, Params]:
    leaves = {name: torch.tensor(value, requires_grad=True) for name, value in p.items()}
    z = torch.relu(torch.tensor(X) @ leaves["W1"] + leaves["b1"]) @ leaves["W2"] + leaves["b2"]
    loss = torch.nn.functional.cross_entropy(z, torch.tensor(y))
    loss.backward()  # type: ignore[no-untyped-call]
    return loss.item(), {name: leaf.grad.numpy() for name, leaf in leaves.items() if leaf.grad is not None}


def problem(j: Judging, n: int = 11, d: int = 5, h: int = 7, c: int = 3) -> tuple[Params, np.ndarray, np.ndarray]:
    p = draw_params(j.rng, d, h, c)
    return p, draw_rows(j.rng, p, n), j.rng.integers(0, c, n)


def grads_of(j: Judging, net: Handle, X: np.ndarray, y: np.ndarray, *l2: float) -> tuple[float, Params]:
    """Their (loss, gradients), or a failure that names what is missing."""
    got = net.call("loss_and_grads", X, y, *l2)
    j.that(
        isinstance(got, tuple | list) and len(got) == 2 and isinstance(got[1], dict) and set(got[1]) == set(NAMES),
        {
            "zh": "loss_and_grads 应返回 (loss, 字典)，字典的键正好是 W1、b1、W2、b2。",
            "en": "loss_and_grads should return (loss, dict) with exactly the keys W1, b1, W2, b2.",
        },
    )
    return j.number(got[0], "loss"), {name: j.array(got[1][name], f"grads[{name!r}]") for name in NAMES}


def params_of(j: Judging, net: Handle) -> Params:
    got = net.get("params")
    j.that(
        isinstance(got, dict) and set(got) == set(NAMES),
        {
            "zh": "params 应是字典，键正好是 W1、b1、W2、b2。",
            "en": "params should be a dict with exactly the keys W1, b1, W2, b2.",
        },
    )
    return {name: j.array(got[name], f"params[{name!r}]") for name in NAMES}


def fit(net: Handle, X: np.ndarray, y: np.ndarray, *, epochs: int, batch: int, lr: float, seed: int) -> None:
    net.do("fit", X, y, epochs, batch, lr, seed)
