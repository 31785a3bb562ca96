"""The one kind of Parquet file that a source uses: a single column of distinct strings in one row group, compressed by Snappy.

Reading it needs a hundred lines; a library for the whole format would weigh more than all the course's data.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_MAGIC = b"PAR1"
_PLAIN = 0
_DATA_PAGE, _DICTIONARY_PAGE = 0, 2


class ParquetError(ValueError):
    """Not a file of the kind that this module reads."""


def distinct_strings(content: bytes) -> list[str]:
    """The column's strings, in order.

    A writer puts the first strings into a dictionary page and refers to them by number; as all are distinct, the dictionary
    is in order of first appearance and is itself the beginning of the column. What no longer fits follows in plain pages.
    """
    if content[:4] != _MAGIC or content[-4:] != _MAGIC:
        raise ParquetError("not a Parquet file")
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    strings: list[str] = []
    wanted = -1
    for page in _pages(content, 4, footer):
        if page.kind == _DICTIONARY_PAGE:
            strings += _plain_strings(page.body, page.values)
            wanted = 0
        elif page.kind == _DATA_PAGE and page.encoding == _PLAIN:
            levels = 4 + int.from_bytes(page.body[:4], "little")  # which values are null: none is
            strings += _plain_strings(page.body[levels:], page.values)
            wanted = len(strings)
        elif page.kind == _DATA_PAGE and wanted >= 0:
            wanted += page.values
        else:
            raise ParquetError(f"a page of kind {page.kind} was not expected")
    if wanted != len(strings) or len(set(strings)) != len(strings):
        raise ParquetError("the strings are not distinct")
    return strings


@dataclass(frozen=True)
class _Page:
    kind: int
    encoding: int
    values: int
    body: bytes


def _pages(content: bytes, start: int, end: int) -> Iterator[_Page]:
    while start < end:
        header, start = _struct(content, start)
        kind, uncompressed, compressed = header[1], header[2], header[3]
        about = header[5] if kind == _DATA_PAGE else header[7]
        body = snappy(content[start : start + compressed])
        if len(body) != uncompressed:
            raise ParquetError("a page has another length than it says")
        yield _Page(kind, about[2], about[1], body)
        start += compressed


def _plain_strings(body: bytes, count: int) -> list[str]:
    found, start = [], 0
    for _ in range(count):
        end = start + 4 + int.from_bytes(body[start : start + 4], "little")
        found.append(body[start + 4 : end].decode())
        start = end
    return found


def snappy(data: bytes) -> bytes:
    """Uncompressed bytes of a Snappy block (no framing)."""
    size, place = _varint(data, 0)
    out = bytearray()
    while place < len(data):
        tag = data[place]
        place += 1
        if tag & 3 == 0:
            length = (tag >> 2) + 1
            if length > 60:
                width = length - 60
                length = int.from_bytes(data[place : place + width], "little") + 1
                place += width
            out += data[place : place + length]
            place += length
            continue
        if tag & 3 == 1:
            length, offset, width = (tag >> 2 & 7) + 4, (tag >> 5) << 8 | data[place], 1
        else:
            width = 2 if tag & 3 == 2 else 4
            length, offset = (tag >> 2) + 1, int.from_bytes(data[place : place + width], "little")
        place += width
        _copy(out, offset, length)
    if len(out) != size:
        raise ParquetError("a Snappy block has another length than it says")
    return bytes(out)


def _copy(out: bytearray, offset: int, length: int) -> None:
    """A copy may reach into what it is writing: then its beginning repeats."""
    start = len(out) - offset
    piece = bytes(out[start : start + length])
    out += (piece * -(-length // len(piece)))[:length]


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, place
        shift += 7


def _struct(data: bytes, place: int) -> tuple[dict[int, Any], int]:
    """One Thrift struct in the compact protocol: values by field number."""
    fields: dict[int, Any] = {}
    number = 0
    while (head := data[place]) != 0:
        place += 1
        if head >> 4:
            number += head >> 4
        else:
            raw, place = _varint(data, place)
            number = raw >> 1 ^ -(raw & 1)
        fields[number], place = _value(data, place, head & 15)
    return fields, place + 1


def _value(data: bytes, place: int, kind: int) -> tuple[Any, int]:
    if kind in (1, 2):
        return kind == 1, place
    if kind in (4, 5, 6):
        raw, place = _varint(data, place)
        return raw >> 1 ^ -(raw & 1), place
    if kind == 8:
        size, place = _varint(data, place)
        return data[place : place + size], place + size
    if kind == 12:
        return _struct(data, place)
    raise ParquetError(f"a header holds a value of kind {kind}")
