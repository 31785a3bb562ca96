"""Solutions that write on the judge's line themselves: forged, extra, giant, malformed frames. None may count as an answer."""

from tests.attacks.families import Family
from tests.attacks.judging.attack import NAMES, JudgeAttack
from tests.attacks.judging.credulous import is_deceived

FORGE = """
import array, json, os, socket, struct
def send(header, blob=b"", json_len=None, blob_len=None):
    text = json.dumps({**header, "forged": True}).encode() if isinstance(header, dict) else header
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

# name → (family, what is sent)
FRAMES = {
    "a passing load": (Family.FORGED, 'send({"id": 1, "ok": True, "missing": [], "forbidden": []})'),
    "a verdict": (Family.FORGED, 'send({"op": "done", "tests": [], "status": "passed", "score": 100})'),
    "a verdict on every descriptor": (
        Family.FORGED,
        "SOCKETS[:] = [fd for fd in range(1, 256) if os.path.exists(f'/proc/self/fd/{fd}')]; "
        "[send({'op': 'done', 'status': 'passed', 'score': 100}) for _ in range(3)]",
    ),
    "an event for the parent": (
        Family.FORGED,
        'send({"op": "event", "kind": "test", "data": {"id": "value", "status": "passed", "points": 9}})',
    ),
    "a spawn": (Family.FORGED, 'send({"op": "spawn", "limits": {}})'),
    "a later id": (Family.FRAMES, 'send({"id": 5, "ok": True, "value": None, "forbidden": []})'),
    "not an object": (Family.FRAMES, 'send(b"[1, 2, 3]")'),
    "not json": (Family.FRAMES, 'send(b"{")'),
    "nan": (Family.FRAMES, 'send(b\'{"id": 1, "ok": NaN, "forged": true}\')'),
    "deep": (Family.FRAMES, 'send(b\'{"id":\' + b"[" * 100000)'),
    "a giant header": (Family.FRAMES, 'send(b"", json_len=0xFFFFFFFF)'),
    "a giant blob": (Family.FRAMES, 'send({"id": 1, "ok": True}, blob_len=1 << 62)'),
    "bad chunks": (Family.FRAMES, 'send({"id": 1, "ok": True, "chunks": {"count": 10**9, "bytes": 10**18, "sha256": ""}})'),
    "a closed socket": (Family.FRAMES, "[os.close(fd) for fd in SOCKETS]"),
    "half a frame": (Family.FRAMES, "[os.write(fd, bytes(5)) or os.close(fd) for fd in SOCKETS]"),
}


def forging(frame: str) -> str:
    """A solution that sends the frame while it is called."""
    return f"{FORGE}def double(x):\n    {FRAMES[frame][1]}\n    return x * 0\n{NAMES}"


ATTACKS = [
    JudgeAttack(
        name=f"a frame of its own: {frame}",
        family=family,
        layer="frames checked one by one",
        source=forging(frame),
        fools=is_deceived,
    )
    for frame, (family, _) in FRAMES.items()
]
