"""What attackers look for, laid out on this machine: servers and sockets, a secret file, a process, a shared segment."""

import ctypes
import os
import secrets
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

_IPC_CREAT, _IPC_RMID = 0o1000, 0


@dataclass
class Bait:
    facts: dict[str, str | int]
    shared_box: Path
    victim: subprocess.Popen[bytes]
    datagrams: socket.socket

    def survivors(self) -> tuple[str, ...]:
        """Processes that carry the attack's mark as their name."""
        mark = str(self.facts["mark"])
        return tuple(mark for process in psutil.process_iter(["name"]) if process.info["name"] == mark)

    def harmed(self) -> bool:
        """The victim was killed, or a datagram came."""
        if self.victim.poll() is not None:
            return True
        try:
            return bool(self.datagrams.recv(64))
        except BlockingIOError:
            return False

    def left(self) -> int:
        return len(list(self.shared_box.iterdir())) if os.access(self.shared_box, os.R_OK) else 1


@contextmanager
def laid_out(folder: Path, uid: int | None) -> Iterator[Bait]:
    """`uid` is the one that the attacker will have, so that nothing but the layers stands between it and the bait."""
    mark = f"ev{secrets.token_hex(5)}"
    folder.chmod(0o755)
    with ExitStack() as stack:
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        datagrams = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        datagrams.bind(("127.0.0.1", 0))
        datagrams.setblocking(False)
        unix_path = _listen(stack, str(folder / "bait.sock"))
        Path(unix_path).chmod(0o777)
        _listen(stack, f"\0{mark}")
        secret = folder / "secret.txt"
        secret.write_text(mark)
        secret.chmod(0o644)
        shared_box = folder / "box"
        shared_box.mkdir()
        shared_box.chmod(0o777)
        victim = _victim(uid)
        stack.callback(_end, victim)
        facts: dict[str, str | int] = {
            "port": server.getsockname()[1],
            "secret": str(secret),
            "socket": unix_path,
            "abstract": mark,
            "victim": victim.pid,
            "shm": _shared_segment(stack),
            "key": _unused_key(stack),
            "datagrams": datagrams.getsockname()[1],
            "mark": mark,
        }
        yield Bait(facts, shared_box, victim, datagrams)


def _listen(stack: ExitStack, address: str) -> str:
    server = stack.enter_context(socket.socket(socket.AF_UNIX))
    server.bind(address)
    server.listen()
    return address


def _victim(uid: int | None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["/bin/sleep", "60"], user=uid, group=uid, extra_groups=None if uid is None else [])


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _unused_key(stack: ExitStack) -> int:
    """The key of a segment that an attack may make; removed if it did."""
    libc = ctypes.CDLL(None, use_errno=True)
    key = int.from_bytes(os.urandom(3)) + 1

    def remove() -> None:
        identifier = libc.shmget(key, 0, 0)
        if identifier >= 0:
            libc.shmctl(identifier, _IPC_RMID, None)

    stack.callback(remove)
    return key


def _shared_segment(stack: ExitStack) -> int:
    """The key of a System V segment that everyone may read."""
    libc = ctypes.CDLL(None, use_errno=True)
    key = int.from_bytes(os.urandom(3)) + 1
    identifier = libc.shmget(key, 4096, _IPC_CREAT | 0o666)
    assert identifier >= 0
    stack.callback(libc.shmctl, identifier, _IPC_RMID, None)
    return key
