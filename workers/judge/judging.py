"""`j`: what a check gets. One Judging per test and attempt; what the whole run shares lies in run.py."""

import ast
import statistics
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from workers.harness.paths import resolve
from workers.judge.annex import Annex
from workers.judge.artifacts import check_files, declared
from workers.judge.documents.checks import DocumentChecks
from workers.judge.documents.document import Document
from workers.judge.errors import CheckFailed, Infrastructure, LearnerError
from workers.judge.learner import Learner
from workers.judge.messages import say
from workers.judge.models.onnx import OnnxModel, broken_rule
from workers.judge.models.safetensors import read_tensors
from workers.judge.process import OnReport
from workers.judge.run import Run
from workers.judge.source_rules import loops
from workers.judge.training import Trained
from workers.judge.values import Special
from workers.patterns import found
from workers.protocol import Limits
from workers.spec import Text

PHASES = {
    "prepare": {"zh": "准备", "en": "Preparing"},
    "load": {"zh": "导入你的代码", "en": "Importing your code"},
    "read": {"zh": "读取你的文件", "en": "Reading your files"},
    "test": {"zh": "运行测试", "en": "Running tests"},
    "train": {"zh": "训练", "en": "Training"},
    "predict": {"zh": "预测隐藏数据", "en": "Predicting hidden data"},
    "judge": {"zh": "评分", "en": "Judging"},
}


