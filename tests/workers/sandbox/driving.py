"""Drives real jobs for the tests of sandboxes and for the attack corpus. Nothing here is a stand-in: every job is a real one."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from workers.harness import probe
from workers.protocol import Limits
from workers.sandbox.bare import LandlockSandbox, ProcessSandbox, landlock_possible
from workers.sandbox.base import Isolation, JobSpec, Sandbox, Usage
from workers.sandbox.bubblewrap import ColdSandbox
from workers.sandbox.job import RunningJob
from workers.sandbox.launched import Means
from workers.sandbox.launcher import Launch, Launcher
from workers.sandbox.layers import Layers
from workers.sandbox.pool import SandboxPool, open_pool
from workers.sandbox.runtime import Installation, Role, Runtime
from workers.sandbox.slots import Slot, Slots
from workers.sandbox.zygote import ZygoteSandbox

ROOT = Path(__file__).resolve().parents[3]
WAIT_S = 15.0


@dataclass
class Driver:
    """One running job. `said` is what it wrote, by stream."""

    job: RunningJob
    said: dict[str, bytes] = field(default_factory=lambda: {"stdout": b"", "stderr": b""})

    def ask(self, code: str, timeout_s: float = WAIT_S) -> Any:
        """What the code sets as `result`; raises RuntimeError with the error that it raised, EOFError when the job is gone."""
        self.job.socket.settimeout(timeout_s)
        try:
            probe.send(self.job.socket, {"code": code})
            answer = probe.receive(self.job.socket)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise EOFError(str(error)) from None
        if "error" in answer:
            raise RuntimeError(": ".join(answer["error"]))
        return answer["result"]

    def end(self, timeout_s: float = WAIT_S) -> Usage:
        """Closes the socket, upon which the job leaves by itself."""
        self.job.socket.close()
        return self.usage(timeout_s)

    def usage(self, timeout_s: float = WAIT_S) -> Usage:
        usage = self.job.wait(timeout_s)
        assert usage is not None, "the job did not end"
        return usage


@contextmanager
def running(
    sandbox: Sandbox,
    limits: Limits | None = None,
    *,
    role: Role = "learner",
    module: str = "workers.harness.probe",
) -> Iterator[Driver]:
    """A job that is gone when the block is left, whatever happened."""
    said = {"stdout": b"", "stderr": b""}

    def keep(stream: str, chunk: bytes) -> None:
        said[stream] += chunk

    job = sandbox.start(JobSpec(role=role, module=module, limits=limits or Limits(), on_output=keep))
    assert isinstance(job, RunningJob)
    try:
        yield Driver(job, said)
    finally:
        job.kill()
        job.socket.close()
        assert job.wait(WAIT_S) is not None
        assert job.clean


class Machine:
    """The sandboxes of this machine, each made once, and variants with a layer switched off."""

    def __init__(self, pool: SandboxPool, state: Path, *, own_uids: bool = True) -> None:
        """own_uids: of this process alone, so that a test knows which one its job will get."""
        self.pool = pool
        first = 30_000 + os.getpid() % 1000 * 64
        slots = Slots(separate=pool.means.slots.separate, first={"learner": first, "judge": first + 32})
        self.means = replace(pool.means, slots=slots) if own_uids else pool.means
        self._state = state
        self._stack = ExitStack()
        self._zygote: ZygoteSandbox | None = None
        self._lock = threading.Lock()

    @property
    def full(self) -> bool:
        return self.pool.isolation is Isolation.FULL

    def sandbox(self, name: str) -> Sandbox:
        makers: dict[str, Callable[[], Sandbox]] = {
            "cold": self.cold,
            "zygote": self.zygote,
            "landlock": lambda: LandlockSandbox(self.means),
            "process": lambda: ProcessSandbox(self.means),
        }
        return makers[name]()

    def missing(self, name: str) -> str:
        """Why a sandbox cannot be tried here; empty when it can."""
        if name in ("cold", "zygote") and self.pool.name not in ("cold", "zygote"):
            return f"bubblewrap does not work here: {self.pool.found.rejected}"
        return "this kernel has no Landlock" if name == "landlock" and not landlock_possible() else ""

    def cold(self, layers: Layers | None = None) -> ColdSandbox:
        assert self.pool.found.bwrap is not None
        means = self.means if layers is None or layers.orphan_sweep else self._with_launcher(sweep=False)
        return ColdSandbox(means, self.pool.found.bwrap, layers=layers or Layers())

    def cold_of_its_own(self, layers: Layers) -> tuple[ColdSandbox, Launcher]:
        """A cold sandbox whose launcher nobody else uses, so that a test may treat it badly."""
        assert self.pool.found.bwrap is not None
        means = self._with_launcher(sweep=True)
        return ColdSandbox(means, self.pool.found.bwrap, layers=layers), means.launcher

    def cold_leaking(self, descriptor: int, *, closed: bool) -> ColdSandbox:
        """A cold sandbox that hands its jobs one descriptor too many; `closed`: the job's start-up closes it, as it should."""
        assert self.pool.found.bwrap is not None
        return _Leaking(self.means, self.pool.found.bwrap, descriptor, closed=closed)

    def zygote(self) -> ZygoteSandbox:
        """The learner's; started once, since it costs seconds."""
        with self._lock:
            if self._zygote is None:
                self._zygote = self.new_zygote()
        return self._zygote

    def new_zygote(self, role: Role = "learner", **options: Any) -> ZygoteSandbox:
        assert self.pool.found.bwrap is not None
        cold = self.cold()
        cold.isolation = self.pool.isolation
        options.setdefault("prove", lambda _: Isolation.FULL)
        zygote = ZygoteSandbox(self.means, self.pool.found.bwrap, role, cold, **options)
        self._stack.callback(zygote.close)
        assert zygote.warm_up()
        return zygote

    def _with_launcher(self, *, sweep: bool) -> Means:
        sources = Runtime.sources(Installation.current(), curriculum=ROOT / "curriculum", state=self._state)
        launcher = Launcher(sources, sweep=sweep)
        self._stack.callback(launcher.close)
        runtime = Runtime(Installation.current(), launcher.paths)
        return Means(launcher=launcher, runtime=runtime, slots=self.means.slots, cgroups=self.means.cgroups)

    def close(self) -> None:
        self._stack.close()
        self.pool.close()


class _Leaking(ColdSandbox):
    def __init__(self, means: Means, bwrap: Path, descriptor: int, *, closed: bool) -> None:
        super().__init__(means, bwrap)
        self._descriptor = descriptor
        self._closed = closed

    def _launch(self, spec: JobSpec, slot: Slot, stack: ExitStack) -> Launch:
        launch = super()._launch(spec, slot, stack)
        leak = os.open(os.devnull, os.O_RDONLY)
        stack.callback(os.close, leak)
        closing = "os.closerange(4, 1024)"
        assert any(closing in word for word in launch.argv)
        argv = launch.argv if self._closed else [word.replace(closing, "") for word in launch.argv]
        return replace(launch, argv=argv, descriptors={**launch.descriptors, self._descriptor: leak})


@contextmanager
def open_machine(state: Path) -> Iterator[Machine]:
    pool = open_pool(curriculum=ROOT / "curriculum", state=state, min_isolation=Isolation.NONE, prefer="cold")
    machine = Machine(pool, state)
    try:
        yield machine
    finally:
        machine.close()
    assert pool.leftovers() == []
