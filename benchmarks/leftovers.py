"""What many jobs leave behind: they end well, are killed, crash, run out of memory, litter, hide and shout.

    python -m benchmarks.leftovers [--jobs 1000]

Exit status 1 when anything is left. Two submitters; four jobs of five from the zygote, one from a cold sandbox.
"""

import argparse
import itertools
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.traces import Traces, descriptor_count, traces
from tests.workers.sandbox.driving import Driver, Machine, open_machine, running
from workers.protocol import Limits
from workers.sandbox.base import Sandbox

_SUBMITTERS = 2
_SETTLE_S = 30.0
_GONE_S = 5.0
_PATIENCE_S = 120.0
_LIMITS = Limits(memory_mib=96, log_kill_mib=1, cpu_s=60)
_CRASHES = ("import os; os._exit(7)", "import ctypes; ctypes.string_at(0)", "raise SystemExit(3)")
_CHILDREN = "import os, time\nfor _ in range(8):\n    if os.fork() == 0: time.sleep(600)\nresult = 1"
_DEAF_CHILDREN = """
import os, signal
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
for _ in range(4):
    if os.fork() == 0:
        os.setsid()
        while True: pass
result = 1
"""
_LITTER = """
import os, tempfile
for folder in ("/box", "/tmp", "/dev/shm"):
    for number in range(20):
        with open(f"{folder}/litter-{number}", "wb") as file: file.write(bytes(4096))
held = [os.memfd_create("litter") for _ in range(20)]
result = 1
"""
_TOO_MUCH = "held = []\nwhile True: held.append(bytearray(1 << 20))"
_SHOUT = "import sys\nwhile True: sys.stdout.write('x' * 65536)"


@dataclass
class Outcome:
    """`left` is what was left when all was closed, by kind; `grown` what the worker itself held on to in between."""

    ended: Counter[str] = field(default_factory=Counter)
    left: dict[str, list[str]] = field(default_factory=dict)
    grown: dict[str, tuple[int, int]] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def clean(self) -> bool:
        return not self.left and not self.grown


def trial(jobs: int) -> Outcome:
    """Runs that many jobs and looks at what is there afterwards that was not there before."""
    outcome = Outcome()
    uids = _uids()
    with _own_temporary_folder() as folder, ThreadPoolExecutor(_SUBMITTERS) as submitters:
        _make_state(folder / "state")
        list(submitters.map(time.sleep, [0.1] * _SUBMITTERS))  # its threads are there before the first look
        before = traces(folder, uids)
        begun = time.perf_counter()
        with open_machine(folder / "state") as machine:
            _run_all(machine, jobs, submitters, outcome)
        outcome.seconds = time.perf_counter() - begun
        outcome.left = _left(folder, uids, before)
    return outcome


def _left(folder: Path, uids: range, before: Traces) -> dict[str, list[str]]:
    """What stays; the kernel may take a moment to end what was killed."""
    deadline = time.monotonic() + _GONE_S
    while (left := traces(folder, uids).beyond(before)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def _run_all(machine: Machine, jobs: int, submitters: ThreadPoolExecutor, outcome: Outcome) -> None:
    cold, zygote = machine.cold(), machine.new_zygote()
    numbers = itertools.count()
    lock = threading.Lock()

    def one(_: int) -> None:
        with lock:
            number = next(numbers)
        kind, act = _MIX[number % len(_MIX)]
        sandbox: Sandbox = cold if (number + number // len(_MIX)) % 5 == 0 else zygote
        with running(sandbox, _LIMITS) as driver:
            ended = act(driver)
        with lock:
            outcome.ended[f"{kind}: {ended}"] += 1

    first = min(jobs // 2, 2 * len(_MIX))
    list(submitters.map(one, range(first)))
    held = _settled(machine, {})
    list(submitters.map(one, range(jobs - first)))
    still = _settled(machine, held)
    outcome.grown = {name: (held[name], still[name]) for name in held if still[name] > held[name]}


def _settled(machine: Machine, wanted: dict[str, int]) -> dict[str, int]:
    """What the worker holds at rest: once it holds no more than `wanted`, or, without one, once it stays the same."""
    held, deadline = _held(machine), time.monotonic() + _SETTLE_S
    while time.monotonic() < deadline:
        time.sleep(1.0)
        last, held = held, _held(machine)
        if all(held[name] <= wanted[name] for name in wanted) if wanted else held == last:
            break
    return held


def _held(machine: Machine) -> dict[str, int]:
    launcher = machine.means.launcher.pid
    return {
        "descriptors of the worker": descriptor_count(os.getpid()),
        "descriptors of the launcher": descriptor_count(launcher),
        "processes": len(psutil.Process(launcher).children(recursive=True)),
        "control groups": len(machine.pool.leftovers()),
        "threads": threading.active_count(),
    }


# ---- the jobs; each returns how it ended


def _well(driver: Driver) -> str:
    driver.ask("result = 1")
    return driver.end().ended


def _litters(driver: Driver) -> str:
    driver.ask(_LITTER)
    return driver.end().ended


def _hides(driver: Driver) -> str:
    driver.ask(_DEAF_CHILDREN)
    return driver.end().ended


def _killed(driver: Driver) -> str:
    driver.ask(_CHILDREN)
    driver.job.kill()
    return driver.usage().ended


def _dies_of(code: str) -> Callable[[Driver], str]:
    def act(driver: Driver) -> str:
        with suppress(EOFError, OSError, RuntimeError):
            driver.ask(code, _PATIENCE_S)
        return driver.usage(_PATIENCE_S).ended

    return act


_MIX: list[tuple[str, Callable[[Driver], str]]] = [
    *[("ends well", _well)] * 8,
    *[("litters", _litters)] * 3,
    *[("is killed", _killed)] * 3,
    *[("crashes", _dies_of(code)) for code in _CRASHES],
    ("hides children", _hides),
    ("eats memory", _dies_of(_TOO_MUCH)),
    ("shouts", _dies_of(_SHOUT)),
]


# ---- places


def _uids() -> range:
    """Those that driving.Machine gives this process's jobs."""
    first = 30_000 + os.getpid() % 1000 * 64
    return range(first, first + 64)


def _make_state(state: Path) -> None:
    for name in ("assets", "assets-judge"):
        (state / name).mkdir(parents=True)


@contextmanager
def _own_temporary_folder() -> Iterator[Path]:
    """Everything that this process, and what it starts, would put into /tmp lies here instead, where it can be counted."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="everyday-leftovers-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        tempfile.tempdir = name
        try:
            yield folder
        finally:
            tempfile.tempdir = before


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.leftovers", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--jobs", type=int, default=1000)
    options = parser.parse_args()
    outcome = trial(options.jobs)
    for name, count in sorted(outcome.ended.items()):
        print(f"{count:6} {name}")
    print(f"{options.jobs} jobs in {outcome.seconds:.0f} s, the zygotes' starts included")
    for name, (held, still) in outcome.grown.items():
        print(f"grown: {name}, from {held} to {still}")
    for kind, names in outcome.left.items():
        print(f"left: {len(names)} {kind}: {', '.join(names[:5])}")
    if outcome.clean:
        print("left: 0 processes, 0 control groups, 0 files, 0 descriptors, 0 threads, 0 mounts, 0 uid locks")
    return int(not outcome.clean)


if __name__ == "__main__":
    sys.exit(main())
