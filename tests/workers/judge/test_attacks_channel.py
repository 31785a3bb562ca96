"""Learners who write on descriptor 3 themselves: forged, extra, giant and malformed frames. None may be taken for an answer."""

import pytest

from tests.workers.grading import RIGHT, Grading

NAMES = RIGHT[RIGHT.index("def names") :]

FORGE = """
import json, os, struct, socket
def send(header, blob=b"", json_len=None, blob_len=None):
    text = json.dumps(header).encode() if isinstance(header, dict) else header
    head = struct.pack(">IQ", len(text) if json_len is None else json_len, len(blob) if blob_len is None else blob_len)
    for fd in SOCKETS: os.write(fd, head + text + blob)
def sockets():
    found = []
    for fd in range(3, 256):
        try:
            if socket.socket(fileno=os.dup(fd)).getsockopt(socket.SOL_SOCKET, socket.SO_TYPE): found.append(fd)
        except OSError: pass
    return found
SOCKETS = sockets()
"""

FRAMES = {
    "a passing load": 'send({"id": 1, "ok": True, "missing": [], "forbidden": []})',
    "a verdict": 'send({"op": "done", "tests": [], "status": "passed", "score": 100})',
    "an event for the parent": 'send({"op": "event", "kind": "test", "data": {"id": "value", "status": "passed", "points": 9}})',
    "a spawn": 'send({"op": "spawn", "limits": {}})',
    "a later id": 'send({"id": 5, "ok": True, "value": None, "forbidden": []})',
    "not an object": 'send(b"[1, 2, 3]")',
    "not json": 'send(b"{")',
    "nan": 'send(b\'{"id": 1, "ok": NaN}\')',
    "deep": 'send(b\'{"id":\' + b"[" * 100000)',
    "a giant header": 'send(b"", json_len=0xFFFFFFFF)',
    "a giant blob": 'send({"id": 1, "ok": True}, blob_len=1 << 62)',
    "bad chunks": 'send({"id": 1, "ok": True, "chunks": {"count": 10**9, "bytes": 10**18, "sha256": ""}})',
    "a closed socket": "[os.close(fd) for fd in SOCKETS]",
    "half a frame": "[os.write(fd, bytes(5)) or os.close(fd) for fd in SOCKETS]",
}


@pytest.mark.parametrize("frame", FRAMES, ids=lambda name: name.replace(" ", "-"))
def test_a_frame_at_import_is_never_gradable(grading: Grading, frame: str) -> None:
    graded = grading(f"{FORGE}{FRAMES[frame]}\n{RIGHT}")
    assert graded.verdict.status in ("not_gradable", "error", "failed")
    assert graded.verdict.score == 0


@pytest.mark.parametrize("frame", FRAMES, ids=lambda name: name.replace(" ", "-"))
def test_a_frame_in_a_call_is_never_a_pass(grading: Grading, frame: str) -> None:
    graded = grading(f"{FORGE}def double(x):\n    {FRAMES[frame]}\n    return x * 0\n{NAMES}")
    assert graded.verdict.status in ("failed", "error", "timeout")
    assert graded.status("value") != "passed"
    assert graded.status("hidden") != "passed"


VALUES = {
    "a long dtype": '{"a": ["O", [2, 3]]}',
    "a string dtype": '{"a": ["<U4", [2, 3]]}',
    "a negative size": '{"a": ["f8", [-1, -6]]}',
    "a float size": '{"a": ["f8", [2.0, 3]]}',
    "a bool size": '{"a": ["f8", [True, 6]]}',
    "nine dimensions": '{"a": ["f8", [1, 1, 1, 1, 1, 1, 1, 2, 3]]}',
    "too large": '{"a": ["f8", [1000000, 1000000]]}',
    "an overflow": '{"a": ["f8", [4294967296, 4294967296, 0]]}',
    "no shape": '{"a": ["f8"]}',
    "an unhashable dtype": '{"a": [["f8"], [2, 3]]}',
    "two tags": '{"a": ["f8", [2, 3]], "t": []}',
    "an unknown tag": '{"x": 1}',
    "a handle": '{"h": 1}',
    "a tensor without flag": '{"T": ["f8", [2, 3]]}',
    "a bad dict": '{"d": [[1]]}',
    "a list as key": '{"d": [[[1], 2]]}',
    "strings with bad offsets": '{"s": [2, 24]}',
    "a float word": '{"f": "1e3"}',
    "a float list": '{"f": ["nan"]}',
    "too deep": "[" * 20 + "1" + "]" * 20,
    "a huge int": "1" + "0" * 400,
}


@pytest.mark.parametrize("value", VALUES, ids=lambda name: name.replace(" ", "-"))
def test_a_value_out_of_form_is_refused(grading: Grading, value: str) -> None:
    take_over = f"""
import json
from workers.harness import server
def call(self, message): return {{"ok": True, "value": json.loads({VALUES[value]!r})}}, [bytes(48)]
original = server.Server.__init__
import gc
for found in gc.get_objects():
    if isinstance(found, server.Server): found.operations["call"] = lambda message: call(found, message)
"""
    graded = grading(take_over + RIGHT)
    assert graded.status("value") == "error"
    assert graded.verdict.score == 0


def test_reports_out_of_form_are_refused(grading: Grading) -> None:
    graded = grading(
        f'{FORGE}def double(x):\n    send({{"event": "report", "step": 1, "values": {{"loss": "x"}}}})\n    return x + x\n{NAMES}'
    )
    assert graded.status("value") == "error"


def test_a_flood_of_events_ends_the_process(grading: Grading) -> None:
    source = f'{FORGE}def double(x):\n    while True: send({{"event": "report", "step": 1, "values": {{"loss": 1.0}}}})\n{NAMES}'
    graded = grading(source)
    assert graded.verdict.status in ("error", "timeout")
    assert len(graded.of("metric")) <= 5000
