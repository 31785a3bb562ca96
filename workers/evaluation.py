"""Evaluates one run: starts judge and learner, carries their messages, enforces the limits of the whole, builds the verdict.

This is the trusted parent: it runs no code of the learner's nor of a task's, and imports neither NumPy nor torch. It believes
the judge's outcome, which comes over the judge's own socket and from nowhere else; without one the run is infrastructure.
"""

import logging
import secrets
import select
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, Protocol

from workers import labs
from workers.cleaning import clean_bytes
from workers.content import CURRICULUM, Content, find
from workers.harness.frames import Channel, FrameError, Message, PeerClosed
from workers.protocol import EventKind, Limits, Status, Verdict
from workers.relay import Emit, Relay
from workers.sandbox.base import Ended, Isolation, Job, JobSpec, Sandbox, SandboxError, Usage
from workers.spec import TaskSpec, limits_of
from workers.verdicts import ANSWERED, MESSAGES, message_of, score_of, status_of

logger = logging.getLogger(__name__)

LOOK_S = 0.1  # how often a cancel and the clock are looked at
ENDED_S = 10.0  # how long a killed process may take to be gone
SELF_ENDED_S = 0.5  # a process that closed its socket is probably ending by itself, and its own reason is the true one
RUN_CAP_S = 7200.0
MAX_LEARNERS = 64


class Pool(Protocol):
    """What is needed of workers.sandbox.pool.SandboxPool."""

    @property
    def isolation(self) -> Isolation: ...
    @property
    def name(self) -> str: ...
    def sandbox(self, role: Literal["judge", "learner"], device: str = "cpu") -> Sandbox: ...


@dataclass(frozen=True, kw_only=True)
class EvaluationJob:
    """What to evaluate. `files` are the learner's (path → bytes); `seed` 0 means a fresh secret one (tasks)."""

    kind: Literal["task", "lab", "demo"]
    content_id: str
    profile: Literal["cpu", "gpu"] = "cpu"
    files: dict[str, bytes] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)
    seed: int = 0
    device: str = "cpu"


def evaluate(
    job: EvaluationJob,
    *,
    sandbox_pool: Pool,
    emit: Emit,
    cancelled: Callable[[], bool] = lambda: False,
    curriculum: Path = CURRICULUM,
    judge_log: Callable[[str], None] | None = None,
    calibration: dict[str, Any] | None = None,
) -> Verdict:
    """Runs a job to its verdict, whatever happens. Raises only for an unknown id, a broken description or a bad configuration.

    `emit(kind, data)` gets phase, log, metric, figure and test events, from several threads but one at a time. `cancelled` is
    asked every tenth of a second. `judge_log` gets what the judge itself prints: for authors, never for learners.
    `calibration` stands in for calibration.json while that is being made.
    """
    content = find(job.content_id, curriculum)
    if calibration is not None:
        content = replace(content, calibration=calibration)
    started = time.monotonic()
    surroundings = _Surroundings(sandbox_pool, emit, judge_log, curriculum)
    evaluation = _KINDS[job.kind](job, content, surroundings)
    try:
        verdict = evaluation.verdict(cancelled)
    finally:
        evaluation.stop()
    return replace(verdict, wall_s=round(time.monotonic() - started, 3))


class _Cancelled(Exception):
    pass


class _OverTime(Exception):
    pass


@dataclass(frozen=True)
class _Surroundings:
    pool: Pool
    emit: Emit
    judge_log: Callable[[str], None] | None
    curriculum: Path


@dataclass(frozen=True, kw_only=True)
class _Process:
    job: Job
    role: str


