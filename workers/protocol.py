"""Messages between the web side and the workers: frozen, typed, versioned, closed to unknown fields.

Standard library only, and nothing of ours: both sides import this module and nothing else of each other.

    web ── RunRequest ──► Celery task workers.tasks.evaluate ──► worker
    web ◄── Event (stream `everyday:events`) ─────────────────── worker
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, Literal, Self

PROTOCOL_VERSION = 1

EVALUATE_TASK = "workers.tasks.evaluate"
CPU_QUEUE = "evaluate-cpu"  # a GPU's queue is f"{GPU_QUEUE_PREFIX}{uuid}"
GPU_QUEUE_PREFIX = "evaluate-gpu-"
EVENT_STREAM = "everyday:events"  # XADD field `event`: one JSON Event
EVENT_STREAM_MAXLEN = 100_000
LEASE_TTL_S = 30
LEASE_RENEW_S = 5
LEASE_CLOSED = "closed"  # a lease's value when its attempt is over or was taken back: nobody claims that token again
LEASE_CLOSED_TTL_S = 24 * 3600  # longer than the broker's visibility timeout, after which a message is delivered again
CANCEL_TTL_S = 3600
WORKER_TTL_S = 20  # a worker that has not renewed its presence for this long is offline
DRAIN_TTL_S = 7 * 24 * 3600  # a worker's id is new with every start, so a wish outlives its worker by this much
WORKER_INDEX = "workers"  # a set of worker ids, so that nobody has to scan the broker for `worker:*`


def lease_key(run_id: str, token: str) -> str:
    """SET … <worker_id> NX EX 30 claims an attempt; whoever does not get it drops the message."""
    return f"lease:{run_id}:{token}"


def cancel_key(run_id: str) -> str:
    """Present while a cancel of the run is wanted; the worker looks every 0.2 s."""
    return f"cancel:{run_id}"


def worker_key(worker_id: str) -> str:
    """Holds a WorkerPresence as JSON; expires with the worker."""
    return f"worker:{worker_id}"


def drain_key(worker_id: str) -> str:
    """Present while an operator wants the worker to take no more work; its value is why. The worker looks every few seconds."""
    return f"drain:{worker_id}"


def redis_address(broker_url: str) -> str:
    """A Celery broker address as a Redis client reads it: Celery alone writes `redis+socket://` for a unix socket."""
    if not broker_url.startswith("redis+socket://"):
        return broker_url
    return broker_url.replace("redis+socket://", "unix://", 1).replace("virtual_host=", "db=")


class ProtocolError(ValueError):
    """A message that does not follow this module: another version, an unknown field, a wrong type."""


class Status(StrEnum):
    """What became of a run."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_GRADABLE = "not_gradable"
    ERROR = "error"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    GPU_MEMORY = "gpu_memory"
    NAN = "nan"
    OUTPUT_LIMIT = "output_limit"
    CANCELLED = "cancelled"
    INFRASTRUCTURE = "infrastructure"


class TestStatus(StrEnum):
    __test__ = False

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"


class EventKind(StrEnum):
    """`data` of each kind is given beside it."""

    CLAIMED = "claimed"  # {worker_id, sandbox, isolation, device}: the attempt runs
    PHASE = "phase"  # {name: prepare|load|test|train|predict|judge, text: {zh, en}}
    LOG = "log"  # {stream: stdout|stderr, text}: cleaned, ≤ 16 KiB a chunk
    METRIC = "metric"  # {step: int, values: {name: float}, source: learner|judge}
    FIGURE = "figure"  # {id, plotly: {data, layout}, source: learner|judge}
    PREVIEW = "preview"  # of one document: {path, kind, pages, language, han, words, headings, text, pictures: [{page, png}] …}
    ANSWER = "answer"  # of an opened demo: {value}, any JSON, made of the learner's own work
    TEST = "test"  # a TestOutcome
    VERDICT = "verdict"  # a Verdict: the last event of an attempt
    RELEASED = "released"  # {reason}: the worker hands the run back unfinished (graceful stop)


