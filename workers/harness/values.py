"""Values as they cross between judge and learner: a JSON tree with one-letter tags, and raw bytes for what is long.

    null true 3 0.5 "s" [..]       themselves (floats finite)
    {"f": "nan"}                   a float that JSON has no word for
    {"t": [..]} {"d": [[k, v]..]}  tuple, dict
    {"a": [dtype, shape]}          array   (C order, the next bytes of the blob)      {"n": ..} NumPy scalar
    {"l": [dtype, n]}              a long list of only floats or only ints            {"b": n}  bytes
    {"s": [n, bytes]}              a long list of strings: n + 1 offsets i64, then UTF-8
and what the two sides add: {"T": [dtype, shape, grad]} tensor, {"F": [[column, value]..]} data frame, {"P": ..} figure …

No pickle, no object arrays, nothing executable. Decoding checks every tag, length and depth: the peer may be hostile.
"""

import itertools
import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]

DTYPES = {"b1": 1, "u1": 1, "i1": 1, "i2": 2, "i4": 4, "i8": 8, "f2": 2, "f4": 4, "f8": 8}
MAX_DEPTH = 8
MAX_NDIM = 8
MAX_DIM = 1 << 31
PACK_FROM = 32  # shorter lists stay in the JSON
_INT_LIMIT = 1 << 63


class UnsupportedValue(TypeError):
    """A value of a kind that does not cross."""


class BadValue(ValueError):
    """The peer's tree and blob do not fit together: a protocol error."""


class Encoder:
    """Turns values into a tree; the bytes gather in `blobs`. Subclasses add kinds by overriding `other`."""

    def __init__(self) -> None:
        self.blobs: list[bytes] = []

    def encode(self, value: Any, depth: int = 0) -> Any:
        if depth > MAX_DEPTH:
            raise UnsupportedValue(f"nested deeper than {MAX_DEPTH}")
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value
        if kind is int:
            return self._int(value)
        if kind is float:
            return value if math.isfinite(value) else {"f": str(value)}
        if isinstance(value, np.ndarray):
            return self.array("a", value)
        if isinstance(value, np.generic):
            return self.array("n", np.asarray(value))
        return self._container(value, depth)

    def _int(self, value: int) -> int:
        if not -_INT_LIMIT <= value < 2 * _INT_LIMIT:
            raise UnsupportedValue("an int of more than 64 bits")
        return value

    def _container(self, value: Any, depth: int) -> Any:
        if isinstance(value, list):
            return self._list(value, depth)
        if isinstance(value, tuple):
            return {"t": [self.encode(item, depth + 1) for item in value]}
        if isinstance(value, dict):
            return {"d": [[self.encode(key, depth + 1), self.encode(item, depth + 1)] for key, item in value.items()]}
        if isinstance(value, bytes | bytearray):
            self.blobs.append(bytes(value))
            return {"b": len(value)}
        for base in (bool, int, float, str):
            if isinstance(value, base):
                return self.encode(base(value), depth)
        return self.other(value, depth)

    def _list(self, value: list[Any], depth: int) -> Any:
        if len(value) >= PACK_FROM:
            kinds = set(map(type, value))
            if kinds == {float}:
                return self._packed(np.asarray(value, "f8"))
            if kinds == {int} and all(-_INT_LIMIT <= item < _INT_LIMIT for item in value):
                return self._packed(np.asarray(value, "i8"))
            if kinds == {str}:
                return self._strings(value)
        return [self.encode(item, depth + 1) for item in value]

    def _packed(self, array: Array) -> dict[str, Any]:
        self.blobs.append(array.tobytes())
        return {"l": [array.dtype.str[1:], len(array)]}

    def _strings(self, value: list[str]) -> dict[str, Any]:
        parts = [item.encode("utf-8", "replace") for item in value]
        offsets = np.zeros(len(parts) + 1, "i8")
        np.cumsum([len(part) for part in parts], out=offsets[1:])
        text = b"".join(parts)
        self.blobs += [offsets.tobytes(), text]
        return {"s": [len(parts), len(text)]}

    def array(self, tag: str, array: Array) -> dict[str, Any]:
        self.blobs.append(packed_bytes(array))
        return {tag: [dtype_code(array), list(array.shape)]}

    def other(self, value: Any, _depth: int) -> Any:
        raise UnsupportedValue(f"{type(value).__module__}.{type(value).__qualname__}")


