"""Safetensors files as arrays: a length, a JSON header that is checked entry by entry, raw bytes. Nothing is executed."""

import json
import math
import struct

import numpy as np

from workers.harness.values import Array
from workers.judge.errors import CheckFailed
from workers.judge.messages import REASONS, say

MAX_HEADER = 4 << 20
MAX_TENSORS = 10_000
TENSOR_DTYPES = {
    "F64": "f8",
    "F32": "f4",
    "F16": "f2",
    "BF16": "u2",
    "I64": "i8",
    "I32": "i4",
    "I16": "i2",
    "I8": "i1",
    "U8": "u1",
    "BOOL": "b1",
}

Entry = tuple[str, tuple[int, ...], int, int]


def safetensors_header(data: bytes) -> dict[str, Entry] | None:
    """{name: (dtype, shape, first byte, last byte + 1)} counted from the end of the header, or None if anything is amiss.

    The tensors must cover what follows the header without a gap or an overlap, as the format asks.
    """
    if len(data) < 8:
        return None
    (length,) = struct.unpack("<Q", data[:8])
    if length > min(MAX_HEADER, len(data) - 8):
        return None
    try:
        header = json.loads(data[8 : 8 + length], object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError):
        return None
    if not isinstance(header, dict) or len(header) > MAX_TENSORS:
        return None
    room = len(data) - 8 - length
    table = {name: entry for name, raw in header.items() if name != "__metadata__" and (entry := _entry(raw, room))}
    whole = len(table) == len(header) - ("__metadata__" in header)
    return table if whole and _covers(table, room) else None


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)


def _entry(raw: object, room: int) -> Entry | None:
    match raw:
        case {"dtype": str() as dtype, "shape": list() as shape, "data_offsets": [int() as first, int() as last]}:
            sizes_fit = dtype in TENSOR_DTYPES and all(type(dim) is int and dim >= 0 for dim in shape) and len(shape) <= 8
            if sizes_fit and 0 <= first <= last <= room and math.prod(shape) * int(TENSOR_DTYPES[dtype][1]) == last - first:
                return dtype, tuple(shape), first, last
    return None


def _covers(table: dict[str, Entry], room: int) -> bool:
    end = 0
    for first, last in sorted((first, last) for _, _, first, last in table.values()):
        if first != end:
            return False
        end = last
    return end == room


def read_tensors(data: bytes, path: str = "*.safetensors") -> dict[str, Array]:
    """A safetensors file as arrays (bfloat16 as float32). Raises CheckFailed if it is not one."""
    header = safetensors_header(data)
    if header is None:
        raise CheckFailed(say("artifact", path=path, reason=REASONS["header"]))
    start = 8 + struct.unpack("<Q", data[:8])[0]
    return {
        name: _array(data[start + first : start + last], dtype).reshape(shape)
        for name, (dtype, shape, first, last) in header.items()
    }


def _array(data: bytes, dtype: str) -> Array:
    raw = np.frombuffer(data, "<" + TENSOR_DTYPES[dtype])
    if dtype != "BF16":
        return raw.copy()
    # A bfloat16 is the upper half of a float32.
    return (raw.astype("<u4") << 16).view("<f4")
