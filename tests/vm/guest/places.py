"""The places in a hierarchy in which a worker may find itself."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

LOGIN = 1000  # the user and group of a login user


@dataclass(frozen=True, kw_only=True)
class Place:
    """`enter` puts the calling process there, for good. `tests` are what is to hold there; `isolation` asks for what the
    sandbox reaches there: what `doctor` reports, or (which is quicker) what opening a pool finds."""

    name: str
    enter: Callable[[], None]
    tests: tuple[str, ...]
    isolation: Literal["", "doctor", "pool"] = ""


def join(group: Path) -> None:
    (group / "cgroup.procs").write_text("0")


def become(user: int) -> None:
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
