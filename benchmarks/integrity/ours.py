"""Grades files with our judge, in the strongest sandbox that this machine has."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from workers.evaluation import EvaluationJob, evaluate
from workers.sandbox.base import Isolation
from workers.sandbox.pool import SandboxPool, open_pool

CURRICULUM = Path(__file__).with_name("curriculum")
TASK = "w01/softmax"


def scores(submissions: Mapping[str, str]) -> tuple[dict[str, float | None], str]:
    """{name: points}, and how the learners' code was held."""
    with _pool() as pool:
        found = {name: _score(pool, text) for name, text in submissions.items()}
        return found, f"{pool.name}, isolation {pool.isolation.value}"


def _score(pool: SandboxPool, text: str) -> float | None:
    job = EvaluationJob(kind="task", content_id=TASK, files={"solution.py": text.encode()})
    verdict = evaluate(job, sandbox_pool=pool, emit=lambda _kind, _data: None, curriculum=CURRICULUM)
    return None if verdict.status == "infrastructure" else verdict.score


@contextmanager
def _pool() -> Iterator[SandboxPool]:
    with tempfile.TemporaryDirectory(prefix="everyday-integrity-") as state:
        Path(state).chmod(0o755)
        pool = open_pool(curriculum=CURRICULUM, state=Path(state), min_isolation=Isolation.NONE, slots=1)
        try:
            yield pool
        finally:
            pool.close()
