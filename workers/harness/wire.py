"""The learner's side of values: torch tensors, frames, figures, kept objects. torch and pandas are imported only when met."""

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from workers.harness.figures import probe_figure
from workers.harness.paths import resolve
from workers.harness.values import BadValue, Decoder, Encoder, UnsupportedValue


class Box:
    """What the judge's values can refer to in this process: kept objects, folders, stubs, callables."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept: dict[int, Any] = {}
        self.stubs: ModuleType | None = None
        self.callables: dict[str, Callable[..., Any]] = {}
        self._count = 0

    def keep(self, value: Any) -> int:
        self._count += 1
        self.kept[self._count] = value
        return self._count

    def object(self, handle: object) -> Any:
        if not isinstance(handle, int) or handle not in self.kept:
            raise BadValue("unknown handle")
        return self.kept[handle]

    def new_folder(self) -> Path:
        self._count += 1
        folder = self.folder / f"out-{self._count}"
        folder.mkdir()
        return folder


class LearnerEncoder(Encoder):
    """What the learner's code returned, as data. Anything without a plain form is refused by its type's name."""

    def other(self, value: Any, depth: int) -> Any:
        torch = sys.modules.get("torch")
        if torch is not None and isinstance(value, torch.Tensor):
            return self._tensor(value)
        pandas = sys.modules.get("pandas")
        if pandas is not None and isinstance(value, pandas.DataFrame):
            return {"F": [[str(name), self.encode(_column(value[name]), depth + 1)] for name in value.columns]}
        if pandas is not None and isinstance(value, pandas.Series):
            return self.encode(_column(value), depth)
        figure = sys.modules.get("matplotlib.figure")
        if figure is not None and isinstance(value, figure.Figure):
            return {"P": self.encode(probe_figure(value), depth + 1)}
        raise UnsupportedValue(f"{type(value).__module__}.{type(value).__qualname__}")

    def _tensor(self, value: Any) -> dict[str, Any]:
        try:
            array = value.detach().cpu().resolve_conj().resolve_neg().numpy()
        except TypeError:
            raise UnsupportedValue(f"a tensor of dtype {value.dtype}") from None
        body = self.array("T", array)
        body["T"].append(bool(value.requires_grad))
        return body


def _column(series: Any) -> Any:
    if series.dtype.kind in "biuf":
        return np.asarray(series.to_numpy())
    return [None if item is None or item != item else item for item in series.tolist()]


class LearnerDecoder(Decoder):
    """What the judge sent, as the learner's code is to see it."""

    def __init__(self, blob: bytes, box: Box) -> None:
        super().__init__(blob)
        self.box = box
        self.folders: list[Path] = []
        self.tags |= {
            "T": self._tensor, "F": self._frame, "h": self._handle, "p": self._path,
            "A": self._asset, "N": self._named, "c": self._callable,
        }  # fmt: skip

    def _tensor(self, body: Any, _depth: int) -> Any:
        import torch

        tensor = torch.from_numpy(np.ascontiguousarray(self.array(body[:2])).reshape(body[1]))
        return tensor.requires_grad_(True) if body[2] else tensor

    def _frame(self, body: Any, depth: int) -> Any:
        pandas: Any = importlib.import_module("pandas")  # half a second, only for tasks that use it

        return pandas.DataFrame({name: self.decode(column, depth + 1) for name, column in body})

    def _handle(self, body: Any, _depth: int) -> Any:
        return self.box.object(body)

    def _path(self, body: Any, _depth: int) -> str:
        return str(self.box.folder / body)

    def _asset(self, body: Any, _depth: int) -> str:
        return str(resolve(f"/assets/{body}"))

    def _named(self, body: Any, depth: int) -> Any:
        name, arguments = body
        function = getattr(self.box.stubs, name)
        return function if arguments is None else function(*[self.decode(item, depth + 1) for item in arguments])

    def _callable(self, body: Any, _depth: int) -> Any:
        if body == "out":
            self.folders.append(self.box.new_folder())
            return str(self.folders[-1])
        return self.box.callables[body]


def same(after: Any, before: Any) -> bool:
    """Whether an argument is still what it was, bit for bit. Objects that did not come as data are not looked at."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(before, torch.Tensor):
        return isinstance(after, torch.Tensor) and same(after.detach().cpu().numpy(), before.detach().cpu().numpy())
    if isinstance(before, np.ndarray):
        same_form = isinstance(after, np.ndarray) and after.dtype == before.dtype and after.shape == before.shape
        return same_form and after.tobytes() == before.tobytes()
    if isinstance(before, dict):
        return isinstance(after, dict) and list(after) == list(before) and all(same(after[key], before[key]) for key in before)
    if isinstance(before, list | tuple):
        return isinstance(after, type(before)) and len(after) == len(before) and all(map(same, after, before))
    if type(before).__name__ == "DataFrame":
        return bool(after.equals(before)) and list(after.columns) == list(before.columns)
    if before is None or isinstance(before, bool | int | float | str | bytes):
        return type(after) is type(before) and (after == before or before != before)
    return True
