"""The zygote sandbox: jobs are forked from a process that has imported torch. One for each role, since the mounts differ.

It starts when it is first needed, proves itself with the same canaries as the cold sandbox, keeps children waiting, and is
replaced after a number of jobs (the children of one zygote share its hash salt and address layout). Whatever fails, the cold
sandbox takes over.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from workers.sandbox.base import Isolation, Job, JobSpec, Sandbox, SandboxError
from workers.sandbox.job import RunningJob
from workers.sandbox.launched import LaunchedSandbox, Means, make_meter
from workers.sandbox.layers import ALL, Layers
from workers.sandbox.runtime import Role
from workers.sandbox.zygote_process import Waiting, ZygoteProcess, hand_over

logger = logging.getLogger(__name__)

RECYCLE_AFTER = 200
_RETRY_S = 60.0
_SETTLE_S = 0.3  # a job that has just begun needs the processor more than the one after it


class Generation:
    """A zygote and how many of its jobs still run; it is closed with the last of them once it is retired."""

    def __init__(self, process: ZygoteProcess) -> None:
        self.process = process
        self._lock = threading.Lock()
        self._running = 0
        self._retired = False

    def enter(self) -> bool:
        """False when it is retired: take the next one."""
        with self._lock:
            if self._retired:
                return False
            self._running += 1
            return True

    def leave(self) -> None:
        with self._lock:
            self._running -= 1
            last = self._retired and self._running == 0
        if last:
            self.process.close()

    def retire(self) -> None:
        with self._lock:
            already, self._retired = self._retired, True
            idle = self._running == 0 and not already
        if idle:
            self.process.close()


class _Unproven:
    """A new zygote as its canaries see it; nobody else gets it before they have passed."""

    name = "zygote"
    isolation = Isolation.NONE

    def __init__(self, generation: Generation, start: Callable[[Generation, JobSpec], Job]) -> None:
        self._generation = generation
        self._start = start

    def start(self, spec: JobSpec) -> Job:
        self._generation.enter()
        return self._start(self._generation, spec)

    def close(self) -> None:
        """Its generation lives on, or is retired by whoever made it."""


class ZygoteSandbox:
    """Implements Sandbox for one role on the CPU."""

    def __init__(
        self,
        means: Means,
        bwrap: Path,
        role: Role,
        cold: LaunchedSandbox,
        *,
        waiting: int = 1,
        recycle_after: int = RECYCLE_AFTER,
        preload: tuple[str, ...] = (),
        prove: Callable[[Sandbox], Isolation],
        layers: Layers = ALL,
    ) -> None:
        """waiting: children kept ready. prove: finds out how well a new zygote isolates; it is not used for less than `cold`."""
        self.isolation = cold.isolation
        self._means = means
        self._bwrap = bwrap
        self._role: Role = role
        self._cold = cold
        self._target = waiting
        self._recycle_after = recycle_after
        self._preload = preload
        self._prove = prove
        self._layers = layers
        self._lock = threading.Lock()
        self._starting = threading.Lock()
        self._generation: Generation | None = None
        self._not_before = 0.0
        self._closed = False
        self._wanted = threading.Event()
        self._filler = threading.Thread(target=self._fill, name="zygote-filler", daemon=True)
        self._filler.start()

    @property
    def name(self) -> str:
        return "cold" if self._generation is None and self._not_before > time.monotonic() else "zygote"

    def start(self, spec: JobSpec) -> Job:
        generation = self._enter()
        if generation is None:
            return self._cold.start(spec)
        try:
            return self._start_in(generation, spec)
        except (SandboxError, OSError) as error:
            generation.leave()
            logger.warning("zygote: %s; a cold sandbox takes this job", error)
            self._drop(generation)
            return self._cold.start(spec)
        finally:
            self._wanted.set()

    def warm_up(self) -> bool:
        """Starts the zygote now and lets children wait; False when it cannot be used."""
        ready = self._ensure() is not None
        self._wanted.set()
        return ready

    def _start_in(self, generation: Generation, spec: JobSpec) -> RunningJob:
        started_at = time.monotonic()
        child = generation.process.take()
        try:
            if child.cgroup is not None:
                child.cgroup.configure(spec.limits)
            hand_over(child, spec, self._layers)
        except OSError:
            child.discard()
            raise
        return RunningJob(
            spec=spec,
            channels=child.channels,
            meter=make_meter(self._means, child.cgroup, child.pid, spec, self._layers),
            layers=self._layers,
            kill_main=child.kill,
            release=partial(_release, child, generation),
            started_at=started_at,
            pid=child.pid,
        )

    def _enter(self) -> Generation | None:
        while True:
            generation = self._ensure()
            if generation is None or generation.enter():
                return generation

    def _ensure(self) -> Generation | None:
        """The current generation, started if need be. None while the zygote is known not to work."""
        if self._generation is not None:
            return self._generation
        with self._starting:
            if self._generation is None and not self._closed and time.monotonic() >= self._not_before:
                self._generation = self._new_generation()
            return self._generation

    def _new_generation(self) -> Generation | None:
        try:
            generation = Generation(ZygoteProcess(self._means, self._bwrap, self._role, self._layers, preload=self._preload))
        except SandboxError as error:
            logger.warning("zygote: %s; cold sandboxes take over", error)
            self._not_before = time.monotonic() + _RETRY_S
            return None
        found = self._prove(_Unproven(generation, self._start_in))
        if not found.at_least(self._cold.isolation):
            logger.warning("zygote: reaches isolation %s only; cold sandboxes take over", found)
            self._not_before = time.monotonic() + _RETRY_S
            generation.retire()
            return None
        return generation

    def _drop(self, generation: Generation) -> None:
        with self._lock:
            if self._generation is generation:
                self._generation = None
        generation.retire()

    def _fill(self) -> None:
        """Keeps children waiting and replaces an old zygote while the old one still serves."""
        while True:
            self._await_need()
            if self._closed:
                return
            generation = self._generation
            if generation is None:
                continue
            try:
                if generation.process.started_jobs >= self._recycle_after:
                    generation = self._replace(generation)
                self._top_up(generation)
            except (SandboxError, OSError) as error:
                logger.warning("zygote: %s", error)
                self._drop(generation)

    def _await_need(self) -> None:
        """Until a child was taken and either none is left or no other has been taken for a moment."""
        self._wanted.wait()
        self._wanted.clear()
        while not self._closed and (generation := self._generation) is not None and generation.process.waiting():
            if not self._wanted.wait(_SETTLE_S):
                return
            self._wanted.clear()

    def _top_up(self, generation: Generation) -> None:
        while not self._closed and generation.process.waiting() < self._target and generation.enter():
            try:
                generation.process.prepare()
            finally:
                generation.leave()

    def _replace(self, old: Generation) -> Generation:
        new = Generation(ZygoteProcess(self._means, self._bwrap, self._role, self._layers, preload=self._preload))
        with self._lock:
            self._generation = new
        old.retire()
        return new

    def close(self) -> None:
        self._closed = True
        self._wanted.set()
        self._filler.join(30)
        with self._starting, self._lock:
            generation, self._generation = self._generation, None
        if generation is not None:
            generation.retire()


def _release(child: Waiting, generation: Generation) -> None:
    with suppress(OSError):
        os.close(child.pidfd)
    generation.leave()