class Judging(DocumentChecks):
    """The tools of one check. See docs/how-to/add-a-task.md for the whole list."""

    def __init__(self, run: Run, test: str, attempt: int, anchor: str | None) -> None:
        self._run = run
        self.test = test
        self.attempt = attempt
        self.default_anchor = anchor
        self.rng = np.random.default_rng([run.seed & 0xFFFFFFFFFFFF, zlib.crc32(test.encode()), attempt])
        self.seed = int(self.rng.integers(1, 1 << 31))
        self.profile = run.spec.profile
        self.device = "cuda" if self.profile == "gpu" else "cpu"
        self.limits: Limits = run.spec.limits
        self.overrides = dict(run.spec.overrides)
        self.task_dir = run.task_dir
        self.assets = resolve("/assets")
        self.assets_judge = resolve("/assets-judge")
        self.source = {path: data.decode("utf-8", "replace") for path, data in run.files.items() if path.endswith(".py")}

    @property
    def learner(self) -> Learner:
        """The shared process, started on first use and again after it died."""
        run = self._run
        if run.shared is None or not run.shared.process.alive:
            run.shared = run.start_learner()
        return run.shared

    def start_learner(self) -> Learner:
        return self._run.start_learner()

    @contextmanager
    def fresh(self, *, quiet: bool = False, **lowered: float) -> Iterator[Learner]:
        """A process of its own; `cpu_s=…, memory_mib=…` lower its limits. Killed at the end. quiet: its prints are not shown."""
        learner = self._run.start_learner(lowered, quiet=quiet)
        try:
            yield learner
        finally:
            self._run.take_violations(learner)
            learner.close()

    def once(self, key: str, make: Callable[[], Any]) -> Any:
        """What make() returned, or raised, the first time in this run (and attempt)."""
        slot = (key, self.attempt)
        if slot not in self._run.made:
            try:
                self._run.made[slot] = (make(), None)
            except (CheckFailed, LearnerError) as error:
                self._run.made[slot] = (None, error)
        value, problem = self._run.made[slot]
        if problem is not None:
            raise problem
        return value

    def twice(self, make: Callable[[Learner], Any]) -> tuple[Any, Any]:
        """make(learner) in two fresh processes."""
        results = []
        for _ in range(2):
            with self.fresh(quiet=True) as learner:
                results.append(make(learner))
        return results[0], results[1]

    def cfg(self, **more: Any) -> dict[str, Any]:
        """The training contract's `cfg`; `more` wins over the profile's overrides."""
        limits = self.limits
        base = {
            "seed": self.seed,
            "device": self.device,
            "threads": limits.threads,
            "max_seconds": 0.8 * limits.cpu_s,
            "epochs": 10,
        }
        return base | self.overrides | more

    def train(self, data: dict[str, Any], cfg: dict[str, Any] | None = None, on_report: OnReport | None = None) -> Trained:
        """Phase 1: train(data, cfg, report, out) in its own process, which is then killed."""
        self.phase("train")
        spec = self._run.spec
        with self.fresh() as learner:
            if on_report is not None:
                learner.process.on_report = _chain(learner.process.on_report, on_report)
            started = time.perf_counter()
            _, files = learner.collect(spec.train or "train", data, cfg or self.cfg(), Special.REPORT, Special.OUT)
            seconds = time.perf_counter() - started
            reports = learner.reports
        check_files(spec, files)
        self.phase("predict")
        return Trained(self, files, reports, seconds)

    def handed_in(self, pattern: str) -> tuple[str, bytes]:
        """(path, content) of the handed-in file that `pattern` names (`{a,b}` and `*` as in task.yaml)."""
        paths = found(pattern, self._run.files)
        if not paths:
            raise CheckFailed(say("no_entry", name=pattern))
        return paths[0], self._run.files[paths[0]]

    def document(self, pattern: str) -> Document:
        """A handed-in document, read in a sandbox (the first that `pattern` names)."""
        return self._run.document(self.handed_in(pattern)[0])

    @property
    def documents(self) -> dict[str, Document]:
        """Everything that was handed in, read."""
        return {path: self._run.document(path) for path in sorted(self._run.files)}

    @property
    def annex(self) -> Annex:
        """What the web side lays beside a document: the learner's own sources and runs. Empty in the shell."""
        return self._run.annex

    def tensors(self, pattern: str, data: bytes | None = None) -> dict[str, np.ndarray[Any, Any]]:
        """A safetensors file as arrays: a handed-in one, or the bytes that the learner's code wrote."""
        path, content = self.handed_in(pattern) if data is None else (pattern, data)
        return read_tensors(content, path)

    @contextmanager
    def onnx(self, pattern: str, data: bytes | None = None, *, rules: bool = True) -> Iterator[OnnxModel]:
        """An ONNX model opened in a guest process of its own: a handed-in one, or the bytes that the learner's code wrote.

        rules: it must keep what task.yaml's `writes` says of a file of that name, embed its weights, and satisfy onnx's
        checker; else CheckFailed. rules=False only looks: for a test that is about one of these.
        """
        path, content = self.handed_in(pattern) if data is None else (pattern, data)
        rule = declared(self._run.spec, path)
        if rules and rule is not None:
            check_files(self._run.spec, {path: content})
        process, model = self._run.open_onnx(content, path)
        try:
            problem = broken_rule(model.facts, rule) if rules else None
            if problem is not None:
                self.fail(say("onnx", path=path, reason=problem))
            yield model
        finally:
            process.close()

    def gate(self, gate: str, problem: Text | None) -> None:
        """Notes what a helper found about a gate; None: it was looked at and is in order."""
        if gate == "K6":
            self._run.rows_checked = True
        if problem is not None:
            self._run.notice(gate, problem)

    def threshold(self, metric: str) -> float:
        value = self._run.spec.threshold(self.test, metric).value
        if value is None:
            raise Infrastructure(f"{self._run.spec.id}: the threshold of {self.test}/{metric} is not calibrated")
        return value

    def merit(self, metric: str) -> float | None:
        return self._run.spec.threshold(self.test, metric).merit

    def calibration(self, key: str) -> float:
        if key not in self._run.spec.calibration:
            raise Infrastructure(f"{self._run.spec.id}: calibration.json has no {key!r}")
        return self._run.spec.calibration[key]

    def loops(self, name: str) -> int:
        """Python loops and comprehensions in the text of an exported function or class; 0 if it cannot be read."""
        try:
            return loops(self.source.get(f"{self._run.spec.entry}.py", ""), name)
        except (SyntaxError, ValueError, RecursionError):
            return 0

    def tree(self, path: str = "solution.py") -> ast.Module:
        """The parsed source of one of the learner's files."""
        return ast.parse(self.source.get(path, ""))

    def seconds(self, action: Callable[[int], Any], repeat: int = 5) -> float:
        """Median wall time of action(0), action(1), … at this clock, the round trip included."""
        times = []
        for index in range(repeat):
            started = time.perf_counter()
            action(index)
            times.append(time.perf_counter() - started)
        return statistics.median(times)

    def cpu_seconds(self, action: Callable[[Learner], object]) -> float:
        """CPU time of a process of its own in which only this happens, by the parent's meter: its start and import included.

        Unlike `seconds` it does not depend on what else the machine does: compare two of them for the cost of a call.
        """
        with self.fresh(quiet=True) as learner:
            action(learner)
            self._run.take_violations(learner)
            return learner.process.end()

    def metric(self, name: str, value: float, step: int | None = None) -> None:
        """A point of a live curve (with `step`) or a number of the verdict."""
        number = float(value)
        if not np.isfinite(number):
            return
        if step is None:
            self._run.metrics[name] = number
        else:
            self._run.point(step, {name: number}, "judge")

    def figure(self, name: str, plotly: dict[str, Any]) -> None:
        self._run.link.event("figure", {"id": name, "plotly": plain_figure(plotly), "source": "judge"})

    def phase(self, name: str, text: Text | None = None) -> None:
        self._run.link.event("phase", {"name": name, "text": text or PHASES[name]})


def plain_figure(value: Any) -> Any:
    """Plotly data as JSON: arrays become lists, NaN and Inf become null."""
    if isinstance(value, dict):
        return {str(key): plain_figure(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [plain_figure(item) for item in value]
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value


def _chain(first: OnReport | None, second: OnReport) -> OnReport:
    def on_report(step: int, values: dict[str, float]) -> None:
        if first is not None:
            first(step, values)
        second(step, values)

    return on_report