class _Message:
    """Shared by all messages: strict construction from JSON."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        known = {f.name for f in fields(cls)}  # type: ignore[arg-type]
        unknown = set(data) - known
        if unknown:
            raise ProtocolError(f"{cls.__name__}: unknown fields {sorted(unknown)}")
        try:
            message = cls(**data)
        except TypeError as error:
            raise ProtocolError(f"{cls.__name__}: {error}") from None
        if getattr(message, "version", PROTOCOL_VERSION) != PROTOCOL_VERSION:
            raise ProtocolError(f"{cls.__name__}: version {data.get('version')!r}, this side speaks {PROTOCOL_VERSION}")
        return message

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        try:
            data = json.loads(text)
        except ValueError as error:
            raise ProtocolError(f"{cls.__name__}: not JSON: {error}") from None
        if not isinstance(data, dict):
            raise ProtocolError(f"{cls.__name__}: not an object")
        return cls.from_dict(data)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)  # type: ignore[call-overload,no-any-return]

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, kw_only=True)
class RunRequest(_Message):
    """One attempt at one run. `bundle_url` is a short-lived signed URL of a ZIP of the learner's files ("" for a lab).

    `demo` opens a submission of a task: `config` is {"request": text}, and nothing is judged.
    """

    run_id: str
    attempt_token: str
    kind: Literal["task", "lab", "demo"]
    content_id: str  # w05/two-layer-net or w05/labs/init-activation
    content_digest: str  # the worker refuses to judge with other content than the page showed
    profile: Literal["cpu", "gpu"] = "cpu"
    bundle_url: str = ""
    bundle_sha256: str = ""
    config: dict[str, Any] = field(default_factory=dict)
    seed: int = 0
    version: int = PROTOCOL_VERSION


@dataclass(frozen=True, kw_only=True)
class Event(_Message):
    """One thing that happened in an attempt. `seq` counts 1, 2, 3 … within the attempt, without gaps."""

    run_id: str
    attempt_token: str
    seq: int
    kind: str
    data: dict[str, Any]
    at: float  # seconds since the epoch, the worker's clock
    version: int = PROTOCOL_VERSION


@dataclass(frozen=True, kw_only=True)
class TestOutcome(_Message):
    __test__ = False

    id: str
    public: bool
    status: str
    points: float
    max_points: float
    message: dict[str, str] = field(default_factory=dict)  # {"zh", "en"}


@dataclass(frozen=True, kw_only=True)
class Verdict(_Message):
    """The outcome of a run, as `python -m workers grade --json` prints it. `metrics` are the judge's own."""

    task: str
    status: str
    score: float
    max_score: float
    tests: list[dict[str, Any]]
    metrics: dict[str, float] = field(default_factory=dict)
    message: dict[str, str] = field(default_factory=dict)
    cpu_s: float = 0.0
    wall_s: float = 0.0
    peak_mib: float = 0.0
    sandbox: str = ""
    isolation: str = "none"
    device: str = "cpu"


@dataclass(frozen=True, kw_only=True)
class WorkerPresence(_Message):
    """What a worker renews in the broker every few seconds, so that the site knows who could take a run."""

    worker_id: str
    queues: list[str]
    profile: str
    sandbox: str
    isolation: str
    device: str
    slots: int
    busy: int
    draining: str = ""  # why it takes no more work; empty while it does
    version: int = PROTOCOL_VERSION

    @property
    def takes_work(self) -> bool:
        return not self.draining


@dataclass(frozen=True, kw_only=True)
class Limits(_Message):
    """What one learner process may use. Defaults are those of docs/operations/limits.md for a CPU job."""

    cpu_s: float = 60.0
    memory_mib: int = 2048
    threads: int = 1
    pids: int = 64
    open_files: int = 256
    box_mib: int = 256
    tmp_mib: int = 64
    shm_mib: int = 64
    log_kept_kib: int = 256
    log_kill_mib: int = 16
    artifact_mib: int = 100

    @property
    def wall_s(self) -> float:
        return 3 * self.cpu_s + 30
