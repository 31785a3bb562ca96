"""K3: what a call returns against what task.yaml promises: dtype, shape (by named dimensions), finiteness.

Dimensions get their values from the arguments of the same call (and of the constructor, for a method); one that no
argument binds is bound by its first use in the results. Expressions are integers, names, + - * // and parentheses.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from workers.judge.messages import KINDS, say
from workers.judge.values import Figure, Frame, Torch, kind_of
from workers.spec import ExportSpec, SpecError, Text, ValueSpec

DTYPES = {
    "f64": "float64", "f32": "float32", "f16": "float16",
    "i64": "int64", "i32": "int32", "i16": "int16", "i8": "int8", "u8": "uint8",
}  # fmt: skip
_KINDS: dict[str, Callable[[Any], bool]] = {
    "float": lambda v: (
        isinstance(v, float | np.floating) or (isinstance(v, Torch) and v.array.ndim == 0 and v.array.dtype.kind == "f")
    ),
    "int": lambda v: isinstance(v, int | np.integer) and not isinstance(v, bool),
    "bool": lambda v: isinstance(v, bool | np.bool_),
    "str": lambda v: isinstance(v, str),
    "list": lambda v: isinstance(v, list),
    "tuple": lambda v: isinstance(v, tuple),
    "dict": lambda v: isinstance(v, dict),
    "none": lambda v: v is None,
    "frame": lambda v: isinstance(v, Frame),
    "figure": lambda v: isinstance(v, Figure),
}
_OPERATORS: dict[type, Callable[[int, int], int]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.FloorDiv: operator.floordiv,
}  # fmt: skip

Dims = dict[str, int]


def bind(export: ExportSpec, args: tuple[Any, ...], kwargs: Mapping[str, Any], known: Dims) -> Dims:
    """The dimensions that the arguments fix."""
    dims = dict(known)
    given = dict(zip((spec.name for spec in export.args), args, strict=False)) | dict(kwargs)
    for spec in export.args:
        value = given.get(spec.name)
        if spec.dim is not None and isinstance(value, int | np.integer):
            dims[spec.dim] = int(value)
        array = value.array if isinstance(value, Torch) else value
        if spec.shape is not None and isinstance(array, np.ndarray):
            _bind_shape(spec.shape, array.shape, dims)
    return dims


def _bind_shape(names: tuple[str, ...], shape: tuple[int, ...], dims: Dims) -> None:
    names, shape = _trailing(names, shape)
    for name, size in zip(names, shape, strict=False):
        if name.isidentifier():
            dims.setdefault(name, size)


def _trailing(names: tuple[str, ...], shape: tuple[int, ...]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    if names and names[0] == "...":
        return names[1:], shape[max(0, len(shape) - len(names) + 1) :]
    return names, shape


def violation(export: ExportSpec, result: Any, dims: Dims) -> Text | None:
    """What is wrong with a result, or None."""
    if export.returns is None:
        return _finite(result, export.name)
    if len(export.returns) == 1:
        return _value(export.returns[0], result, _title(export, export.returns[0]), dims)
    if not isinstance(result, tuple | list):
        return say("type", what=export.name, want=KINDS["tuple"], got=kind_of(result))
    if len(result) != len(export.returns):
        return say("length", what=export.name, want=len(export.returns), got=len(result))
    checks = (_value(spec, item, _title(export, spec), dims) for spec, item in zip(export.returns, result, strict=True))
    return next((problem for problem in checks if problem), None)


def _title(export: ExportSpec, spec: ValueSpec) -> str:
    return f"{export.name} → {spec.name}" if spec.name else export.name


def _value(spec: ValueSpec, value: Any, what: str, dims: Dims) -> Text | None:
    if value is None and spec.optional:
        return None
    problem = _dtype(spec.dtype, value, what)
    if problem is None and spec.shape is not None:
        problem = _shape(spec.shape, value, what, dims)
    if problem is None and spec.items is not None and isinstance(value, dict):
        problem = _items(spec.items, value, what, dims)
    if problem is None and spec.finite and spec.items is None:
        problem = _finite(value, what)
    return problem


def _items(specs: Mapping[str, ValueSpec], value: dict[Any, Any], what: str, dims: Dims) -> Text | None:
    if set(value) != set(specs):
        return say("keys", what=what, want=sorted(specs), got=sorted(map(str, value))[:12])
    checks = (_value(spec, value[key], f"{what}[{key!r}]", dims) for key, spec in specs.items())
    return next((problem for problem in checks if problem), None)


def _dtype(word: str, value: Any, what: str) -> Text | None:
    if word == "any":
        return None
    if word in _KINDS and not (word == "bool" and isinstance(value, np.ndarray)):
        return None if _KINDS[word](value) else say("type", what=what, want=KINDS[word], got=kind_of(value))
    wants_torch = word.startswith("torch")
    array = value.array if wants_torch and isinstance(value, Torch) else None if wants_torch else value
    if isinstance(array, np.generic):
        array = np.asarray(array)
    if not isinstance(array, np.ndarray):
        return say("type", what=what, want=KINDS["torch" if wants_torch else "array"], got=kind_of(value))
    want = word.removeprefix("torch").removeprefix(".")
    if want == "" and array.dtype.kind != "f":
        return say("dtype", what=what, want="float", got=array.dtype)
    if want and array.dtype.name != DTYPES.get(want, want):
        return say("dtype", what=what, want=DTYPES.get(want, want), got=array.dtype)
    return None


def _shape(names: tuple[str, ...], value: Any, what: str, dims: Dims) -> Text | None:
    array = value.array if isinstance(value, Torch) else np.asarray(value) if isinstance(value, np.ndarray | np.generic) else None
    if array is None:
        return None
    _bind_shape(names, array.shape, dims)
    free = names[0] == "..." if names else False
    want = tuple(_size(name, dims) for name in (names[1:] if free else names))
    got = array.shape[max(0, array.ndim - len(want)) :] if free else array.shape
    return None if got == want else say("shape", what=what, want=("…", *want) if free else want, got=array.shape)


def _size(expression: str, dims: Dims) -> int:
    try:
        return _evaluate(ast.parse(expression, mode="eval").body, dims)
    except (SyntaxError, KeyError) as error:
        raise SpecError(f"dimension {expression!r}: {error}") from None


def _evaluate(node: ast.expr, dims: Dims) -> int:
    match node:
        case ast.Constant(value=int() as number):
            return number
        case ast.Name(id=name):
            return dims[name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_evaluate(left, dims), _evaluate(right, dims))
    raise SyntaxError("only integers, names, + - * //")


def _finite(value: Any, what: str) -> Text | None:
    """The first NaN or Inf anywhere in a value."""
    if isinstance(value, dict):
        return next((p for key, item in value.items() if (p := _finite(item, f"{what}[{key!r}]"))), None)
    if isinstance(value, list | tuple):
        return next((p for i, item in enumerate(value) if (p := _finite(item, f"{what}[{i}]"))), None)
    array = value.array if isinstance(value, Torch) else value
    if isinstance(array, float):
        array = np.asarray(array)
    if not isinstance(array, np.ndarray | np.floating) or array.dtype.kind != "f" or np.isfinite(array).all():
        return None
    where = tuple(int(i) for i in np.argwhere(~np.isfinite(np.asarray(array)))[0])
    return say("not_finite", what=what, where=list(where), got=float(np.asarray(array)[where]))
