"""Named callables that run beside the learner's model: the judge's own look at its convolutions."""

import torch
from torch import nn


def convolutions(model):
    """Names of all Conv2d in named_modules()."""
    return sorted(name for name, module in model.named_modules() if isinstance(module, nn.Conv2d))


def hooks_left(model):
    """How many forward hooks hang on any module of the model."""
    return sum(len(module._forward_hooks) for module in model.modules())


def all_parameters(model):
    """Numbers in all parameters, frozen ones included."""
    return sum(p.numel() for p in model.parameters())


def maps_of(model, x):
    """{name: output} of every Conv2d while model(x) runs in evaluation mode; the model is left as it was."""
    maps, hooks = {}, []
    for name, module in model.named_modules():
        if isinstance(module, nn.Conv2d):
            keep = lambda _m, _i, out, name=name: maps.__setitem__(name, out.detach().clone())  # noqa: E731
            hooks.append(module.register_forward_hook(keep))
    modes = [(module, module.training) for module in model.modules()]
    try:
        model.eval()
        with torch.no_grad():
            model(x)
    finally:
        for hook in hooks:
            hook.remove()
        for module, mode in modes:
            module.training = mode
    return maps
