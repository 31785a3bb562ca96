"""The ordinary user that a worker becomes which was started as root: who it is, what stands in its way, and the step itself."""

import json
import os
import pwd
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workers.sandbox import kernel
from workers.sandbox.slots import RANGES

VARIABLE = "EVERYDAY_WORKER_USER"
DEFAULT = "everyday"


class AccountError(RuntimeError):
    """There is no such account, or it is none for a worker; the message names the fix."""


@dataclass(frozen=True, kw_only=True)
class Account:
    name: str
    uid: int
    gid: int
    groups: tuple[int, ...]
    home: str

    def __str__(self) -> str:
        return f"{self.name} (uid {self.uid})" if self.name != str(self.uid) else f"uid {self.uid}"


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What a worker must be able to do with files. `trusted` is what root will run again: its user must not change it."""

    enter: Sequence[Path]
    read: Sequence[Path]
    write: Sequence[Path]
    trusted: Sequence[Path]


def named() -> bool:
    """Whether an operator chose the account."""
    return bool(os.environ.get(VARIABLE))


def find() -> Account:
    """The account of EVERYDAY_WORKER_USER: a name, or a number, which need not be in the list of users. Raises AccountError."""
    wanted = os.environ.get(VARIABLE) or DEFAULT
    try:
        entry = pwd.getpwuid(int(wanted)) if wanted.isdigit() else pwd.getpwnam(wanted)
    except (KeyError, OverflowError):
        if not wanted.isdigit():
            fix = f"useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin {wanted}"
            raise AccountError(f"there is no account {wanted}; make it ({fix}), or name another in {VARIABLE}") from None
        uid = int(wanted)
        return _checked(Account(name=wanted, uid=uid, gid=uid, groups=(), home="/"))
    groups = tuple(os.getgrouplist(entry.pw_name, entry.pw_gid))
    return _checked(Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid, groups=groups, home=entry.pw_dir))


def _checked(account: Account) -> Account:
    if 0 in (account.uid, account.gid, *account.groups):
        raise AccountError(f"{VARIABLE}: {account} is root, or of root's group; name an ordinary account")
    if any(first <= account.uid <= last for first, last in RANGES):
        raise AccountError(f"{VARIABLE}: {account} is a uid that jobs get; name another account")
    if account.uid >= 1 << 32 - 1:
        raise AccountError(f"{VARIABLE}: {account.uid} is no uid")
    return account


def obstacles(account: Account, needs: Needs) -> list[str]:
    """What the account cannot do and would have to, each with its path; asked by a process that has become it."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        _look(account, needs, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read()
    os.waitpid(pid, 0)
    found: list[str] = json.loads(told) if told else ["it cannot be tried"]
    return found


def _look(account: Account, needs: Needs, writer: int) -> None:
    """In the child; never returns."""
    try:
        os.chdir("/")
        _take_ids(account)
        missing = [f"{account} cannot read {path}" for path in needs.read if not _readable(path)]
        missing += [f"{account} cannot enter {path}" for path in needs.enter if not os.access(path, os.X_OK)]
        missing += [f"{account} cannot write to {path}" for path in needs.write if not os.access(path, os.W_OK)]
        missing += [f"{account} can change {path}, which root runs" for path in needs.trusted if os.access(path, os.W_OK)]
        os.write(writer, json.dumps(missing).encode())
    finally:
        os._exit(0)


def _readable(path: Path) -> bool:
    return os.access(path, os.R_OK | (os.X_OK if os.path.isdir(path) else 0))  # noqa: PTH112 - Path.is_dir raises at a closed door


def _take_ids(account: Account) -> None:
    os.setgroups(list(account.groups))
    os.setresgid(account.gid, account.gid, account.gid)
    os.setresuid(account.uid, account.uid, account.uid)


def become(account: Account) -> None:
    """For good, and for every thread: no capability is left, and no program that is executed gives one back.

    Raises RuntimeError when a way back to root is left, in which case this process must end."""
    death_signal = kernel.death_signal()
    kernel.drop_bounding_set()
    _take_ids(account)
    kernel.die_with_parent(death_signal)  # as whoever supervises this process had asked for
    kernel.drop_capabilities()
    kernel.no_new_privileges()  # for this thread and those that it starts, so before there are others
    for back in (os.setresuid, os.setresgid):
        try:
            back(0, 0, 0)
        except PermissionError:
            continue
        raise RuntimeError("root was not given up for good")
    os.environ.update(HOME=account.home, USER=account.name, LOGNAME=account.name)
