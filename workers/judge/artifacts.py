"""Files that a training run leaves: checked by name, size and header before anyone reads them. Nothing is ever unpickled."""

import json
import math
import struct
from fnmatch import fnmatchcase

import numpy as np

from workers.harness.values import Array
from workers.judge.errors import CheckFailed
from workers.judge.messages import REASONS, say
from workers.spec import TaskSpec

MAX_HEADER = 4 << 20
TENSOR_DTYPES = {
    "F64": "f8",
    "F32": "f4",
    "F16": "f2",
    "I64": "i8",
    "I32": "i4",
    "I16": "i2",
    "I8": "i1",
    "U8": "u1",
    "BOOL": "b1",
}


def check_files(spec: TaskSpec, files: dict[str, bytes]) -> None:
    """Raises CheckFailed for a file that the task did not ask for, that is too large, or whose header is not right."""
    for path, data in files.items():
        reason = _refusal(spec, path, data)
        if reason:
            raise CheckFailed(say("artifact", path=path, reason=REASONS[reason]))


def _refusal(spec: TaskSpec, path: str, data: bytes) -> str | None:
    declared = [write for write in spec.writes if fnmatchcase(path, write.path)]
    suffix = path.rpartition(".")[2]
    if declared and len(data) > declared[0].max_bytes:
        return "large"
    if suffix == "safetensors":
        return None if safetensors_header(data) is not None else "header"
    if suffix == "json":
        return None if _is_json(data) else "header"
    if suffix == "onnx":
        return None if declared else "undeclared"
    return "extension"


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def safetensors_header(data: bytes) -> dict[str, tuple[str, tuple[int, ...], int, int]] | None:
    """{name: (dtype, shape, first byte, last byte + 1)} counted from the end of the header, or None if anything is amiss."""
    if len(data) < 8:
        return None
    (length,) = struct.unpack("<Q", data[:8])
    if length > min(MAX_HEADER, len(data) - 8):
        return None
    try:
        header = json.loads(data[8 : 8 + length])
    except (ValueError, RecursionError):
        return None
    if not isinstance(header, dict):
        return None
    table = {name: _tensor_entry(entry, len(data) - 8 - length) for name, entry in header.items() if name != "__metadata__"}
    return None if any(entry is None for entry in table.values()) else {name: entry for name, entry in table.items() if entry}


def _tensor_entry(entry: object, room: int) -> tuple[str, tuple[int, ...], int, int] | None:
    match entry:
        case {"dtype": str() as dtype, "shape": list() as shape, "data_offsets": [int() as first, int() as last]}:
            sizes_fit = dtype in TENSOR_DTYPES and all(type(dim) is int and dim >= 0 for dim in shape) and len(shape) <= 8
            if sizes_fit and 0 <= first <= last <= room and math.prod(shape) * int(TENSOR_DTYPES[dtype][1]) == last - first:
                return dtype, tuple(shape), first, last
    return None


def read_tensors(data: bytes) -> dict[str, Array]:
    """A safetensors file as arrays. Raises CheckFailed if it is not one."""
    header = safetensors_header(data)
    if header is None:
        raise CheckFailed(say("artifact", path="*.safetensors", reason=REASONS["header"]))
    start = 8 + struct.unpack("<Q", data[:8])[0]
    return {
        name: np.frombuffer(data[start + first : start + last], "<" + TENSOR_DTYPES[dtype]).reshape(shape).copy()
        for name, (dtype, shape, first, last) in header.items()
    }
