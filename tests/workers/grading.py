"""Grades solutions written in a test, on the fixture curriculum."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workers.evaluation import EvaluationJob, evaluate
from workers.protocol import Verdict
from workers.sandbox.pool import SandboxPool

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "curriculum"
RIGHT = (FIXTURES / "weeks/01-fixture/tasks/double/reference/solution.py").read_text("utf-8")


@dataclass
class Graded:
    """A verdict and everything that was sent on the way to it."""

    verdict: Verdict
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    judge_log: str = ""

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [data for name, data in self.events if name == kind]

    def test(self, name: str) -> dict[str, Any]:
        return next(test for test in self.verdict.tests if test["id"] == name)

    def status(self, name: str) -> str:
        return str(self.test(name)["status"])

    @property
    def log(self) -> str:
        return "".join(data["text"] for data in self.of("log"))


@dataclass
class Grading:
    pool: SandboxPool
    curriculum: Path = FIXTURES

    def __call__(
        self, source: str, task: str = "w01/double", *, seed: int = 0, more: dict[str, bytes] | None = None, **kwargs: Any
    ) -> Graded:
        files = {"solution.py": source.encode(), **(more or {})}
        return self.run(EvaluationJob(kind="task", content_id=task, files=files, seed=seed), **kwargs)

    def run(self, job: EvaluationJob, **kwargs: Any) -> Graded:
        events: list[tuple[str, dict[str, Any]]] = []
        printed: list[str] = []
        verdict = evaluate(
            job,
            sandbox_pool=self.pool,
            emit=lambda kind, data: events.append((kind, data)),
            curriculum=self.curriculum,
            judge_log=printed.append,
            **kwargs,
        )
        return Graded(verdict, events, "".join(printed))
