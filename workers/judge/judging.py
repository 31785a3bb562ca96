"""`j`: what a check gets. One Judging per test and attempt; what the whole run shares lies in Run."""

import ast
import statistics
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from workers.harness.paths import resolve
from workers.judge.artifacts import check_files
from workers.judge.comparisons import Checks
from workers.judge.errors import CheckFailed, Infrastructure, LearnerError
from workers.judge.learner import Learner
from workers.judge.link import ParentLink
from workers.judge.messages import say
from workers.judge.process import LearnerProcess, OnReport
from workers.judge.source_rules import loops
from workers.judge.training import Trained
from workers.judge.values import Special
from workers.protocol import Limits
from workers.spec import TaskSpec, Text

PHASES = {
    "prepare": {"zh": "准备", "en": "Preparing"},
    "load": {"zh": "导入你的代码", "en": "Importing your code"},
    "test": {"zh": "运行测试", "en": "Running tests"},
    "train": {"zh": "训练", "en": "Training"},
    "predict": {"zh": "预测隐藏数据", "en": "Predicting hidden data"},
    "judge": {"zh": "评分", "en": "Judging"},
}

MAX_REPORTS = 100_000


class Run:
    """What all checks of a run share: files, the shared learner, gates, metrics, and how often a process had to be stopped."""

    def __init__(self, link: ParentLink, spec: TaskSpec, task_dir: Path, files: dict[str, bytes], seed: int) -> None:
        self.link = link
        self.spec = spec
        self.task_dir = task_dir
        self.files = files
        self.seed = seed
        self.gates: dict[str, list[Text]] = {gate: [] for gate in ("K2", "K3", "K6", "K7")}
        self.rows_checked = False
        self.metrics: dict[str, float] = {}
        self.nan_reported = False
        self.resource_kinds: list[str] = []
        self.shared: Learner | None = None
        self.made: dict[tuple[str, int], Any] = {}
        self._seeds = np.random.default_rng([seed & 0xFFFFFFFFFFFF, 1])

    def start_learner(self, lowered: dict[str, float] | None = None, *, quiet: bool = False) -> Learner:
        """A fresh process with the learner's module imported. Raises LearnerError if the import fails."""
        process = LearnerProcess(self.link, self.spec.limits, lowered or {}, self.resource_kinds.append, quiet=quiet)
        process.on_figure = self._learner_figure
        learner = Learner(process, self.spec, self.notice)
        process.on_report = self._report_to(learner)
        try:
            self._load(learner)
        except (LearnerError, CheckFailed):
            learner.close()
            raise
        return learner

    def _load(self, learner: Learner) -> None:
        stubs = self.task_dir / "stubs.py"
        header = {
            "op": "load",
            "entry": self.spec.entry,
            "exports": self.spec.required_exports,
            "files": [[path, len(data)] for path, data in self.files.items()],
            "stubs": stubs.read_text("utf-8") if stubs.is_file() else None,
            "tripwires": [rule.target for rule in self.spec.forbid if rule.how != "ast"],
            "allow": None if self.spec.allow_imports is None else list(self.spec.allow_imports),
            "seed": int(self._seeds.integers(1 << 31)),
        }
        message = learner.process.request(header, list(self.files.values()))
        missing = message.header.get("missing")
        self.take_violations(learner)
        if not isinstance(missing, list):
            raise LearnerError("protocol")
        if missing:
            raise CheckFailed(say("missing", names=", ".join(str(name) for name in missing[:20])))

    def take_violations(self, learner: Learner) -> None:
        """K7, the part that ran: what import hook and tripwires noted in that process."""
        for target in learner.process.violations:
            rule = next((rule for rule in self.spec.forbid if rule.target == target), None)
            if rule is not None:
                text = say("banned_call", target=target, why=rule.why if set(rule.why) == {"zh", "en"} else {"zh": "", "en": ""})
            else:
                text = say("not_allowed_call", target=target, names=", ".join(self.spec.allow_imports or ()))
            self.notice("K7", text)

    def notice(self, gate: str, text: Text) -> None:
        if text not in self.gates[gate] and len(self.gates[gate]) < 8:
            self.gates[gate].append(text)

    def _report_to(self, learner: Learner) -> OnReport:
        def on_report(step: int, values: dict[str, float]) -> None:
            if len(learner.reports) < MAX_REPORTS:
                learner.reports.append({"step": step, "values": values})
            finite = {name: value for name, value in values.items() if np.isfinite(value)}
            self.nan_reported = self.nan_reported or len(finite) < len(values)
            if finite:
                self.point(step, finite, "learner")

        return on_report

    def _learner_figure(self, name: str, plotly: dict[str, Any]) -> None:
        if self.shared is not None:
            self.shared.figures.append({"id": name, "plotly": plotly})
        self.link.event("figure", {"id": name, "plotly": plotly, "source": "learner"})

    def point(self, step: int, values: dict[str, float], source: str) -> None:
        self.link.event("metric", {"step": step, "values": values, "source": source})

    def close(self) -> None:
        if self.shared is not None:
            self.shared.close()


class Judging(Checks):
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