class Decoder:
    """Reads a tree and its blob. `tags` maps further one-letter tags to functions (body, depth) -> value."""

    def __init__(self, blob: bytes) -> None:
        self.blob = memoryview(blob)
        self.offset = 0
        self.tags: dict[str, Callable[[Any, int], Any]] = {
            "f": self._float, "t": self._tuple, "d": self._dict, "a": self._array, "n": self._scalar,
            "l": self._long_list, "b": self._bytes, "s": self._string_list,
        }  # fmt: skip

    def decode(self, tree: Any, depth: int = 0) -> Any:
        if depth > MAX_DEPTH:
            raise BadValue("nested too deeply")
        if tree is None or isinstance(tree, bool | float | str):
            return tree
        if isinstance(tree, int):
            if abs(tree) >= 2 * _INT_LIMIT:
                raise BadValue("an int of more than 64 bits")
            return tree
        if isinstance(tree, list):
            return [self.decode(item, depth + 1) for item in tree]
        if isinstance(tree, dict) and len(tree) == 1:
            ((tag, body),) = tree.items()
            if tag in self.tags:
                return self.tags[tag](body, depth)
        raise BadValue("unknown tag")

    def finish(self) -> None:
        if self.offset != len(self.blob):
            raise BadValue("trailing bytes")

    def take(self, count: int) -> memoryview:
        if count < 0 or self.offset + count > len(self.blob):
            raise BadValue("the blob is too short")
        self.offset += count
        return self.blob[self.offset - count : self.offset]

    def array(self, body: Any) -> Array:
        """A fresh, writable array of [dtype, shape] from the next bytes."""
        code, shape = self._pair(body)
        if not isinstance(code, str) or code not in DTYPES or not isinstance(shape, list):
            raise BadValue("bad array")
        if len(shape) > MAX_NDIM:
            raise BadValue("too many dimensions")
        if not all(type(dim) is int and 0 <= dim <= MAX_DIM for dim in shape):
            raise BadValue("bad dimension")
        data = np.frombuffer(self.take(DTYPES[code] * math.prod(shape)), "<" + code)
        if code == "b1" and np.any(data.view("u1") > 1):
            raise BadValue("a bool that is neither 0 nor 1")
        try:
            return data.reshape(shape).copy()
        except ValueError:  # an empty array whose other dimensions overflow
            raise BadValue("bad dimension") from None

    def _array(self, body: Any, _depth: int) -> Array:
        return self.array(body)

    def _scalar(self, body: Any, _depth: int) -> Any:
        array = self.array(body)
        if array.ndim:
            raise BadValue("bad scalar")
        return array[()]

    def _float(self, body: Any, _depth: int) -> float:
        if body not in ("nan", "inf", "-inf"):
            raise BadValue("bad float")
        return float(body)

    def _tuple(self, body: Any, depth: int) -> tuple[Any, ...]:
        if not isinstance(body, list):
            raise BadValue("bad tuple")
        return tuple(self.decode(item, depth + 1) for item in body)

    def _dict(self, body: Any, depth: int) -> dict[Any, Any]:
        if not isinstance(body, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in body):
            raise BadValue("bad dict")
        result: dict[Any, Any] = {}
        for key_tree, item in body:
            key = self.decode(key_tree, depth + 1)
            if not _hashable(key):
                raise BadValue("bad key")
            result[key] = self.decode(item, depth + 1)
        return result

    def _long_list(self, body: Any, _depth: int) -> list[Any]:
        dtype, count = self._pair(body)
        if dtype not in ("f8", "i8"):
            raise BadValue("bad list")
        items: list[Any] = self.array([dtype, [count]]).tolist()
        return items

    def _bytes(self, body: Any, _depth: int) -> bytes:
        if type(body) is not int:
            raise BadValue("bad bytes")
        return bytes(self.take(body))

    def _string_list(self, body: Any, _depth: int) -> list[str]:
        count, size = self._pair(body)
        if type(count) is not int or type(size) is not int or count < 0:
            raise BadValue("bad strings")
        offsets = self.array(["i8", [count + 1]]).tolist()
        text = bytes(self.take(size))
        if offsets[0] != 0 or offsets[-1] != size or any(a > b for a, b in itertools.pairwise(offsets)):
            raise BadValue("bad offsets")
        return [text[a:b].decode("utf-8", "replace") for a, b in itertools.pairwise(offsets)]

    @staticmethod
    def _pair(body: Any) -> tuple[Any, Any]:
        if not isinstance(body, list) or len(body) != 2:
            raise BadValue("bad pair")
        return body[0], body[1]


def dtype_code(array: Array) -> str:
    code = array.dtype.str[1:]
    if code not in DTYPES:
        raise UnsupportedValue(f"an array of dtype {array.dtype}")
    if array.ndim > MAX_NDIM:
        raise UnsupportedValue(f"an array of {array.ndim} dimensions")
    return code


def packed_bytes(array: Array) -> bytes:
    """Little-endian bytes in C order."""
    return np.asarray(array, array.dtype.newbyteorder("<")).tobytes("C")


def _hashable(key: Any) -> bool:
    return key is None or isinstance(key, str | int | float | bool) or (isinstance(key, tuple) and all(map(_hashable, key)))