class _Evaluation(ABC):
    """What a task's and a lab's run have in common: the judge's process and the conversation with it."""

    max_score: float

    def __init__(self, job: EvaluationJob, content: Content, surroundings: _Surroundings) -> None:
        self.request = job
        self.content = content
        self.pool = surroundings.pool
        self.judge_log = surroundings.judge_log
        self.folder = f"/curriculum/{content.folder.relative_to(surroundings.curriculum).as_posix()}"
        self.processes: dict[int, _Process] = {}
        self.usages: dict[int, Usage] = {}
        self.tests: list[dict[str, Any]] = []  # as they came, for a run that ends without an outcome
        self.relay = Relay(surroundings.emit, log_kept_kib=Limits().log_kept_kib)

    # What differs.

    @abstractmethod
    def run_cap_s(self) -> float:
        """Wall seconds after which the whole run is over time."""

    @abstractmethod
    def judge_limits(self) -> Limits: ...

    @abstractmethod
    def opening(self) -> tuple[dict[str, Any], list[bytes]]:
        """What the judge is told at the start."""

    @abstractmethod
    def composed(self, outcome: dict[str, Any]) -> Verdict:
        """The verdict of a judge's outcome, still without what was used."""

    @abstractmethod
    def prepare(self) -> None:
        """What can be done while the judge's process starts."""

    def spawn(self, lowered: dict[str, float], *, quiet: bool) -> int:
        raise SandboxError("there is no learner in this run")

    # What is shared.

    def verdict(self, cancelled: Callable[[], bool]) -> Verdict:
        try:
            outcome = self._conversation(cancelled)
            self.stop()
            return self._accounted(self.composed(outcome))
        except _Cancelled:
            return self._without_outcome(Status.CANCELLED)
        except _OverTime:
            return self._without_outcome(Status.TIMEOUT)
        except (PeerClosed, FrameError, TimeoutError, SandboxError) as error:
            logger.error("the judge of %s gave no outcome: %s: %s", self.content.id, type(error).__name__, error)
        except Exception:
            logger.exception("evaluating %s failed", self.content.id)
        return self._without_outcome(Status.INFRASTRUCTURE)

    def _conversation(self, cancelled: Callable[[], bool]) -> dict[str, Any]:
        deadline = time.monotonic() + min(self.run_cap_s(), RUN_CAP_S)
        self.relay.event(EventKind.PHASE, {"name": "prepare", "text": {"zh": "准备", "en": "Preparing"}})
        judge = self.start("judge", self.judge_limits(), self._judge_output)
        self.prepare()
        channel = Channel(self.processes[judge].job.socket)
        header, blobs = self.opening()
        channel.send({"op": "start", "folder": self.folder, "kind": self.request.kind, **header}, blobs, timeout_s=30)
        poll = select.poll()
        poll.register(channel.socket, select.POLLIN)
        while True:
            ready = poll.poll(LOOK_S * 1000)
            self.relay.tick()
            if cancelled():
                raise _Cancelled
            if time.monotonic() > deadline:
                raise _OverTime
            if ready:
                message = channel.receive(30)
                if message.op == "done":
                    return message.header
                self._answer(channel, message)

    def _answer(self, channel: Channel, message: Message) -> None:
        header = message.header
        match message.op:
            case "event":
                self.relay.event(header["kind"], header["data"])
                if header["kind"] == EventKind.TEST:
                    self.tests.append(header["data"])
            case "spawn":
                self._spawned(channel, header["limits"], quiet=header["quiet"])
            case "kill":
                usage = self.end(header["job"], header["reason"])
                fields = {
                    "ended": usage.ended.value,
                    "exit_code": usage.exit_code,
                    "cpu_s": usage.cpu_s,
                    "wall_s": usage.wall_s,
                    "peak_mib": usage.peak_mib,
                }
                channel.send({"op": "ended", **fields})
            case "release":
                self.processes[header["job"]].job.kill()
            case _:
                raise FrameError(f"unknown message {message.op!r}")

    def _spawned(self, channel: Channel, lowered: dict[str, float], *, quiet: bool) -> None:
        if len(self.processes) > MAX_LEARNERS:
            channel.send({"op": "refused", "reason": "too many learner processes in one run"})
            return
        number = self.spawn(lowered, quiet=quiet)
        sock = self.processes[number].job.socket
        channel.send({"op": "spawned", "job": number}, fds=[sock.fileno()])
        sock.close()  # the judge alone holds that end now

    def start(self, role: Literal["judge", "learner"], limits: Limits, on_output: Callable[[str, bytes], None]) -> int:
        module = "workers.judge.main" if role == "judge" else "workers.harness.main"
        device = self.request.device if role == "learner" or self.request.kind == "lab" else "cpu"
        spec = JobSpec(role=role, module=module, limits=limits, device=device, on_output=on_output)
        number = len(self.processes)
        self.processes[number] = _Process(job=self.pool.sandbox(role, device).start(spec), role=role)
        return number

    def end(self, number: int, reason: str) -> Usage:
        """Ends a process and says how it ended. One that ends by itself is given the moment it needs to say why."""
        job = self.processes[number].job
        usage = job.wait(SELF_ENDED_S) if reason == Ended.KILLED else None
        if usage is None:
            job.kill(Ended(reason))
            usage = job.wait(ENDED_S)
        if usage is None:
            raise SandboxError("a killed process did not go away")
        self.usages[number] = usage
        return usage

    def stop(self) -> None:
        """Nothing of the run is left afterwards. May be called twice."""
        for process in self.processes.values():
            process.job.kill()
        for number, process in self.processes.items():
            if number not in self.usages:
                usage = process.job.wait(ENDED_S)
                if usage is not None:
                    self.usages[number] = usage
            process.job.socket.close()
        self.relay.close()

    def _judge_output(self, _stream: str, chunk: bytes) -> None:
        text = clean_bytes(chunk, 16 << 10)
        if self.judge_log is not None:
            self.judge_log(text)
        else:
            logger.warning("judge of %s: %s", self.content.id, text.rstrip())

    def _accounted(self, verdict: Verdict) -> Verdict:
        counted = [
            self.usages[n] for n, process in self.processes.items() if n in self.usages and process.role == self._counted_role()
        ]
        return replace(
            verdict,
            cpu_s=round(sum(usage.cpu_s for usage in counted), 3),
            peak_mib=round(max((usage.peak_mib for usage in counted), default=0.0), 1),
            sandbox=self.pool.name,
            isolation=self.pool.isolation.value,
            device=self.request.device,
        )

    def _counted_role(self) -> str:
        return "judge" if self.request.kind == "lab" else "learner"

    def _without_outcome(self, status: Status) -> Verdict:
        self.stop()
        return self._accounted(
            Verdict(
                task=self.content.id,
                status=status,
                score=0.0,
                max_score=self.max_score,
                tests=self.tests,
                message=MESSAGES[status],
            )
        )


