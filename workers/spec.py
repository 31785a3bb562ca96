"""What a task's and a lab's description say to the worker: typed, frozen, standard library only.

Parent and judge build these from the same plain data (task.yaml as read, calibration.json), so that the judge's process
needs no YAML. Field names are those of docs/how-to/add-a-task.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workers.protocol import Limits

Text = dict[str, str]  # {"zh", "en"}

GATES = ("K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8")
CPU_CAP_S = 600.0
CPU_CAP_MIB = 4096
GPU_CAP_S = 3600.0
DEFAULT_LIMITS = Limits()


class SpecError(ValueError):
    """A task's description lacks something or contradicts itself: the author's mistake, named."""


@dataclass(frozen=True)
class ValueSpec:
    """One argument or result: its dtype word, its shape as dimension expressions, what is allowed beside."""

    name: str
    dtype: str
    shape: tuple[str, ...] | None
    dim: str | None
    finite: bool
    optional: bool
    items: Mapping[str, "ValueSpec"] | None

    @classmethod
    def read(cls, raw: Mapping[str, Any], name: str = "") -> "ValueSpec":
        shape = raw.get("shape")
        items = raw.get("items")
        return cls(
            name=str(raw.get("name", name)),
            dtype=str(raw.get("dtype", "any")),
            shape=None if shape is None else tuple(str(dim) for dim in shape),
            dim=raw.get("dim"),
            finite=bool(raw.get("finite", True)),
            optional=bool(raw.get("optional", False)),
            items=None if items is None else {key: cls.read(item, key) for key, item in items.items()},
        )


@dataclass(frozen=True)
class ExportSpec:
    """A function, a class or a method that the learner writes. `returns` None: not checked but for finiteness."""

    name: str
    is_class: bool
    args: tuple[ValueSpec, ...]
    returns: tuple[ValueSpec, ...] | None
    methods: Mapping[str, "ExportSpec"]

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "ExportSpec":
        returns = raw.get("returns")
        methods = [cls.read(item) for item in raw.get("methods") or ()]
        return cls(
            name=str(raw["name"]),
            is_class=raw.get("kind") == "class",
            args=tuple(ValueSpec.read(item) for item in raw.get("args") or ()),
            returns=None if returns is None else tuple(ValueSpec.read(item) for item in returns),
            methods={method.name: method for method in methods},
        )


@dataclass(frozen=True)
class TestSpec:
    __test__ = False

    id: str
    rung: str
    public: bool
    points: float
    name: Text
    hint_anchor: str | None
    retries: int
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """One line of the forbidden list."""

    target: str
    how: str  # ast | tripwire | both
    why: Text


@dataclass(frozen=True)
class Threshold:
    test: str
    metric: str
    value: float | None
    merit: float | None
    profile: str | None


@dataclass(frozen=True)
class WriteSpec:
    """A model file that the learner hands in or their code writes. The last three are rules for ONNX: versions of the default
    domain's operators (first, last), domains ("" is the default one), operators by name; None: any."""

    path: str
    format: str
    max_bytes: int
    opset: tuple[int, int] | None = None
    domains: tuple[str, ...] = ("",)
    ops: tuple[str, ...] | None = None

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "WriteSpec":
        opset = raw.get("opset")
        ops = raw.get("ops")
        return cls(
            path=raw["path"],
            format=raw["format"],
            max_bytes=int(raw.get("max_bytes", 64 << 20)),
            opset=None if opset is None else (int(opset[0]), int(opset[1])),
            domains=tuple(raw.get("domains") or ("",)),
            ops=None if ops is None else tuple(ops),
        )


@dataclass(frozen=True)
class TaskSpec:
    """A task as its judge needs it, in one profile."""

    id: str
    kind: str
    points: float
    max_bytes: int
    learner_files: tuple[str, ...]
    exports: tuple[ExportSpec, ...]
    entry: str
    train: str | None
    writes: tuple[WriteSpec, ...]
    allow_imports: tuple[str, ...] | None
    forbid: tuple[Rule, ...]
    profile: str
    data: str
    overrides: Mapping[str, Any]
    limits: Limits
    tests: tuple[TestSpec, ...]
    thresholds: tuple[Threshold, ...]
    calibration: Mapping[str, float] = field(default_factory=dict)
    pure: bool = True

    @property
    def has_code(self) -> bool:
        """Whether the learner hands in a program; a document or a model file that is uploaded has none."""
        return f"{self.entry}.py" in self.learner_files

    @property
    def required_exports(self) -> list[str]:
        names = [export.name for export in self.exports]
        return names + [name for name in ([self.train, "load"] if self.train else []) if name and name not in names]

    def export(self, name: str) -> ExportSpec | None:
        return next((export for export in self.exports if export.name == name), None)

    def threshold(self, test: str, metric: str) -> Threshold:
        """The one of this profile, else the one of every profile."""
        found = [t for t in self.thresholds if t.test == test and t.metric == metric and t.profile in (self.profile, None)]
        if not found:
            raise SpecError(f"{self.id}: no threshold for test {test!r}, metric {metric!r}, profile {self.profile!r}")
        return sorted(found, key=lambda t: t.profile is None)[0]


