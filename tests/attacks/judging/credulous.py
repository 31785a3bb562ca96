"""A judge with its defences off, as a control: it talks to the real harness, and takes the first frame that comes for an answer.

No caps, no check of the request's number, the end of the stream counted as the end of the tests, constants accepted that are no
JSON.
"""

import json
import socket
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from workers.harness.frames import HEADER, Channel
from workers.harness.values import Encoder

ROOT = Path(__file__).resolve().parents[3]
_HARNESS = (
    "import socket, sys; sys.path.insert(0, sys.argv[1]); from workers.harness.main import main; main(socket.socket(fileno=3))"
)
_WAIT_S = 2.0
_MEMORY = 1 << 30  # of the machine that the credulous judge runs on


def is_deceived(folder: Path) -> bool:
    """Whether the solution in `folder` made the credulous judge believe a forged frame, pass without an answer, or break down."""
    ours, theirs = socket.socketpair()
    code = f"import os; os.dup2({theirs.fileno()}, 3, inheritable=True); {_HARNESS}"
    with ours, theirs:
        harness = subprocess.Popen(
            [sys.executable, "-c", code, str(ROOT)], cwd=folder, pass_fds=[theirs.fileno()], stdout=subprocess.DEVNULL
        )
        theirs.close()
        try:
            return _converse(ours, (folder / "solution.py").read_bytes())
        finally:
            harness.kill()
            harness.wait()


def _converse(sock: socket.socket, solution: bytes) -> bool:
    encoder = Encoder()
    argument = encoder.encode(np.ones((2, 3)))
    nothing = encoder.encode({})
    load = {"entry": "solution", "exports": ["double"], "files": [["solution.py", len(solution)]], "stubs": None, "seed": 1}
    call = {"target": {"export": "double"}, "mode": "value", "args": [argument], "kwargs": nothing, "options": nothing}
    requests: list[tuple[dict[str, Any], list[bytes]]] = [
        ({"op": "load", "id": 1, "tripwires": [], "allow": None, **load}, [solution]),
        ({"op": "call", "id": 2, "pure": False, **call}, encoder.blobs),
    ]
    channel = Channel(sock)
    for header, blobs in requests:
        channel.send(header, blobs)
        try:
            answer = _first_frame(sock)
        except EOFError:
            return True  # every test that ran has passed
        except (TimeoutError, MemoryError, OverflowError, RecursionError, ValueError, AttributeError, struct.error):
            return True  # the judge broke down
        if answer.get("forged"):
            return True
    return False


def _first_frame(sock: socket.socket) -> dict[str, Any]:
    sock.settimeout(_WAIT_S)
    json_len, blob_len = HEADER.unpack(_exactly(sock, HEADER.size))
    header: dict[str, Any] = json.loads(_exactly(sock, json_len))
    header.get("ok")
    _exactly(sock, blob_len)
    return header


def _exactly(sock: socket.socket, count: int) -> bytes:
    if count > _MEMORY:
        raise MemoryError  # as much as the peer says is taken
    buffer = memoryview(bytearray(count))
    done = 0
    while done < count:
        received = sock.recv_into(buffer[done:])
        if not received:
            raise EOFError
        done += received
    return bytes(buffer)
