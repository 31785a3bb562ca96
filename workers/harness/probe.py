"""Runs what it is sent and answers with what it set as `result`, for the sandbox's self-test and the attack corpus.

A message is `u32 length | JSON`: {"code"} → {"result"} or {"error": [type, message]}.
"""

import json
import socket
import struct
from typing import Any

_LENGTH = struct.Struct(">I")
_MAX_MESSAGE = 1 << 20


def receive(connection: socket.socket) -> dict[str, Any]:
    """The next message; raises EOFError at the end and ValueError for one that is too large or no object."""
    length = _LENGTH.unpack(_read(connection, _LENGTH.size))[0]
    if length > _MAX_MESSAGE:
        raise ValueError(f"a message of {length} bytes")
    message = json.loads(_read(connection, length))
    if not isinstance(message, dict):
        raise ValueError("not an object")
    return message


def send(connection: socket.socket, message: dict[str, Any]) -> None:
    data = json.dumps(message).encode()
    connection.sendall(_LENGTH.pack(len(data)) + data)


def _read(connection: socket.socket, length: int) -> bytes:
    data = bytearray()
    while len(data) < length:
        chunk = connection.recv(length - len(data))
        if not chunk:
            raise EOFError
        data += chunk
    return bytes(data)


def main(connection: socket.socket) -> int:
    while True:
        try:
            message = receive(connection)
        except EOFError:
            return 0
        namespace: dict[str, Any] = {"connection": connection}
        try:
            exec(compile(message["code"], "<probe>", "exec"), namespace)  # noqa: S102 - what a sandbox is for
        except Exception as error:
            send(connection, {"error": [type(error).__name__, str(error)]})
        else:
            send(connection, {"result": namespace.get("result")})
