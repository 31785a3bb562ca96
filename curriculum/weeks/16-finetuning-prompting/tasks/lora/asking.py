"""How the judge asks: a base layer with its weights, an adapter with its own, outputs, gradients, the parameters that train."""

from typing import Any, NamedTuple

import numpy as np

from workers.judge import Handle, Judging, Torch

CLASS = "LoRALinear"
EXACT = {"rtol": 1e-11, "atol": 1e-11}
ROUND = {"rtol": 1e-5, "atol": 1e-5}  # tests of behaviour: a merged layer in float32 costs the test of its numbers only


class Case(NamedTuple):
    """A learner's layer over a learner's base, and the numbers that the judge put into both."""

    layer: Handle
    base: Handle
    weight: np.ndarray
    bias: np.ndarray | None
    a: np.ndarray
    b: np.ndarray
    scale: float

    def dense(self) -> np.ndarray:
        return self.weight + self.scale * self.b @ self.a

    def output(self, x: np.ndarray) -> np.ndarray:
        out = x @ self.weight.T + self.scale * (x @ self.a.T @ self.b.T)
        return out if self.bias is None else out + self.bias


def base_of(j: Judging, n_in: int, n_out: int, bias: bool = True) -> tuple[Handle, np.ndarray, np.ndarray | None]:
    """A float64 nn.Linear over there with the judge's weights."""
    base = j.learner.lib("torch.nn.Linear", n_in, n_out, bias)
    base.do("double")
    weight, offset = j.rng.normal(size=(n_out, n_in)), j.rng.normal(size=n_out) if bias else None
    base.set("weight", Torch(weight))
    if offset is not None:
        base.set("bias", Torch(offset))
    return base, weight, offset


def adapted(j: Judging, n_in: int, n_out: int, r: int, alpha: float, bias: bool = True) -> Case:
    """A layer whose A and B the judge has set, after construction as training would."""
    base, weight, offset = base_of(j, n_in, n_out, bias)
    layer = layer_of(j, base, r, alpha)
    a, b = j.rng.normal(size=(r, n_in)), j.rng.normal(size=(n_out, r))
    shapes(j, layer, r, n_in, n_out)
    layer.set("A", Torch(a))
    layer.set("B", Torch(b))
    return Case(layer, base, weight, offset, a, b, alpha / r)


def layer_of(j: Judging, base: Handle, r: int, alpha: float) -> Handle:
    """Their layer in float64, whatever it was built in: only `init_identity` asks for the dtype at the start."""
    layer = j.learner.new(CLASS, base, r, alpha)
    layer.do("double")
    return layer


def shapes(j: Judging, layer: Handle, r: int, n_in: int, n_out: int) -> tuple[np.ndarray, np.ndarray]:
    """A and B as they are, of the agreed shapes."""
    return (
        j.array(layer.get("A"), "A", shape=(r, n_in)),
        j.array(layer.get("B"), "B", shape=(n_out, r)),
    )


def forward(j: Judging, layer: Handle, x: np.ndarray, n_out: int) -> np.ndarray:
    return j.array(layer(Torch(x)), "layer(x)", shape=(*x.shape[:-1], n_out), dtype=x.dtype.name)


def parameters(layer: Handle) -> dict[str, tuple[bool, tuple[int, ...]]]:
    """Every parameter's name: (whether it trains, its shape)."""
    listed = layer.new("named_parameters")
    count = listed.call("__len__")
    return {
        str(listed.get(f"{k}.0")): (bool(listed.get(f"{k}.1.requires_grad")), tuple(listed.get(f"{k}.1").shape))
        for k in range(count)
    }


def backward(j: Judging, layer: Handle, x: np.ndarray, dout: np.ndarray) -> Handle:
    """Σ dout·layer(x) differentiated over there, gradients left in the tensors; the kept x comes back for its own."""
    given = j.learner.lib("torch.clone", Torch(x))
    given.do("requires_grad_")
    weighted = j.learner.lib("torch.mul", layer.new("", given), Torch(dout))
    j.learner.lib("torch.sum", weighted).do("backward")
    return given


def gradient(j: Judging, owner: Handle, path: str) -> np.ndarray | None:
    """A tensor's gradient, None where there is none."""
    found: Any = owner.get(f"{path}.grad" if path else "grad")
    return None if found is None else j.array(found, f"{path}.grad")
