"""task.yaml: the published contract of a graded task, and expect.yaml of its wrong solutions."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from everyday.catalog.schema.base import I18n, Name, Slug, Strict, TaskId, Text, Version

TaskKind = Literal["function", "module", "script", "artifact", "configured", "document"]
Rung = Literal["gate", "shape", "value", "gradient", "property", "edge", "speed", "determinism", "train", "artifact"]


class Annex(Strict):
    """What is laid beside a document for its judge: the learner's own sources of other tasks, the ids of their runs."""

    sources: list[TaskId] = []
    runs: bool = False


class Files(Strict):
    """`learner` are required, `optional` may be there too. Artifact and document tasks may ask for one of several names,
    `post.{md,pdf}`, or for any in a folder, `images/*.png`."""

    learner: list[Text] = Field(min_length=1)
    optional: list[Text] = []
    starter: Text = "starter"
    max_bytes: int = Field(default=1_000_000, ge=1)
    annex: Annex | None = None


class Item(Strict):
    """What is known of a value. `shape` lists dimension expressions, sizes or names; `dim` names a size that the value is;
    `items` describes the entries of a dict. `finite` is whether NaN and infinity are refused."""

    dtype: Text | None = None
    shape: list[int | str] | None = None
    dim: Text | None = None
    finite: bool = True
    optional: bool = False
    items: dict[str, "Item"] | None = None
    domain: Text | I18n | None = None
    about: I18n | None = None


class Value(Item):
    """One argument or attribute."""

    name: Text


class Returned(Item):
    """One return value; two of them are a tuple of two."""

    name: Text | None = None


class Export(Strict):
    name: Text
    kind: Literal["function", "class"] = "function"
    signature: Text | None = None
    args: list[Value] = []
    returns: list[Returned] | None = None
    methods: list["Export"] = []
    attributes: list[Value] = []
    about: I18n | None = None


class Written(Strict):
    """A model file that is handed in or that the learner's code writes. `opset`, `domains` and `ops` are rules for ONNX:
    first and last version of the default domain, domains ("" is the default one), names of operators."""

    path: Text
    format: Literal["safetensors", "onnx", "json"]
    max_bytes: int = Field(ge=1)
    opset: list[int] | None = Field(default=None, min_length=2, max_length=2)
    domains: list[str] | None = None
    ops: list[Text] | None = None


class Entry(Strict):
    """function and module tasks export names; script tasks are called and write files."""

    exports: list[Export] = []
    call: Text | None = None
    args: list[Text | Value] = []
    writes: list[Written] = []


class Forbidden(Strict):
    target: Text
    how: Literal["ast", "tripwire", "both"]
    why: I18n


class Process(Strict):
    env: Text | None = None
    allow_imports: list[Text] | None = None
    forbid: list[Forbidden] = []
    network: Literal[False] = False


class CpuProfile(Strict):
    data: Text | None = None
    cpu_s: float = Field(gt=0)
    wall_s: float | None = None
    memory_mib: int = Field(ge=64)
    threads: int = Field(default=1, ge=1)
    overrides: dict[str, Any] = {}


class GpuProfile(Strict):
    data: Text | None = None
    cpu_s: float = Field(gt=0)
    wall_s: float | None = None
    vram_mib: int = Field(ge=64)
    memory_mib: int | None = None
    threads: int | None = None
    overrides: dict[str, Any] = {}


class Profiles(Strict):
    cpu: CpuProfile
    gpu: GpuProfile | None = None


class Tolerance(Strict):
    rtol: float = Field(default=0.0, ge=0)
    atol: float = Field(default=0.0, ge=0)


class Test(Strict):
    """A named test: learners read its name, what it checks and its points; only its inputs are hidden."""

    id: Name
    rung: Rung
    public: bool
    points: int = Field(ge=0)
    name: I18n
    about: I18n
    hint_anchor: Text | None = None
    objectives: list[Name] = []
    tol: Tolerance | None = None
    retries: int = Field(default=0, ge=0, le=3)
    needs: list[Name] = []


class Metric(Strict):
    name: Name
    title: I18n | None = None
    unit: Text | None = None
    goal: Literal["min", "max"] | None = None
    live: bool = False
    judge: bool = False


class FigureSlot(Strict):
    """A figure that a run posts."""

    id: Name
    title: I18n | None = None
    kind: Text | None = None
    from_: Literal["learner", "judge"] = Field(default="judge", alias="from")


class Threshold(Strict):
    """`value` and `merit` are numbers or `calibration:<key>`; merit gives a badge and no points."""

    test: Name
    metric: Name
    value: int | float | Text
    profile: Literal["cpu", "gpu"] | None = None
    merit: int | float | Text | None = None


class Attempts(Strict):
    per_day: int | None = Field(default=None, ge=1)
    cooldown_s: int | None = Field(default=None, ge=0)


class Integrity(Strict):
    no_test_time_training: bool = False
    purity: bool = False
    row_independence: bool = False


class Hint(Strict):
    after_fails: int = Field(ge=0)
    test: Name | None = None
    text: I18n


class Demo(Strict):
    """A submission can be opened: one request, a text, goes to the function of judge.py that is marked `@demo`."""

    label: I18n
    max_chars: int = Field(default=2_000, ge=1, le=20_000)
    examples: list[I18n] = Field(default=[], max_length=6)


class Task(Strict):
    """`group`: of the tasks of one week that name the same group, only the best one counts."""

    id: TaskId
    kind: TaskKind
    title: I18n
    points: int = Field(ge=1)
    group: Slug | None = None
    files: Files
    entry: Entry | None = None
    process: Process = Process()
    profiles: Profiles
    tests: list[Test] = Field(min_length=1)
    metrics: list[Metric] = []
    figures: list[FigureSlot] = []
    thresholds: list[Threshold] = []
    attempts: Attempts = Attempts()
    integrity: Integrity = Integrity()
    demo: Demo | None = None
    hints: list[Hint] = []
    authors: list[Text] = []
    licence: Text | None = None
    version: Version

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.kind != "document" and self.entry is None:
            raise ValueError("entry is required unless the task is a document")
        ids = [test.id for test in self.tests]
        doubled = sorted({one for one in ids if ids.count(one) > 1})
        if doubled:
            raise ValueError(f"test ids are not unique: {', '.join(doubled)}")
        total = sum(test.points for test in self.tests)
        if total != self.points:
            raise ValueError(f"the tests' points add up to {total}, not to points: {self.points}")
        return self


class Expect(Strict):
    """What a wrong solution must fail: all of `fails`, and nothing else where `only` is set."""

    why: I18n
    fails: list[Name] = Field(min_length=1)
    only: bool = False
    score_max: float | None = None
