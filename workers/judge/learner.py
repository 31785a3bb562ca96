"""Clients of one learner process: Learner (their module) and Handle (an object that stays over there)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from workers.harness.values import Array
from workers.judge.contracts import Dims, bind, violation
from workers.judge.errors import LearnerError
from workers.judge.messages import say
from workers.judge.process import LearnerProcess
from workers.judge.values import JudgeEncoder, KeptObject, LearnerPath, Torch
from workers.spec import ExportSpec, TaskSpec, Text

PURITY_MAX_BYTES = 32 << 20  # above that, comparing before and after would cost the learner a second copy of the data
MATMULS = ("aten.mm", "aten.bmm", "aten.addmm", "aten.baddbmm", "aten.dot", "aten.mv", "aten.addmv")

Notice = Callable[[str, Text], None]  # (gate, what is wrong)
Target = Any  # an export's name, a Handle, or (Handle, method)


@dataclass(frozen=True)
class Gradient:
    """Arrays of one backward pass; None where there is no gradient."""

    out: Array
    args: dict[int, Array | None]
    params: dict[str, Array | None]


class Learner:
    """The learner's module in its own process. Every call is checked for K2 and K3; calls raise LearnerError."""

    def __init__(self, process: LearnerProcess, spec: TaskSpec, notice: Notice) -> None:
        self.process = process
        self.reports: list[dict[str, Any]] = []
        self.figures: list[dict[str, Any]] = []
        self._spec = spec
        self._notice = notice
        self._files = 0

    def call(self, name: str, *args: Any, timeout_s: float | None = None, **kwargs: Any) -> Any:
        """The value that an export returns."""
        export = self._spec.export(name)
        return self.invoke({"export": name}, "value", args, kwargs, export=export, title=name, timeout_s=timeout_s)

    def do(self, name: str, *args: Any, **kwargs: Any) -> None:
        self.invoke({"export": name}, "drop", args, kwargs, title=name)

    def new(self, name: str, *args: Any, **kwargs: Any) -> "Handle":
        """Calls an export, class or function, and keeps what it returns over there."""
        export = self._spec.export(name)
        number = self.invoke({"export": name}, "keep", args, kwargs, title=name)
        return Handle(self, _kept(number), export, bind(export, args, kwargs, {}) if export else {})

    def lib(self, path: str, *args: Any, **kwargs: Any) -> "Handle":
        """Calls a library's callable by its dotted name and keeps what it returns."""
        return Handle(self, _kept(self.invoke({"lib": path}, "keep", args, kwargs, title=path, pure=False)))

    def function(self, name: str) -> Callable[..., Any]:
        return lambda *args, **kwargs: self.call(name, *args, **kwargs)

    def file(self, name: str, data: bytes) -> LearnerPath:
        """Puts a file into the learner's box, in a folder of its own."""
        self._files += 1
        path = f"in-{self._files}/{name}"
        self.process.request({"op": "files", "files": [[path, len(data)]]}, [data])
        return LearnerPath(path)

    def collect(self, name: str, *args: Any, max_bytes: int | None = None, **kwargs: Any) -> tuple[Any, dict[str, bytes]]:
        """Calls an export that gets `OUT` among its arguments: (its value, the files in that folder)."""
        limit = self.process.limits.artifact_mib << 20
        message = self._request({"export": name}, "value", args, kwargs, {"max_bytes": min(max_bytes or limit, limit)})
        return self.process.files(message)

    def grad(
        self,
        target: Target,
        *args: Any,
        dout: Any = None,
        wrt: list[int] | None = None,
        params: bool = False,
        output: Any = None,
        **kwargs: Any,
    ) -> Gradient:
        """torch autograd over there. `dout` None: the output must be a single number."""
        options = {"dout": dout, "wrt": wrt, "params": params, "output": output}
        found = self.invoke(self._target(target), "grad", args, kwargs, options=options, pure=False)
        match found:
            case {"out": Torch(array=out), "args": dict() as by_arg, "params": dict() as by_name}:
                return Gradient(
                    out, {i: _array(item) for i, item in by_arg.items()}, {name: _array(item) for name, item in by_name.items()}
                )
        raise LearnerError("protocol")

    def op_count(self, target: Target, *args: Any, **kwargs: Any) -> dict[str, int]:
        """How often each torch operator was dispatched and each torch function called."""
        found = self.invoke(self._target(target), "ops", args, kwargs, pure=False)
        if not isinstance(found, dict) or not all(isinstance(k, str) and type(v) is int for k, v in found.items()):
            raise LearnerError("protocol")
        return found

    def matmuls(self, target: Target, *args: Any, **kwargs: Any) -> int:
        """How many matrix products were dispatched, however they were written."""
        counts = self.op_count(target, *args, **kwargs)
        return sum(counts.get(name, 0) for name in MATMULS)

    def line_count(self, target: Target, *args: Any, **kwargs: Any) -> int:
        """How many lines of the learner's own files ran."""
        found = self.invoke(self._target(target), "lines", args, kwargs, pure=False)
        if type(found) is not int:
            raise LearnerError("protocol")
        return found

    def rss_growth(self, target: Target, *args: Any, times: int = 300, **kwargs: Any) -> float:
        """MiB gained over `times` calls."""
        found = self.invoke(self._target(target), "rss", args, kwargs, options={"times": times}, pure=False)
        if not isinstance(found, float):
            raise LearnerError("protocol")
        return found

    def invoke(
        self,
        target: dict[str, Any],
        mode: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        *,
        export: ExportSpec | None = None,
        dims: Dims | None = None,
        options: dict[str, Any] | None = None,
        title: str = "",
        timeout_s: float | None = None,
        pure: bool = True,
    ) -> Any:
        """One call: sends it, decodes the value, and notes what K2 and K3 find."""
        message = self._request(target, mode, args, kwargs, options or {}, pure=pure, timeout_s=timeout_s)
        self._note_mutation(message.header.get("mutated"), title, export)
        value = self.process.value(message)
        if mode == "value" and export is not None and not export.is_class:
            problem = violation(export, value, bind(export, args, kwargs, dims or {}))
            if problem:
                self._notice("K3", problem)
        return value

    def _request(
        self,
        target: dict[str, Any],
        mode: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        options: dict[str, Any],
        *,
        pure: bool = True,
        timeout_s: float | None = None,
    ) -> Any:
        encoder = JudgeEncoder(self.process)
        header: dict[str, Any] = {"op": "call", "target": target, "mode": mode}
        header |= {
            "args": [encoder.encode(arg) for arg in args],
            "kwargs": encoder.encode(kwargs),
            "options": encoder.encode(options),
        }
        header["pure"] = pure and self._spec.pure and sum(map(len, encoder.blobs)) <= PURITY_MAX_BYTES
        self.reports, self.figures = [], []
        return self.process.request(header, encoder.blobs, timeout_s)

    def _note_mutation(self, mutated: object, title: str, export: ExportSpec | None) -> None:
        if not isinstance(mutated, list) or not mutated:
            return
        names = [_argument_name(str(item), export) for item in mutated[:8]]
        self._notice("K2", say("mutated", what=title, names=", ".join(names)))

    def _target(self, target: Target) -> dict[str, Any]:
        match target:
            case str():
                return {"export": target}
            case Handle():
                return target.target("")
            case (Handle() as handle, str() as method):
                return handle.target(method)
        raise TypeError("a target is an export's name, a Handle, or (Handle, method)")

    def close(self) -> None:
        self.process.close()


