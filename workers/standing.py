"""As whom a worker works. One that was started as root leaves a launcher behind that stays root, and becomes an ordinary user
before it speaks with the broker. Where it cannot, a worker that must be fully isolated does not start.
"""

import logging
import os
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from workers.configuration import WorkerConfiguration
from workers.leftovers import sweep
from workers.sandbox import account
from workers.sandbox.account import Account, AccountError, Needs
from workers.sandbox.base import Isolation, SandboxError
from workers.sandbox.launcher import Launcher, Serving
from workers.sandbox.pool import IsolationRefused
from workers.sandbox.runtime import Installation, Runtime
from workers.sandbox.slots import RANGES, can_separate

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[1]
_OTHERS_PROCESS = Path("/proc/1/stat")  # out of sight where /proc is mounted with hidepid; jobs have other uids, and are watched


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a worker that is started by this user becomes. `account` is None where it keeps its user; `obstacle` then says why
    root stays root, and is empty where nobody is root."""

    account: Account | None = None
    obstacle: str = ""

    def __str__(self) -> str:
        if self.obstacle:
            return f"root: {self.obstacle}"
        return str(self.account) if self.account is not None else f"{psutil.Process().username()} (uid {os.geteuid()})"


def find(state: Path, curriculum: Path, *, write: tuple[Path, ...] = ()) -> Standing:
    """write: what this worker has to write to, beside the folder for temporary files."""
    if os.geteuid() != 0:
        return Standing()
    if not can_separate():
        return Standing(obstacle="without CAP_SETUID and CAP_SETGID it cannot become anybody else; start it as an ordinary user")
    try:
        found = account.find()
    except AccountError as error:
        return Standing(obstacle=str(error))
    missing = account.obstacles(found, _needs(state, curriculum, write))
    return Standing(obstacle="; ".join(missing)) if missing else Standing(account=found)


def _needs(state: Path, curriculum: Path, write: tuple[Path, ...]) -> Needs:
    installation = Installation.current()
    library = Path(sysconfig.get_path("stdlib"))
    own = _ROOT / "workers"
    code = [own, own / "sandbox", *(own / "sandbox").glob("*.py"), library, *installation.packages]
    read = [*code, Path(sysconfig.get_path("platstdlib")), _OTHERS_PROCESS, state / "assets", state / "assets-judge"]
    return Needs(
        enter=[state] if state.exists() else [],
        read=[path for path in (*read, curriculum) if path.exists()],
        write=[Path(tempfile.gettempdir()), *write],
        trusted=code,
    )


def give_up_root(configuration: WorkerConfiguration) -> Launcher | None:
    """Becomes the ordinary user and returns the launcher that stays root; None where this process keeps its user.

    To be called before any thread is started. Raises IsolationRefused where the worker would stay root and may not, and
    SandboxError when the step failed, after which this process must end."""
    # Makes the state folder, too, so that it can be looked at.
    sources = Runtime.sources(Installation.current(), curriculum=configuration.curriculum, state=configuration.state)
    standing = find(configuration.state, configuration.curriculum, write=_written(configuration))
    if standing.account is None:
        if standing.obstacle:
            _stay_root(configuration, standing.obstacle)
        return None
    sweep(configuration.state)  # some of what an earlier worker left belongs to its jobs' users
    launcher = Launcher(sources, serves=Serving(slots=RANGES, boxes=Path(tempfile.gettempdir())))
    try:
        account.become(standing.account)
    except (OSError, RuntimeError) as error:
        launcher.close()
        raise SandboxError(f"root could not be given up: {error}") from None
    logger.info("the worker is %s; its launcher, process %d, is root", standing, launcher.pid)
    return launcher


def _stay_root(configuration: WorkerConfiguration, obstacle: str) -> None:
    if configuration.min_isolation is Isolation.FULL or account.named():
        wanted = f"isolation {configuration.min_isolation} was asked for" if not account.named() else f"{account.VARIABLE} is set"
        raise IsolationRefused(f"{wanted}, and the worker would stay root: {obstacle}; or start it as an ordinary user")
    logger.warning("the worker stays root: %s", obstacle)


def _written(configuration: WorkerConfiguration) -> tuple[Path, ...]:
    """The folder of the file that says it is ready, and the broker's socket where that is a file."""
    address = urlsplit(configuration.broker_url)
    socket = [Path(address.path)] if address.scheme in ("redis+socket", "unix") else []
    return (*([configuration.ready_file.parent] if configuration.ready_file is not None else []), *socket)