class _TaskRun(_Evaluation):
    """A task: a judge, and as many learner processes as it asks for. The first is started before it asks."""

    def __init__(self, job: EvaluationJob, content: Content, surroundings: _Surroundings) -> None:
        super().__init__(job, content, surroundings)
        self.spec: TaskSpec = content.task(job.profile)
        self.max_score = self.spec.points
        self.ready: int | None = None

    def run_cap_s(self) -> float:
        return 60 + 6 * self.spec.limits.wall_s

    def judge_limits(self) -> Limits:
        return Limits(cpu_s=max(300.0, 4 * self.spec.limits.cpu_s), memory_mib=4096, threads=self.spec.limits.threads, pids=128)

    def opening(self) -> tuple[dict[str, Any], list[bytes]]:
        files = sorted(self.request.files.items())
        header = {
            "task": self.content.raw,
            "calibration": self.content.calibration,
            "profile": self.request.profile,
            "seed": self.request.seed or secrets.randbits(47) + 1,
            "files": [[path, len(data)] for path, data in files],
        }
        return header, [data for _, data in files]

    def prepare(self) -> None:
        self.ready = self.start("learner", self.spec.limits, self.relay.output)

    def spawn(self, lowered: dict[str, float], *, quiet: bool) -> int:
        ready, self.ready = self.ready, None
        if ready is not None and not lowered and not quiet and self.processes[ready].job.running:
            return ready
        if ready is not None:
            self.processes[ready].job.kill()
        limits = self.spec.limits
        lower = {name: type(getattr(limits, name))(min(value, getattr(limits, name))) for name, value in lowered.items()}
        return self.start("learner", replace(limits, **lower), _unheard if quiet else self.relay.output)

    def composed(self, outcome: dict[str, Any]) -> Verdict:
        status = status_of(outcome)
        return Verdict(
            task=self.content.id,
            status=status,
            score=score_of(outcome, status),
            max_score=self.spec.points,
            tests=outcome["tests"],
            metrics=outcome["metrics"],
            message=message_of(outcome, status),
        )


class _DemoRun(_TaskRun):
    """A learner's work, opened: one request, one answer. Nothing is tested, so nothing scores."""

    def __init__(self, job: EvaluationJob, content: Content, surroundings: _Surroundings) -> None:
        super().__init__(job, content, surroundings)
        self.max_score = 0.0

    def run_cap_s(self) -> float:
        return 60 + self.spec.limits.wall_s

    def opening(self) -> tuple[dict[str, Any], list[bytes]]:
        header, blobs = super().opening()
        return {**header, "request": str(self.request.config.get("request", ""))}, blobs

    def composed(self, outcome: dict[str, Any]) -> Verdict:
        status = Status(outcome["status"])
        message = dict(outcome["message"]) or (ANSWERED if status == Status.PASSED else MESSAGES.get(status, {}))
        return Verdict(task=self.content.id, status=status, score=0.0, max_score=0.0, tests=[], message=message)


class _LabRun(_Evaluation):
    """A lab: our trainer, alone, on a checked configuration. Passed = the lab's goal is met (or it has none)."""

    def __init__(self, job: EvaluationJob, content: Content, surroundings: _Surroundings) -> None:
        super().__init__(job, content, surroundings)
        self.max_score = 1.0
        self.config = labs.configuration(content.raw, job.config)
        self.seconds = float((content.raw.get("budget") or {}).get("seconds", 60))

    def run_cap_s(self) -> float:
        return 3 * self.seconds + 60

    def judge_limits(self) -> Limits:
        if self.request.profile == "gpu":
            return limits_of({"cpu_s": 2 * self.seconds + 30}, "gpu")
        return Limits(cpu_s=2 * self.seconds + 30, memory_mib=4096, threads=1, pids=128)

    def prepare(self) -> None:
        """Nothing: there is no learner."""

    def opening(self) -> tuple[dict[str, Any], list[bytes]]:
        return {"trainer": self.content.raw["trainer"], "config": self.config, "seed": self.request.seed}, []

    def composed(self, outcome: dict[str, Any]) -> Verdict:
        metrics = outcome["metrics"]
        met = labs.goal_met(self.content.raw, self.content.calibration, self.request.profile, metrics)
        status = Status.PASSED if met in (True, None) else Status.FAILED
        return Verdict(
            task=self.content.id, status=status, score=float(status == Status.PASSED), max_score=1.0, tests=[], metrics=metrics
        )


_KINDS: dict[str, type[_TaskRun] | type[_LabRun]] = {"task": _TaskRun, "demo": _DemoRun, "lab": _LabRun}


def _unheard(_stream: str, _chunk: bytes) -> None:
    """Output that is counted against the limit and shown to nobody."""
