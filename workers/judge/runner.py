"""Runs a task's judge: K1, the tests in their order, then the other gates. No exception of the learner's comes out."""

import importlib.util
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from workers.judge.errors import CheckFailed, Infrastructure, LearnerError
from workers.judge.handed_in import check_handed_in
from workers.judge.judging import PHASES, Judging
from workers.judge.messages import joined, say
from workers.judge.run import Run
from workers.judge.source_rules import violations
from workers.protocol import TestOutcome, TestStatus
from workers.spec import GATES, SpecError, TestSpec, Text

CHECK_ATTRIBUTE = "everyday_check"
MAX_STOPPED = 2
HANDED_IN = ("document", "artifact")

Check = Callable[[Judging], None]


def check(test_id: str) -> Callable[[Check], Check]:
    """Marks a function of judge.py as the check of a test, or of K4, K5, K6, K8."""

    def mark(function: Check) -> Check:
        setattr(function, CHECK_ATTRIBUTE, test_id)
        return function

    return mark


def load_checks(path: Path, test_ids: list[str]) -> dict[str, Check]:
    """The checks of a judge.py by test id. Raises Infrastructure when one is missing, double or for no test."""
    module = load_judge(path)
    found = [(getattr(item, CHECK_ATTRIBUTE), item) for item in vars(module).values() if hasattr(item, CHECK_ATTRIBUTE)]
    checks = dict(found)
    missing = set(test_ids) - set(checks)
    unknown = set(checks) - set(test_ids) - {"K4", "K5", "K6", "K8"}
    if missing or unknown or len(found) != len(checks):
        raise Infrastructure(f"{path}: checks missing {sorted(missing)}, for no test {sorted(unknown)}, or double")
    return checks


