"""The framing that hostile code sits at the other end of."""

import hashlib
import json
import os
import random
import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from workers.harness import frames
from workers.harness.frames import Channel, FrameError, PeerClosed


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, Channel]]:
    left, right = socket.socketpair()
    yield left, Channel(right, max_total=frames.MAX_BLOB)
    left.close()
    right.close()


def raw(header: bytes, blob: bytes = b"", json_len: int | None = None, blob_len: int | None = None) -> bytes:
    return (
        struct.pack(">IQ", len(header) if json_len is None else json_len, len(blob) if blob_len is None else blob_len)
        + header
        + blob
    )


def test_a_message_arrives_as_it_was_sent(pair: tuple[socket.socket, Channel]) -> None:
    left, right = pair
    Channel(left).send({"op": "call", "values": [1, 2.5, "字"]}, [b"ab", memoryview(b"cd")])
    message = right.receive(5)
    assert message.header == {"op": "call", "values": [1, 2.5, "字"]}
    assert message.op == "call"
    assert message.blob == b"abcd"


def test_a_large_blob_travels_in_chunks_with_its_digest(
    pair: tuple[socket.socket, Channel], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "CHUNK", 1 << 16)
    left, right = pair
    blob = os.urandom(300_000)
    threading.Thread(target=lambda: Channel(left).send({"op": "x"}, [blob]), daemon=True).start()
    message = right.receive(5)
    assert message.header == {"op": "x"}
    assert message.blob == blob


def test_descriptors_come_with_their_message() -> None:
    left, right = socket.socketpair()
    receiver = Channel(right, accept_fds=True)
    reader, writer = os.pipe()
    Channel(left).send({"op": "spawned"}, fds=[writer])
    (fd,) = receiver.receive(5).fds
    os.write(fd, b"hi")
    assert os.read(reader, 2) == b"hi"
    for each in (fd, reader, writer):
        os.close(each)
    left.close()
    right.close()


@pytest.mark.parametrize(
    "data",
    [
        raw(b"", json_len=frames.MAX_JSON + 1),
        raw(b"{}", blob_len=frames.MAX_BLOB + 1),
        raw(b"[]"),
        raw(b"nonsense"),
        raw(b'{"a": NaN}'),
        raw(b'{"a": Infinity}'),
        raw(b'{"a":' + b"[" * 200_000),
        raw(b"\xff\xfe{}"),
        raw(json.dumps({"chunks": 3}).encode()),
        raw(json.dumps({"chunks": {"count": 1, "bytes": 10**15, "sha256": ""}}).encode()),
        raw(json.dumps({"chunks": {"count": 2, "bytes": 4, "sha256": ""}}).encode()),
        raw(json.dumps({"chunks": {"count": 1, "bytes": 4, "sha256": ""}}).encode()) + raw(b'{"chunk":0}', b"abcd"),
        raw(json.dumps({"chunks": {"count": 1, "bytes": 4, "sha256": hashlib.sha256(b"abcd").hexdigest()}}).encode())
        + raw(b'{"chunk":1}', b"abcd"),
        raw(json.dumps({"chunks": {"count": True, "bytes": 4, "sha256": ""}}).encode()),
    ],
)
def test_what_is_not_a_frame_is_refused(pair: tuple[socket.socket, Channel], data: bytes) -> None:
    left, right = pair
    threading.Thread(target=lambda: left.sendall(data), daemon=True).start()
    with pytest.raises(FrameError):
        right.receive(5)


def test_a_giant_length_allocates_nothing(pair: tuple[socket.socket, Channel]) -> None:
    left, right = pair
    left.sendall(raw(b"{}", blob_len=(1 << 63)))
    with pytest.raises(FrameError, match="too large"):
        right.receive(5)


def test_a_closed_peer_is_told_from_silence(pair: tuple[socket.socket, Channel]) -> None:
    left, right = pair
    with pytest.raises(TimeoutError):
        right.receive(0.05)
    left.sendall(b"\0\0")
    left.close()
    with pytest.raises(PeerClosed):
        right.receive(5)


def test_a_dripping_peer_runs_out_of_time(pair: tuple[socket.socket, Channel]) -> None:
    left, right = pair
    stop = threading.Event()

    def drip() -> None:
        while not stop.wait(0.02):
            left.sendall(b"\0")

    left.sendall(struct.pack(">IQ", 1000, 0))
    dripper = threading.Thread(target=drip)
    dripper.start()
    with pytest.raises(TimeoutError):
        right.receive(0.3)
    stop.set()
    dripper.join()


def test_a_header_too_long_is_refused_before_it_is_sent(pair: tuple[socket.socket, Channel]) -> None:
    with pytest.raises(FrameError):
        pair[1].send({"text": "x" * frames.MAX_JSON})
    with pytest.raises(FrameError):
        pair[1].send({"number": float("nan")})


def test_random_bytes_never_do_worse_than_be_refused() -> None:
    generator = random.Random(5)
    for _ in range(300):
        left, right = socket.socketpair()
        data = bytearray(raw(b'{"op":"call"}', b"1234"))
        for _ in range(generator.randrange(1, 6)):
            data[generator.randrange(len(data))] = generator.randrange(256)
        left.sendall(data)
        left.close()
        with right:
            try:
                Channel(right).receive(1)
            except (FrameError, PeerClosed):
                continue
