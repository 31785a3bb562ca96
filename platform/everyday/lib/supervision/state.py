"""The state folder: who may read what in it, its lock, and the secret that a first start makes."""

import fcntl
import os
import secrets
from pathlib import Path
from typing import IO

# Only assets/ and runtime/ are read by sandboxes under another uid; the folder itself may be passed through, not listed.
_PRIVATE = ("db", "broker", "media", "logs", "run")
_SHARED = ("assets",)


class AlreadyRunning(RuntimeError):
    """Another supervisor holds the state folder."""


def prepare(state: Path) -> None:
    """Makes the folders, with their modes. Safe to repeat."""
    state.mkdir(parents=True, exist_ok=True)
    state.chmod(0o711)
    for name in _PRIVATE:
        (state / name).mkdir(exist_ok=True, mode=0o700)
        (state / name).chmod(0o700)
    for name in _SHARED:
        (state / name).mkdir(exist_ok=True)
        (state / name).chmod(0o755)


def lock(state: Path) -> IO[str]:
    """An exclusive lock that lasts as long as the returned file is open; raises AlreadyRunning."""
    file = (state / "run" / "up.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise AlreadyRunning(f"another `up` is using {state}") from None
    return file


def secret_key(state: Path) -> str:
    """The installation's own secret, made once and readable by its owner alone."""
    path = state / "run" / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        value = secrets.token_urlsafe(48)
        file.write(value)
    return value
