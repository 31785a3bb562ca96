"""The judge's side of values: what a judge.py writes to send, and what it finds when something comes back.

What comes back is rebuilt here from checked numbers and strings: no object of the learner's ever exists in this process.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import numpy as np

from workers.harness.values import Array, BadValue, Decoder, Encoder, UnsupportedValue


@dataclass(frozen=True, eq=False)
class Torch:
    """A torch tensor on the other side, an array on this one."""

    array: Array
    requires_grad: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        return self.array.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.array.dtype


@dataclass(frozen=True, eq=False)
class Frame:
    """A pandas DataFrame as named columns: arrays, or lists of str | None."""

    columns: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))


@dataclass(frozen=True, eq=False)
class Figure:
    """What was drawn with Matplotlib (workers/harness/figures.py says which keys an axes has)."""

    axes: list[dict[str, Any]]
    png: bytes
    is_open: bool
    legend: list[str] = field(default_factory=list)  # a legend of the figure itself, beside those of its axes


@dataclass(frozen=True)
class AssetPath:
    """A file below /assets; the learner's code gets its path as a str."""

    path: str


@dataclass(frozen=True)
class LearnerPath:
    """A file that `learner.file` put into the learner's box."""

    path: str


class Named:
    """A function of the task's stubs.py: itself (`Named("rosenbrock")`), or what calling it returns (`Named("table", rows)`)."""

    def __init__(self, name: str, *arguments: Any) -> None:
        self.name = name
        self.arguments = arguments


class Special(Enum):
    """Arguments that exist only over there."""

    FIGURE = "figure"
    REPORT = "report"
    OUT = "out"


@dataclass(frozen=True)
class KeptObject:
    """What a Handle is on the wire: an object's number in one process."""

    process: object
    number: int = field(compare=False, default=0)


class JudgeEncoder(Encoder):
    """Arguments for one process; a handle of another one is refused."""

    def __init__(self, process: object = None) -> None:
        super().__init__()
        self.process = process

    def other(self, value: Any, depth: int) -> Any:
        match value:
            case Torch():
                body = self.array("T", np.asarray(value.array))
                body["T"].append(value.requires_grad)
                return body
            case Frame():
                return {"F": [[name, self.encode(column, depth + 1)] for name, column in value.columns.items()]}
            case AssetPath():
                return {"A": value.path}
            case LearnerPath():
                return {"p": value.path}
            case Named():
                arguments = [self.encode(item, depth + 1) for item in value.arguments]
                return {"N": [value.name, arguments or None]}
            case Special():
                return {"c": value.value}
        kept = getattr(value, "kept", None)
        if isinstance(kept, KeptObject) and kept.process is self.process:
            return {"h": kept.number}
        raise UnsupportedValue(f"{type(value).__name__} cannot be sent to this learner")


class JudgeDecoder(Decoder):
    """What a learner's process sent. Raises BadValue for anything out of order."""

    def __init__(self, blob: bytes) -> None:
        super().__init__(blob)
        self.tags |= {"T": self._tensor, "F": self._frame, "P": self._figure}

    def _tensor(self, body: Any, _depth: int) -> Torch:
        if not isinstance(body, list) or len(body) != 3 or not isinstance(body[2], bool):
            raise BadValue("bad tensor")
        return Torch(self.array(body[:2]), body[2])

    def _frame(self, body: Any, depth: int) -> Frame:
        columns = self._dict(body, depth)
        if not all(isinstance(name, str) and isinstance(column, list | np.ndarray) for name, column in columns.items()):
            raise BadValue("bad frame")
        if len({len(column) for column in columns.values()}) > 1:
            raise BadValue("columns of different lengths")
        return Frame(columns)

    def _figure(self, body: Any, depth: int) -> Figure:
        data = self.decode(body, depth + 1)
        match data:
            case {"axes": list() as axes, "png": bytes() as png, "open": bool() as is_open, "legend": list() as legend} if all(
                isinstance(a, dict) for a in axes
            ) and all(isinstance(text, str) for text in legend):
                return Figure(axes, png, is_open, legend)
        raise BadValue("bad figure")


def kind_of(value: Any) -> str:
    """How a message calls a value: `array(float64)`, `tensor(float32)`, or the type's name."""
    if isinstance(value, np.ndarray):
        return f"array({value.dtype})"
    if isinstance(value, Torch):
        return f"tensor({value.array.dtype})"
    return "None" if value is None else type(value).__name__


def plain_array(value: Any) -> Array | None:
    """The array of an array, tensor, number, or (nested) list of numbers; None for anything else."""
    if isinstance(value, Torch):
        return value.array
    if isinstance(value, np.ndarray):
        return value
    if isinstance(value, bool | int | float | np.generic):
        return np.asarray(value)
    if isinstance(value, list | tuple):
        return _from_list(list(value))
    return None


def _from_list(value: list[Any]) -> Array | None:
    if not value:
        return np.zeros(0)
    if set(map(type, value)) <= {int, float, bool}:
        return np.asarray(value)
    items = [plain_array(item) for item in value]
    if any(item is None or item.shape != items[0].shape for item in items):  # type: ignore[union-attr]
        return None
    return np.stack([item for item in items if item is not None])
