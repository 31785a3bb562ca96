"""Measurements made inside the learner's process, because their objects never leave it: gradients, operator counts, memory."""

import gc
import inspect
import os
import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any

Call = Callable[..., Any]


def gradient(call: Call, owner: Any, args: list[Any], kwargs: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """Runs autograd: {"out", "args": {index: grad}, "params": {name: grad}}; a gradient that does not exist is None.

    options: `wrt` [index] or None (every floating tensor), `dout` tensor or None (the output must be one number),
    `output` index or key of the result to differentiate, `params` whether to differentiate the owner's parameters too.
    """
    import torch

    wrt = options["wrt"]
    if wrt is None:
        wrt = [i for i, arg in enumerate(args) if isinstance(arg, torch.Tensor) and arg.is_floating_point()]
    args = [arg.detach().clone().requires_grad_(True) if i in wrt else arg for i, arg in enumerate(args)]
    params = _parameters(owner) if options["params"] else {}
    result = call(*args, **kwargs)
    out = result if options["output"] is None else result[options["output"]]
    inputs = [args[i] for i in wrt] + list(params.values())
    grads = torch.autograd.grad(out, inputs, grad_outputs=options["dout"], allow_unused=True)
    return {
        "out": out.detach(),
        "args": dict(zip(wrt, grads[: len(wrt)], strict=True)),
        "params": dict(zip(params, grads[len(wrt) :], strict=True)),
    }


def _parameters(owner: Any) -> dict[str, Any]:
    if hasattr(owner, "named_parameters"):
        return dict(owner.named_parameters())
    return {str(i): parameter for i, parameter in enumerate(owner.parameters())}


def op_count(call: Call, args: list[Any], kwargs: dict[str, Any]) -> dict[str, int]:
    """How often each torch operator was dispatched (`aten.mm`) and each torch function called (`torch.matmul`)."""
    import torch
    from torch.overrides import TorchFunctionMode, resolve_name
    from torch.utils._python_dispatch import TorchDispatchMode

    counts: Counter[str] = Counter()

    class Dispatched(TorchDispatchMode):  # type: ignore[no-untyped-call]
        def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            counts[str(func).rpartition(".")[0] or str(func)] += 1
            return func(*args, **(kwargs or {}))

    class Called(TorchFunctionMode):
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            counts[resolve_name(func) or getattr(func, "__name__", "?")] += 1
            return func(*args, **(kwargs or {}))

    with torch.no_grad(), Called(), Dispatched():  # type: ignore[no-untyped-call]
        call(*args, **kwargs)
    return dict(counts)


def line_count(call: Call, args: list[Any], kwargs: dict[str, Any], box: str) -> int:
    """How many lines of the learner's own files were executed."""
    lines = 0

    def local(_frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return local

    def trace(frame: FrameType, _event: str, _arg: object) -> Any:
        return local if frame.f_code.co_filename.startswith(box) else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call(*args, **kwargs)
    finally:
        sys.settrace(before)
    return lines


def rss_growth(call: Call, args: list[Any], kwargs: dict[str, Any], times: int) -> float:
    """MiB of resident memory gained over `times` calls, after a warm-up. Only what the learner's code keeps stays alive."""
    for _ in range(max(5, times // 5)):
        call(*args, **kwargs)
    gc.collect()
    before = _rss_mib()
    for _ in range(times):
        call(*args, **kwargs)
    gc.collect()
    return _rss_mib() - before


def _rss_mib() -> float:
    with open("/proc/self/statm") as file:  # noqa: PTH123 - one read, no path arithmetic
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def listed(value: Any) -> Any:
    """A generator's or iterator's items as a list, so that it can be kept and passed on; anything else as it is."""
    return list(value) if inspect.isgenerator(value) or hasattr(value, "__next__") else value
