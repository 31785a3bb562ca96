"""A small interpreter of classic BPF, so that the filter's answers can be read without a kernel (and for another machine's)."""

import struct
from collections.abc import Sequence

ALLOW, KILL = 0x7FFF0000, 0x80000000
EPERM, ENOSYS = 0x00050001, 0x00050026


def answer(program: bytes, architecture: int, number: int, arguments: Sequence[int] = ()) -> int:
    padded = [*arguments, *[0] * 6][:6]
    data = struct.pack("=iIQ6Q", _signed(number), architecture, 0, *padded)
    instructions = list(struct.iter_unpack("=HBBI", program))
    accumulator = position = 0
    while True:
        operation, if_true, if_false, value = instructions[position]
        position += 1
        if operation == 0x20:
            accumulator = struct.unpack_from("=I", data, value)[0]
        elif operation == 0x06:
            return int(value)
        else:
            holds = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}[operation]
            position += if_true if holds else if_false


def _signed(number: int) -> int:
    return number - (1 << 32) if number >= 1 << 31 else number
