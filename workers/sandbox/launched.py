"""What the sandboxes that start one process per job share: slot, cgroup, pipes, launch, and a job that gives them back."""

import os
import socket as socketlib
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from workers.sandbox.base import Isolation, JobSpec, SandboxError
from workers.sandbox.cgroup import Cgroup, CgroupTree
from workers.sandbox.job import Channels, RunningJob
from workers.sandbox.launcher import Launch, Launcher
from workers.sandbox.layers import ALL, Layers
from workers.sandbox.limits import OOM_SCORE, rlimits
from workers.sandbox.meter import CgroupMeter, Meter, NoMeter, TreeMeter
from workers.sandbox.runtime import Runtime
from workers.sandbox.slots import Slot, Slots


@dataclass(frozen=True, kw_only=True)
class Means:
    """What a machine offers, found once per pool."""

    launcher: Launcher
    runtime: Runtime
    slots: Slots
    cgroups: CgroupTree | None


@dataclass(frozen=True, kw_only=True)
class Pipes:
    """Both ends of a job's channels. The far ends are closed here once the job has them."""

    near: Channels
    far: dict[int, int]  # descriptor inside → ours

    @classmethod
    def open(cls, stack: ExitStack, *, status: int = -1) -> "Pipes":
        """`stack` closes the far ends. `status` is set later by `with_status` where the launcher makes it."""
        ours, theirs = socketlib.socketpair()
        stdout, stdout_far = os.pipe()
        stderr, stderr_far = os.pipe()
        stdin = os.open(os.devnull, os.O_RDONLY)
        stack.enter_context(theirs)
        for descriptor in (stdin, stdout_far, stderr_far):
            stack.callback(os.close, descriptor)
        near = Channels(socket=ours, stdout=stdout, stderr=stderr, status=status)
        return cls(near=near, far={0: stdin, 1: stdout_far, 2: stderr_far, 3: theirs.fileno()})

    def with_status(self, status: int) -> Channels:
        return Channels(socket=self.near.socket, stdout=self.near.stdout, stderr=self.near.stderr, status=status)

    def discard(self) -> None:
        self.near.socket.close()
        os.close(self.near.stdout)
        os.close(self.near.stderr)


def make_cgroup(means: Means, spec: JobSpec, layers: Layers) -> Cgroup | None:
    """The job's group with its limits set; None where there are no cgroups."""
    if means.cgroups is None or not layers.cgroup:
        return None
    try:
        cgroup = means.cgroups.create()
        try:
            cgroup.configure(spec.limits)
        except OSError:
            cgroup.remove()
            raise
    except OSError as error:
        raise SandboxError(f"no cgroup for a job: {error}") from None
    return cgroup


def make_meter(means: Means, cgroup: Cgroup | None, pid: int, spec: JobSpec, layers: Layers) -> Meter:
    if cgroup is not None:
        return CgroupMeter(cgroup)
    if not layers.watchdog:
        return NoMeter()
    return TreeMeter(pid, spec.limits, means.launcher.memory_of if means.launcher.serves is not None else None)


class LaunchedSandbox(ABC):
    """Starts each job from the launcher. `isolation` is what the pool's self-test found."""

    name: str
    watched_by_parent = False  # the launched process is the job's first one, not one that waits for it
    ceiling = Isolation.FULL  # more than this it never is, whatever its canaries say

    def __init__(self, means: Means, *, layers: Layers = ALL) -> None:
        self.isolation = Isolation.NONE
        self._means = means
        self._layers = layers

    @abstractmethod
    def _launch(self, spec: JobSpec, slot: Slot, stack: ExitStack) -> Launch:
        """Program, environment and confinement; `stack` is closed once the job runs."""

    def _tidy(self, slot: Slot) -> None:
        """Called when a job is gone."""
        slot.release()

    def start(self, spec: JobSpec) -> RunningJob:
        started_at = time.monotonic()
        slot = self._means.slots.take(spec.role)
        try:
            cgroup = make_cgroup(self._means, spec, self._layers)
            try:
                return self._start(spec, slot, cgroup, started_at)
            except BaseException:
                if cgroup is not None:
                    cgroup.remove()
                raise
        except BaseException:
            self._tidy(slot)
            raise

    def _start(self, spec: JobSpec, slot: Slot, cgroup: Cgroup | None, started_at: float) -> RunningJob:
        with ExitStack() as stack:
            pipes = Pipes.open(stack)
            try:
                launch = self._launch(spec, slot, stack)
                launched = self._means.launcher.start(self._complete(launch, spec, slot, cgroup, pipes))
            except BaseException:
                pipes.discard()
                raise
        kill: Callable[[], None] = partial(self._means.launcher.kill, launched.identifier)
        return RunningJob(
            spec=spec,
            channels=pipes.with_status(launched.status),
            meter=make_meter(self._means, cgroup, launched.pid, spec, self._layers),
            layers=self._layers,
            kill_main=kill,
            release=partial(self._tidy, slot),
            started_at=started_at,
            pid=launched.pid,
            watched_by_parent=self.watched_by_parent,
        )

    def _complete(self, launch: Launch, spec: JobSpec, slot: Slot, cgroup: Cgroup | None, pipes: Pipes) -> Launch:
        limits = rlimits(spec.limits, own_uid=slot.uid is not None, memory_cgroup=cgroup is not None)
        return Launch(
            argv=launch.argv,
            env=launch.env,
            descriptors={**pipes.far, **launch.descriptors},
            uid=slot.uid,
            cwd=launch.cwd,
            rlimits=limits if self._layers.rlimits else (),
            cgroup=cgroup.joins if cgroup is not None else (),
            session=self._layers.new_session,
            oom_score=OOM_SCORE if self._layers.rlimits else None,
            confine=launch.confine,
        )

    def close(self) -> None:  # noqa: B027 - not every sandbox holds something
        """Nothing to give back: the launcher belongs to the pool."""
