"""Opens what this machine can do: the strongest sandbox that passes its self-test, at a level that was found and not assumed."""

import os
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from workers.sandbox.bare import LandlockSandbox, ProcessSandbox, landlock_possible
from workers.sandbox.base import Isolation, Sandbox, SandboxError
from workers.sandbox.bubblewrap import ColdSandbox, find_bwrap
from workers.sandbox.cgroup import CgroupTree
from workers.sandbox.cgroup_trees import find_cgroups
from workers.sandbox.delegated import DelegatedTree
from workers.sandbox.launched import LaunchedSandbox, Means
from workers.sandbox.launcher import Launcher
from workers.sandbox.runtime import Installation, Role, Runtime
from workers.sandbox.selftest import Check, check_sandbox
from workers.sandbox.slots import Slots, can_separate
from workers.sandbox.zygote import ZygoteSandbox

Kind = Literal["zygote", "cold", "landlock", "process"]
_KINDS: tuple[Kind, ...] = ("zygote", "cold", "landlock", "process")
VARIABLE = "EVERYDAY_SANDBOX"
_CLOSE_S = 5.0
# Imported by a zygote beside torch, so that its children need not.
_PRELOADS: dict[Role, tuple[str, ...]] = {"learner": ("workers.harness.main",), "judge": ("workers.judge.main",)}


class IsolationRefused(RuntimeError):
    """This machine does not reach the isolation that was asked for; the message names what is missing and the fix."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What opening found out, for `doctor`."""

    cgroup_reason: str  # empty when there are usable control groups
    bwrap: Path | None
    rejected: Sequence[tuple[str, Sequence[Check]]]  # sandboxes that were tried and not taken


def open_pool(
    *,
    curriculum: Path,
    state: Path,
    min_isolation: Isolation,
    slots: int = 1,
    prefer: Literal["zygote", "cold"] | None = None,
    launcher: Launcher | None = None,
) -> "SandboxPool":
    """The strongest sandbox of this machine, tried by its self-test.

    slots: how many submissions will be judged at once; as many zygote children wait ready, and one more.
    prefer: `cold` for one run (a zygote costs seconds to start), `zygote` (the default) for a worker.
    launcher: the one that stayed root when this process ceased to be; it remains the caller's to close.
    Raises IsolationRefused when `min_isolation` is not reached and SandboxError when not even a process can be started.
    """
    forced = _forced_kind()
    bwrap = find_bwrap() if sys.platform == "linux" else None
    installation = Installation.current()
    given = launcher
    launcher = given or Launcher(Runtime.sources(installation, curriculum=curriculum, state=state))
    try:
        cgroups, cgroup_reason = _cgroups_of(launcher)
        means = Means(
            launcher=launcher,
            runtime=Runtime(installation, launcher.paths),
            slots=Slots(separate=launcher.serves is not None or can_separate()),
            cgroups=cgroups,
        )
        chosen, rejected = _choose(means, bwrap, forced)
        if chosen is None:
            raise SandboxError(f"no sandbox starts on this machine: {_explain(rejected)}")
        found = Found(cgroup_reason=cgroup_reason, bwrap=bwrap, rejected=rejected)
        if not chosen.isolation.at_least(min_isolation):
            raise IsolationRefused(_refusal(chosen, min_isolation, found))
    except BaseException:
        if given is None:
            launcher.close()
        raise
    zygotes = chosen.name == "cold" and (forced or prefer or "zygote") == "zygote"
    return SandboxPool(means, chosen, found, waiting=slots + 1 if zygotes else 0, owns_launcher=given is None)


def _cgroups_of(launcher: Launcher) -> tuple[CgroupTree | None, str]:
    """This process's own groups or, once it has given root up, those that the launcher makes for it."""
    if launcher.serves is None:
        return find_cgroups()
    return (DelegatedTree(launcher) if launcher.cgroups is not None else None), launcher.cgroup_reason


def _forced_kind() -> Kind | None:
    value = os.environ.get(VARIABLE, "")
    if not value:
        return None
    if value not in _KINDS:
        raise SandboxError(f"{VARIABLE} must be one of {', '.join(_KINDS)}, not {value!r}")
    return value


def _choose(
    means: Means, bwrap: Path | None, forced: Kind | None
) -> tuple[LaunchedSandbox | None, list[tuple[str, Sequence[Check]]]]:
    """The first candidate whose canaries hold, and those that were tried before it. A process always will do: it is `none`."""
    rejected: list[tuple[str, Sequence[Check]]] = []
    for candidate in _candidates(means, bwrap, forced):
        checks = check_sandbox(candidate, means.cgroups)
        found = level(checks)
        candidate.isolation = found if candidate.ceiling.at_least(found) else candidate.ceiling
        if candidate.isolation is not Isolation.NONE or (candidate.name == "process" and checks[0].passed):
            return candidate, rejected
        rejected.append((candidate.name, checks))
    return None, rejected