def load_judge(path: Path) -> ModuleType:
    """A task's judge.py as a module: our own code. Raises Infrastructure when there is none."""
    module_spec = importlib.util.spec_from_file_location("task_judge", path)
    if module_spec is None or module_spec.loader is None:
        raise Infrastructure(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(module_spec)
    sys.modules["task_judge"] = module
    sys.path.insert(0, str(path.parent))
    module_spec.loader.exec_module(module)
    return module


class Runner:
    """One run. `outcomes` fills up as tests finish; each is also sent as an event."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.outcomes: dict[str, TestOutcome] = {}
        self.loaded = False

    def judge(self) -> dict[str, Any]:
        """The outcome for the parent: {tests, metrics, loaded, nan, stopped}."""
        run, spec = self.run, self.run.spec
        checks = load_checks(run.task_dir / "judge.py", [test.id for test in spec.tests])
        for text in violations(spec, {path: data.decode("utf-8", "replace") for path, data in run.files.items()})[:8]:
            run.notice("K7", text)
        run.link.event("phase", {"name": "load", "text": PHASES["load" if spec.has_code else "read"]})
        self._first_gate()
        run.link.event("phase", {"name": "test", "text": {"zh": "运行测试", "en": "Running tests"}})
        for test in spec.tests:
            self._record(self._test(test, checks[test.id]))
        self._remaining_gates(checks)
        run.close()
        order = [*GATES, *(test.id for test in spec.tests)]
        return {
            "tests": [self.outcomes[name].to_dict() for name in order],
            "metrics": run.metrics,
            "loaded": self.loaded,
            "nan": run.nan_reported,
            "stopped": run.resource_kinds,
        }

    def _record(self, outcome: TestOutcome) -> None:
        self.outcomes[outcome.id] = outcome
        self.run.link.event("test", outcome.to_dict())

    def _gate(self, name: str, status: TestStatus, message: Text | None = None) -> None:
        self._record(TestOutcome(id=name, public=True, status=status, points=0, max_points=0, message=message or {}))

    def _first_gate(self) -> None:
        """K1: the entry is there, imports, and has what the task asks for."""
        run = self.run
        if run.spec.has_code and f"{run.spec.entry}.py" not in run.files:
            self._gate("K1", TestStatus.FAILED, say("no_entry", name=f"{run.spec.entry}.py"))
            return
        if run.spec.kind in HANDED_IN:
            try:
                check_handed_in(run)
            except CheckFailed as problem:
                self._gate("K1", TestStatus.FAILED, problem.text)
                return
        if not run.spec.has_code:
            self.loaded = True
            self._gate("K1", TestStatus.PASSED)
            return
        try:
            run.shared = run.start_learner()
        except CheckFailed as problem:
            self._gate("K1", TestStatus.FAILED, problem.text)
        except LearnerError as error:
            self._gate("K1", TestStatus.FAILED, blame(error, run))
        else:
            self.loaded = True
            self._gate("K1", TestStatus.PASSED)

    def _test(self, test: TestSpec, function: Check) -> TestOutcome:
        unmet = [need for need in test.needs if self.outcomes[need].status != TestStatus.PASSED] if self.loaded else []
        if not self.loaded:
            status, message = TestStatus.SKIPPED, say("not_loaded")
        elif unmet:
            status, message = TestStatus.SKIPPED, say("needs", needs=", ".join(unmet))
        else:
            status, message = self._attempts(test, function)
        points = test.points if status == TestStatus.PASSED else 0.0
        return TestOutcome(id=test.id, public=test.public, status=status, points=points, max_points=test.points, message=message)

    def _attempts(self, test: TestSpec, function: Check) -> tuple[TestStatus, Text]:
        """Runs a check; where the task allows it and it failed, again with another seed (not if a process was stopped)."""
        for attempt in range(test.retries + 1):
            stopped = len(self.run.resource_kinds)
            if stopped >= MAX_STOPPED:
                return TestStatus.SKIPPED, say("not_run")
            status, message = self._attempt(test.id, function, attempt, test.hint_anchor)
            if status != TestStatus.FAILED or len(self.run.resource_kinds) > stopped:
                break
        return status, message

    def _attempt(self, test_id: str, function: Check, attempt: int, anchor: str | None) -> tuple[TestStatus, Text]:
        try:
            function(Judging(self.run, test_id, attempt, anchor))
        except CheckFailed as problem:
            return TestStatus.FAILED, problem.text
        except LearnerError as error:
            return TestStatus.ERROR, blame(error, self.run)
        except (Infrastructure, SpecError):
            raise
        except Exception as error:
            # Either the learner returned something odd, or judge.py has a fault: its author finds this on stderr.
            print(f"--- {test_id}\n{traceback.format_exc()}", file=sys.stderr, flush=True)
            return TestStatus.ERROR, say("odd_value", error=type(error).__name__)
        finally:
            if self.run.shared is not None:
                self.run.take_violations(self.run.shared)
        return TestStatus.PASSED, {}

    def _remaining_gates(self, checks: dict[str, Check]) -> None:
        run = self.run
        for name in ("K4", "K5", "K6", "K8"):
            if name in checks and self.loaded and len(run.resource_kinds) < MAX_STOPPED:
                status, message = self._attempt(name, checks[name], 0, None)
                if name == "K6" and run.gates["K6"] and status == TestStatus.PASSED:
                    status, message = TestStatus.FAILED, run.gates["K6"][0]
                self._gate(name, status, message)
            elif name == "K6" and run.rows_checked:
                self._noted_gate("K6")
            else:
                self._gate(
                    name,
                    TestStatus.SKIPPED,
                    say("not_applicable" if name not in checks else "not_run" if self.loaded else "not_loaded"),
                )
        for name in ("K2", "K3", "K7"):
            self._noted_gate(name)

    def _noted_gate(self, name: str) -> None:
        found = self.run.gates[name]
        if found:
            self._gate(name, TestStatus.FAILED, joined(*found[:3]))
        elif self.loaded or name == "K7":
            self._gate(name, TestStatus.PASSED)
        else:
            self._gate(name, TestStatus.SKIPPED, say("not_loaded"))


def blame(error: LearnerError, run: Run) -> Text:
    """What a learner reads when their code raised or their process was stopped."""
    limits = run.spec.limits
    return say(
        error.kind,
        traceback=error.traceback,
        message=error.message or error.type,
        cpu_s=f"{limits.cpu_s:g}",
        memory_mib=limits.memory_mib,
    )
