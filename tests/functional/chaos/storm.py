"""SIGKILL at random: the processes of `manage.py up`, which brings them back, and a second evaluation worker, which this does."""

import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.functional.platform import ROOT, Platform, command_line

# What identifies each process on its command line, and how often it is the victim.
VICTIMS = {
    "evaluation": ("workers.app", 4),
    "second worker": ("", 4),
    "broker": ("valkey", 2),
    "web": ("gunicorn", 2),
    "recorder": ("record_events", 2),
    "tasks": ("-A everyday worker", 1),
    "beat": ("-A everyday beat", 1),
}
_BACK_WITHIN_S = 60.0


class SecondWorker:
    """Another evaluation worker with the environment of the supervised one, on the same queue."""

    def __init__(self, platform: Platform) -> None:
        model = _pid_of(platform, "workers.app")
        lines = Path(f"/proc/{model}/environ").read_bytes().decode().split("\0")
        self.ready_file = platform.state / "run" / "second.ready"
        environment = dict(line.split("=", 1) for line in lines if "=" in line)
        self._environment = {**environment, "EVERYDAY_READY_FILE": str(self.ready_file), "EVERYDAY_SLOTS": "1"}
        arguments = Path(f"/proc/{model}/cmdline").read_bytes().decode().rstrip("\0").split("\0")
        self._argv = [part.replace("evaluation@", "second@") for part in arguments]
        self._log = platform.state / "logs" / "second.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.ready_file.unlink(missing_ok=True)
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(self._argv, cwd=ROOT, env=self._environment, stdout=log, stderr=log)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()


@dataclass
class Storm:
    """Kills one process after another until it is told to stop."""

    platform: Platform
    second: SecondWorker
    dice: random.Random
    pause_s: tuple[float, float] = (3.0, 9.0)
    victims: tuple[str, ...] = tuple(VICTIMS)
    killed: Counter[str] = field(default_factory=Counter)
    say: Callable[[str], None] = print
    bereaved: set[tuple[int, str]] = field(default_factory=set)  # what the killed workers had started

    def blow(self, stop: threading.Event, at_most: int = 1_000) -> None:
        """Blocks until `stop` is set or `at_most` processes were killed."""
        while sum(self.killed.values()) < at_most and not stop.wait(self.dice.uniform(*self.pause_s)):
            weights = [VICTIMS[name][1] for name in self.victims]
            victim = self.dice.choices(self.victims, weights)[0]
            self.strike(victim)

    def strike(self, victim: str) -> bool:
        """Kills and counts; False while the victim is still coming back."""
        if not self.kill(victim):
            return False
        self.killed[victim] += 1
        self.say(f"{time.strftime('%H:%M:%S')} killed: {victim}")
        return True

    def kill(self, victim: str) -> bool:
        """False while the victim is still coming back from the last time."""
        if victim == "second worker":
            if not self.second.ready_file.exists():
                return False
            if self.second.process is not None:
                self.bereaved |= _descendants(self.second.process.pid)
            self.second.kill()
            self.second.start()
            return True
        try:
            pid = _pid_of(self.platform, VICTIMS[victim][0])
        except LookupError:
            return False
        ready = self.platform.state / "run" / "evaluation.ready"
        if victim == "evaluation" and ready.exists():
            ready.unlink()  # a worker that is killed leaves it behind; the next one writes it again
            self.bereaved |= _descendants(pid)
        elif victim == "evaluation":
            return False
        with suppress(ProcessLookupError):
            # The web server dies with its children, as a machine does; a worker dies alone and leaves its sandboxes.
            if victim == "web":
                os.killpg(pid, signal.SIGKILL)
            else:
                os.kill(pid, signal.SIGKILL)
            return True
        return False


def calm(platform: Platform, within_s: float = _BACK_WITHIN_S) -> list[str]:
    """Waits until every supervised process is there again; the names of those that did not come back."""
    deadline = time.monotonic() + within_s
    while True:
        missing = [name for name, (mark, _) in VICTIMS.items() if mark and not _there(platform, mark)]
        if not missing or time.monotonic() > deadline:
            return missing
        time.sleep(0.2)


def freeze(platform: Platform, victim: str) -> None:
    """Stops a process without ending it: it is there, and does nothing."""
    os.kill(_pid_of(platform, VICTIMS[victim][0]), signal.SIGSTOP)


def thaw(platform: Platform, victim: str) -> None:
    os.kill(_pid_of(platform, VICTIMS[victim][0]), signal.SIGCONT)


def leftovers(state: Path) -> list[str]:
    """Processes of the platform that outlived it."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            with suppress(OSError):
                environment = (folder / "environ").read_bytes()
                if f"EVERYDAY_STATE={state}\0".encode() in environment:
                    found.append(f"{folder.name} {command_line(int(folder.name))[:120]}")
    return found


def survivors(bereaved: set[tuple[int, str]]) -> list[str]:
    """Sandboxes of killed workers that still run."""
    return [f"{pid} {command_line(pid)[:120]}" for pid, began in bereaved if began and _began(pid) == began]


def _descendants(pid: int) -> set[tuple[int, str]]:
    """(process id, start time) of everything below a process; the time tells it from a later one of the same number."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(folder.name))
    found, todo = set(), list(children.get(pid, []))
    while todo:
        child = todo.pop()
        found.add((child, _began(child)))
        todo += children.get(child, [])
    return found


def _began(pid: int) -> str:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return "" if fields[0] == "Z" else fields[19]
    return ""


def _there(platform: Platform, mark: str) -> bool:
    try:
        return bool(_pid_of(platform, mark))
    except LookupError:
        return False


def _pid_of(platform: Platform, mark: str) -> int:
    """Raises LookupError while no such child lives."""
    for pid in platform.children():
        with suppress(OSError):
            if mark in command_line(pid):
                return pid
    raise LookupError(mark)