def _candidates(means: Means, bwrap: Path | None, forced: Kind | None) -> list[LaunchedSandbox]:
    candidates: list[LaunchedSandbox] = []
    if bwrap is not None and forced in (None, "zygote", "cold"):
        candidates.append(ColdSandbox(means, bwrap))
    if landlock_possible() and forced in (None, "landlock"):
        candidates.append(LandlockSandbox(means))
    if forced in (None, "process"):
        candidates.append(ProcessSandbox(means))
    return candidates


def level(checks: Sequence[Check]) -> Isolation:
    """full: every canary held; partial: every one that partial needs; none otherwise."""
    failed = {check.needed_for for check in checks if not check.passed}
    if "partial" in failed:
        return Isolation.NONE
    return Isolation.PARTIAL if failed else Isolation.FULL


def _refusal(chosen: LaunchedSandbox, wanted: Isolation, found: Found) -> str:
    fixes = []
    if found.bwrap is None:
        fixes.append("install bubblewrap 0.8 or newer")
    elif chosen.name != "cold":
        fixes.append("allow unprivileged user namespaces (docs/operations/sandbox.md)")
    if found.cgroup_reason:
        fixes.append(f"give the worker control groups: {found.cgroup_reason}")
    reason = _explain(found.rejected) or "its self-test shows what is missing: python -m workers doctor"
    return (
        f"isolation {wanted} was asked for, this machine reaches {chosen.isolation} ({chosen.name}): {'; '.join(fixes) or reason}"
    )


def _explain(rejected: Sequence[tuple[str, Sequence[Check]]]) -> str:
    failures = [f"{name}: {check.name} ({check.detail})" for name, checks in rejected for check in checks if not check.passed]
    return "; ".join(failures)


class SandboxPool:
    """The sandboxes of one process. Safe to use from several threads; `close` ends every job, where the launcher is its own."""

    def __init__(self, means: Means, chosen: LaunchedSandbox, found: Found, *, waiting: int, owns_launcher: bool = True) -> None:
        self.found = found
        self.means = means
        self._chosen = chosen
        self._waiting = waiting
        self._owns_launcher = owns_launcher
        self._lock = threading.Lock()
        self._zygotes: dict[Role, ZygoteSandbox] = {}

    @property
    def isolation(self) -> Isolation:
        return self._chosen.isolation

    @property
    def name(self) -> str:
        """What a job is started with now: zygote, cold, landlock or process."""
        forked = self._waiting and all(zygote.name == "zygote" for zygote in list(self._zygotes.values()))
        return "zygote" if forked else self._chosen.name

    def sandbox(self, role: Role, device: str = "cpu") -> Sandbox:
        """CUDA must not be initialised before a fork, so a job with a GPU gets a cold sandbox."""
        if device != "cpu" or not self._waiting or self.found.bwrap is None:
            return self._chosen
        with self._lock:
            if role not in self._zygotes:
                self._zygotes[role] = ZygoteSandbox(
                    self.means,
                    self.found.bwrap,
                    role,
                    self._chosen,
                    waiting=self._waiting,
                    preload=_PRELOADS[role],
                    prove=lambda sandbox: level(check_sandbox(sandbox, self.means.cgroups)),
                )
            return self._zygotes[role]

    def warm_up(self) -> None:
        """Starts the zygotes now instead of with the first job."""
        sandboxes = [self.sandbox(role) for role in _PRELOADS]
        threads = [threading.Thread(target=each.warm_up) for each in sandboxes if isinstance(each, ZygoteSandbox)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def self_test(self) -> list[Check]:
        """Runs the canaries again."""
        return check_sandbox(self._chosen, self.means.cgroups)

    def leftovers(self) -> list[str]:
        """Control groups of this process that still exist; after `close` there are none."""
        return self.means.cgroups.leftovers() if self.means.cgroups is not None else []

    def close(self) -> None:
        for zygote in self._zygotes.values():
            zygote.close()
        if self._owns_launcher:
            self.means.launcher.close()
        deadline = time.monotonic() + _CLOSE_S
        while self.leftovers() and time.monotonic() < deadline:
            time.sleep(0.02)  # the threads that follow the jobs are removing their groups