class Handle:
    """An object in the learner's process. Attribute paths are dotted; a number in one indexes (`layers.0.weight`)."""

    def __init__(self, learner: Learner, number: int, export: ExportSpec | None = None, dims: Dims | None = None) -> None:
        self.kept = KeptObject(learner.process, number)
        self._learner = learner
        self._export = export
        self._dims = dims or {}

    def call(self, method: str, *args: Any, timeout_s: float | None = None, **kwargs: Any) -> Any:
        """The value of a method; "" calls the object itself."""
        export = self._export.methods.get(method) if self._export else None
        title = f"{self._export.name if self._export else ''}.{method}"
        return self._learner.invoke(
            self.target(method), "value", args, kwargs, export=export, dims=self._dims, title=title, timeout_s=timeout_s
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.call("", *args, **kwargs)

    def do(self, method: str, *args: Any, **kwargs: Any) -> None:
        self._learner.invoke(self.target(method), "drop", args, kwargs, title=method)

    def new(self, method: str, *args: Any, **kwargs: Any) -> "Handle":
        return Handle(self._learner, _kept(self._learner.invoke(self.target(method), "keep", args, kwargs, title=method)))

    def get(self, path: str) -> Any:
        process = self._learner.process
        return process.value(process.request({"op": "get", "handle": self.kept.number, "path": path, "mode": "value"}))

    def at(self, path: str) -> "Handle":
        process = self._learner.process
        message = process.request({"op": "get", "handle": self.kept.number, "path": path, "mode": "keep"})
        return Handle(self._learner, _kept(process.value(message)))

    def set(self, path: str, value: Any) -> None:
        """Sets an attribute; a tensor of the same shape is copied into the one that is there."""
        self._set(path, None, value, item=False)

    def set_item(self, path: str, key: Any, value: Any) -> None:
        self._set(path, key, value, item=True)

    def item(self, key: Any) -> Any:
        return self.call("__getitem__", key)

    def param_count(self) -> int:
        return sum(array.size for array in self._parameters().values())

    def _parameters(self) -> dict[str, Array]:
        tensors = self.new("parameters").call("copy")
        if not isinstance(tensors, list) or not all(isinstance(tensor, Torch) for tensor in tensors):
            raise LearnerError("unsupported", "TypeError", "parameters() did not give tensors")
        return {str(i): tensor.array for i, tensor in enumerate(tensors)}

    def state(self) -> dict[str, Array]:
        """`state_dict()` as arrays."""
        state = self.call("state_dict")
        if not isinstance(state, dict) or not all(isinstance(tensor, Torch) for tensor in state.values()):
            raise LearnerError("unsupported", "TypeError", "state_dict() did not give a dict of tensors")
        return {str(name): tensor.array for name, tensor in state.items()}

    def load_state(self, state: dict[str, Array]) -> None:
        self.do("load_state_dict", {name: Torch(np.asarray(array)) for name, array in state.items()})

    def target(self, method: str) -> dict[str, Any]:
        return {"handle": self.kept.number, "method": method}

    def _set(self, path: str, key: Any, value: Any, *, item: bool) -> None:
        encoder = JudgeEncoder(self._learner.process)
        header = {"op": "set", "handle": self.kept.number, "path": path, "item": item}
        header |= {"value": encoder.encode(value), "key": encoder.encode(key)}
        self._learner.process.request(header, encoder.blobs)


def _kept(number: Any) -> int:
    if type(number) is not int:
        raise LearnerError("protocol")
    return number


def _array(item: Any) -> Array | None:
    return item.array if isinstance(item, Torch) else None


def _argument_name(item: str, export: ExportSpec | None) -> str:
    if item.isdigit():
        index = int(item)
        return export.args[index].name if export and index < len(export.args) else f"#{index + 1}"
    return item[:40]
