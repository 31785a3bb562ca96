"""The judge's encoder: plain functions of a state dict in float64, written without torch's own Transformer.

torch's own is no use as a reference: its fast path in evaluation zeroes PAD outputs, and a sequence that is all PAD gives NaN.
"""

import math

import torch
import torch.nn.functional as F

EPS = 1e-5


def layer_shapes(d, d_ff):
    return {
        "self_attn.in_proj_weight": (3 * d, d),
        "self_attn.in_proj_bias": (3 * d,),
        "self_attn.out_proj.weight": (d, d),
        "self_attn.out_proj.bias": (d,),
        "linear1.weight": (d_ff, d),
        "linear1.bias": (d_ff,),
        "linear2.weight": (d, d_ff),
        "linear2.bias": (d,),
        "norm1.weight": (d,),
        "norm1.bias": (d,),
        "norm2.weight": (d,),
        "norm2.bias": (d,),
    }


def stack_shapes(vocab, d, d_ff, layers, norm_first):
    shapes = {"embed.weight": (vocab, d)}
    for k in range(layers):
        shapes |= {f"layers.{k}.{name}": shape for name, shape in layer_shapes(d, d_ff).items()}
    return shapes | ({"norm.weight": (d,), "norm.bias": (d,)} if norm_first else {})


def random_state(shapes, rng):
    """float64 values under which every part matters: biases, scales of norms and attention that is far from uniform."""
    state = {}
    for name, shape in shapes.items():
        if name.endswith("in_proj_weight"):
            value = rng.normal(size=shape) * 1.5 / math.sqrt(shape[1])
        elif name == "embed.weight":
            value = rng.normal(size=shape) * 0.4
        elif len(shape) == 2:
            value = rng.normal(size=shape) / math.sqrt(shape[1])
        elif "norm" in name and name.endswith("weight"):
            value = rng.uniform(0.5, 1.5, shape)
        else:
            value = rng.normal(size=shape) * 0.3
        state[name] = torch.from_numpy(value)
    return state


def norm(x, state, name):
    return F.layer_norm(x, x.shape[-1:], state[f"{name}.weight"], state[f"{name}.bias"], EPS)


def attention(x, state, h, pad):
    b, t, d = x.shape
    packed = x @ state["self_attn.in_proj_weight"].T + state["self_attn.in_proj_bias"]
    q, k, v = (part.reshape(b, t, h, d // h).transpose(1, 2) for part in packed.split(d, dim=-1))
    scores = torch.einsum("bhqd,bhkd->bhqk", q, k) / math.sqrt(d // h)
    if pad is not None:
        scores = scores.masked_fill(pad[:, None, None, :], -math.inf)
    weights = torch.nan_to_num(scores.softmax(-1))
    context = torch.einsum("bhqk,bhkd->bhqd", weights, v).transpose(1, 2).reshape(b, t, d)
    return context @ state["self_attn.out_proj.weight"].T + state["self_attn.out_proj.bias"]


def ffn(x, state, act):
    inner = x @ state["linear1.weight"].T + state["linear1.bias"]
    inner = inner.clamp(min=0) if act == "relu" else 0.5 * inner * (1 + torch.erf(inner / math.sqrt(2)))
    return inner @ state["linear2.weight"].T + state["linear2.bias"]


def layer(x, state, h, pad, norm_first, act="relu"):
    if norm_first:
        x = x + attention(norm(x, state, "norm1"), state, h, pad)
        return x + ffn(norm(x, state, "norm2"), state, act)
    x = norm(x + attention(x, state, h, pad), state, "norm1")
    return norm(x + ffn(x, state, act), state, "norm2")


def positions(length, d):
    angle = torch.arange(length)[:, None] / 10_000.0 ** (torch.arange(0, d, 2, dtype=torch.float64) / d)
    return torch.stack([angle.sin(), angle.cos()], -1).reshape(length, d)


def embedded(ids, state):
    table = state["embed.weight"]
    return table[ids] * math.sqrt(table.shape[1]) + positions(ids.shape[1], table.shape[1])


def stack(ids, state, h, pad, layers, norm_first):
    x = embedded(ids, state)
    for k in range(layers):
        own = {name.removeprefix(f"layers.{k}."): v for name, v in state.items() if name.startswith(f"layers.{k}.")}
        x = layer(x, own, h, pad, norm_first)
    return norm(x, state, "norm") if norm_first else x
