"""Data-only framing between judge, learner and parent: `u32 json_len | u64 blob_len | JSON | blob`, big-endian.

Standard library only: this module is all that a learner's sandbox and the trusted parent have in common. Everything
read here may come from hostile code, so every length is checked before anything is allocated. A message whose blob is
larger than CHUNK travels as one header frame and numbered chunk frames, and carries the sha256 of the whole.
"""

import hashlib
import json
import select
import socket
import struct
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

HEADER = struct.Struct(">IQ")
MAX_JSON = 1 << 20
MAX_BLOB = 64 << 20
CHUNK = 16 << 20
MAX_FDS = 1


class FrameError(ValueError):
    """The peer sent something that is not a frame of ours: the conversation is over."""


class PeerClosed(EOFError):
    """The other end is gone."""


@dataclass(frozen=True)
class Message:
    """One message. `fds` are file descriptors that came with it (judge ← parent only)."""

    header: dict[str, Any]
    blob: bytes = b""
    fds: tuple[int, ...] = field(default=())

    @property
    def op(self) -> str:
        op = self.header.get("op")
        return op if isinstance(op, str) else ""


class Channel:
    """One end of a conversation. Not for use from several threads at once."""

    def __init__(self, sock: socket.socket, *, max_total: int = MAX_BLOB, accept_fds: bool = False) -> None:
        self.socket = sock
        self.max_total = max_total
        self.accept_fds = accept_fds
        self._fds: list[int] = []

    def send(
        self,
        header: dict[str, Any],
        blobs: Iterable[bytes | memoryview] = (),
        *,
        fds: Iterable[int] = (),
        timeout_s: float | None = None,
    ) -> None:
        """Raises FrameError when the JSON is too long or not JSON, PeerClosed when nobody listens, TimeoutError."""
        blob = b"".join(blobs)
        if len(blob) <= CHUNK:
            self._send_frame(header, blob, tuple(fds), timeout_s)
            return
        count = -(-len(blob) // CHUNK)
        whole = {"count": count, "bytes": len(blob), "sha256": hashlib.sha256(blob).hexdigest()}
        self._send_frame({**header, "chunks": whole}, b"", tuple(fds), timeout_s)
        view = memoryview(blob)
        for index in range(count):
            self._send_frame({"chunk": index}, view[index * CHUNK : (index + 1) * CHUNK], (), timeout_s)

    def _send_frame(
        self, header: dict[str, Any], blob: bytes | memoryview, fds: tuple[int, ...], timeout_s: float | None
    ) -> None:
        try:
            text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
        except (TypeError, ValueError, RecursionError) as error:
            raise FrameError(f"not JSON: {error}") from None
        if len(text) > MAX_JSON:
            raise FrameError(f"{len(text)} bytes of JSON, at most {MAX_JSON} fit")
        head = HEADER.pack(len(text), len(blob)) + text
        self.socket.settimeout(timeout_s)
        try:
            if fds:
                sent = socket.send_fds(self.socket, [head], list(fds))
                self.socket.sendall(head[sent:])
            else:
                self.socket.sendall(head)
            if blob:
                self.socket.sendall(blob)
        except (BrokenPipeError, ConnectionError) as error:
            raise PeerClosed(str(error)) from None

    def receive(self, timeout_s: float | None = None) -> Message:
        """The next message. Raises FrameError, PeerClosed or TimeoutError (of the whole message, however it drips in)."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        header, blob = self._receive_frame(deadline)
        if "chunks" in header:
            blob = self._receive_chunks(header.pop("chunks"), blob, deadline)
        fds, self._fds = tuple(self._fds), []
        return Message(header, blob, fds)

    def _receive_chunks(self, whole: object, blob: bytes, deadline: float | None) -> bytes:
        if not isinstance(whole, dict) or blob:
            raise FrameError("bad chunk table")
        count, size, digest = whole.get("count"), whole.get("bytes"), whole.get("sha256")
        if type(count) is not int or type(size) is not int or not 0 < size <= self.max_total or count != -(-size // CHUNK):
            raise FrameError("bad chunk table")
        buffer = bytearray()
        for index in range(count):
            header, part = self._receive_frame(deadline)
            if header != {"chunk": index} or len(part) != min(CHUNK, size - len(buffer)):
                raise FrameError("a chunk is missing or has another size than announced")
            buffer += part
        if hashlib.sha256(buffer).hexdigest() != digest:
            raise FrameError("the chunks do not have the announced sha256")
        return bytes(buffer)

    def _receive_frame(self, deadline: float | None) -> tuple[dict[str, Any], bytes]:
        json_len, blob_len = HEADER.unpack(self._exactly(HEADER.size, deadline))
        if json_len > MAX_JSON or blob_len > MAX_BLOB:
            raise FrameError(f"a frame of {json_len} + {blob_len} bytes is too large")
        try:
            header = json.loads(self._exactly(json_len, deadline), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise FrameError("the frame's header is not JSON") from None
        if not isinstance(header, dict):
            raise FrameError("the frame's header is not an object")
        return header, self._exactly(blob_len, deadline)

    def _exactly(self, count: int, deadline: float | None) -> bytes:
        buffer = bytearray()
        while len(buffer) < count:
            part = self._some(min(1 << 20, count - len(buffer)), deadline)
            if not part:
                raise PeerClosed("closed in the middle of a frame" if buffer else "closed")
            buffer += part
        return bytes(buffer)

    def _some(self, count: int, deadline: float | None) -> bytes:
        remaining = None if deadline is None else deadline - time.monotonic()
        if remaining is not None and remaining <= 0:
            raise TimeoutError("no answer in time")
        self.socket.settimeout(remaining)
        try:
            if not self.accept_fds:
                return self.socket.recv(count)
            part, fds, _flags, _address = socket.recv_fds(self.socket, count, MAX_FDS)
        except ConnectionError as error:
            raise PeerClosed(str(error)) from None
        self._fds += fds
        return part

    @property
    def pending(self) -> bool:
        """Whether something unread lies in the socket (or the peer has closed it)."""
        poll = select.poll()
        poll.register(self.socket, select.POLLIN)
        return bool(poll.poll(0))

    def close(self) -> None:
        self.socket.close()


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