def read_task(raw: Mapping[str, Any], calibration: Mapping[str, Any], profile: str) -> TaskSpec:
    """Builds the spec of one profile from task.yaml as read. Raises SpecError naming what is wrong."""
    try:
        return _read_task(raw, calibration, profile)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SpecError(f"{raw.get('id', 'task.yaml')}: {type(error).__name__}: {error}") from error


def _read_task(raw: Mapping[str, Any], calibration: Mapping[str, Any], profile: str) -> TaskSpec:
    entry = raw.get("entry") or {}
    process = raw.get("process") or {}
    module, _, train = str(entry.get("call") or "").partition(":")
    chosen = _profile(raw, profile)
    files = raw.get("files") or {}
    return TaskSpec(
        id=raw["id"],
        kind=raw["kind"],
        points=float(raw["points"]),
        max_bytes=int(files.get("max_bytes", 256 << 10)),
        learner_files=tuple(files.get("learner") or ["solution.py"]),
        exports=tuple(ExportSpec.read(item) for item in entry.get("exports") or ()),
        entry=module or "solution",
        train=train or None,
        writes=tuple(WriteSpec.read(item) for item in entry.get("writes") or ()),
        allow_imports=None if process.get("allow_imports") is None else tuple(process["allow_imports"]),
        forbid=tuple(Rule(r["target"], r.get("how", "both"), dict(r.get("why") or {})) for r in process.get("forbid") or ()),
        profile=profile,
        data=str(chosen.get("data", "")),
        overrides=dict(chosen.get("overrides") or {}),
        limits=limits_of(chosen, profile),
        tests=_tests(raw),
        thresholds=tuple(_threshold(t, calibration, profile) for t in raw.get("thresholds") or ()),
        calibration=derived(calibration, profile),
        pure=bool((raw.get("integrity") or {}).get("purity", True)),
    )


def _tests(raw: Mapping[str, Any]) -> tuple[TestSpec, ...]:
    tests = tuple(
        TestSpec(
            id=t["id"],
            rung=t.get("rung", "value"),
            public=bool(t["public"]),
            points=float(t["points"]),
            name=dict(t.get("name") or {"zh": t["id"], "en": t["id"]}),
            hint_anchor=t.get("hint_anchor"),
            retries=int(t.get("retries", 0)),
            needs=tuple(t.get("needs") or ()),
        )
        for t in raw["tests"]
    )
    total = sum(test.points for test in tests)
    if total != float(raw["points"]):
        raise SpecError(f"{raw['id']}: the tests' points add up to {total:g}, not {raw['points']}")
    ids = [test.id for test in tests]
    unknown = {need for test in tests for need in test.needs} - set(ids)
    if len(set(ids)) != len(ids) or set(ids) & set(GATES) or unknown:
        raise SpecError(f"{raw['id']}: test ids are double, named like a gate, or needed but absent {sorted(unknown)}")
    return tests


def _threshold(raw: Mapping[str, Any], calibration: Mapping[str, Any], profile: str) -> Threshold:
    def number(value: Any) -> float | None:
        if isinstance(value, str) and value.startswith("calibration:"):
            return derived(calibration, profile).get(value.partition(":")[2])
        return None if value is None else float(value)

    return Threshold(raw["test"], raw["metric"], number(raw.get("value")), number(raw.get("merit")), raw.get("profile"))


def derived(calibration: Mapping[str, Any], profile: str) -> dict[str, float]:
    """The numbers of one profile in calibration.json: `{"profiles": {"cpu": {"thresholds": {…}, "fixed": {…}}}}`.

    `thresholds` is written by the calibration, `fixed` by the author (a baseline's figure, a lab's goal) and wins.
    """
    chosen = (calibration.get("profiles") or {}).get(profile) or {}
    numbers = {**(chosen.get("thresholds") or {}), **(chosen.get("fixed") or {})}
    return {str(key): float(value) for key, value in numbers.items()}


def _profile(raw: Mapping[str, Any], profile: str) -> Mapping[str, Any]:
    profiles = raw.get("profiles") or {"cpu": {}}
    if profile not in profiles:
        raise SpecError(f"{raw['id']}: no profile {profile!r}")
    return profiles[profile] or {}


def limits_of(chosen: Mapping[str, Any], profile: str) -> Limits:
    """A profile's limits under the hard caps of docs/operations/limits.md."""
    cap = GPU_CAP_S if profile == "gpu" else CPU_CAP_S
    default = 300.0 if profile == "gpu" else DEFAULT_LIMITS.cpu_s
    memory = 8192 if profile == "gpu" else DEFAULT_LIMITS.memory_mib
    return Limits(
        cpu_s=min(float(chosen.get("cpu_s", default)), cap),
        memory_mib=min(int(chosen.get("memory_mib", memory)), 8192 if profile == "gpu" else CPU_CAP_MIB),
        threads=int(chosen.get("threads", 4 if profile == "gpu" else 1)),
        pids=256 if profile == "gpu" else 64,
        open_files=1024 if profile == "gpu" else 256,
        box_mib=4096 if profile == "gpu" else 256,
        tmp_mib=256 if profile == "gpu" else 64,
        shm_mib=1024 if profile == "gpu" else 64,
        artifact_mib=1024 if profile == "gpu" else 100,
    )
