"""How far a run came that did not end in an ordinary verdict, and what it had used: what its page says beside the reason."""

from dataclasses import dataclass

from everyday.submissions.models import Run, RunEvent
from everyday.submissions.verdicts import PHASES, Bilingual
from workers.protocol import EventKind, Limits, TestStatus

_STATUSES = frozenset(
    {
        Run.Status.ERROR,
        Run.Status.TIMEOUT,
        Run.Status.MEMORY,
        Run.Status.GPU_MEMORY,
        Run.Status.NAN,
        Run.Status.OUTPUT_LIMIT,
        Run.Status.CANCELLED,
        Run.Status.INFRASTRUCTURE,
    }
)


@dataclass(frozen=True, kw_only=True)
class Blame:
    """`phase` is the last one that began, `step` the last that was reported, `test` the first that did not pass.

    `memory_mib` and `cpu_limit_s` are what one process of the learner's may use.
    """

    phase: Bilingual
    step: int | None
    test: str
    peak_mib: float | None
    memory_mib: int
    cpu_limit_s: float


def blame(run: Run) -> Blame | None:
    """None for a run that passed, failed its tests, or could not be imported: there the tests say it all (2 queries)."""
    if not run.is_over or run.status not in _STATUSES:
        return None
    said = RunEvent.objects.filter(run=run).order_by("-seq").only("kind", "data")
    phase = said.filter(kind=EventKind.PHASE).exclude(data__name="restarted").first()
    metric = said.filter(kind=EventKind.METRIC).first()
    limits = _limits(run)
    return Blame(
        phase=_phase(phase),
        step=metric.data.get("step") if metric is not None else None,
        test=_test(run),
        peak_mib=run.peak_mib,
        memory_mib=int(limits.get("memory_mib", Limits.memory_mib)),
        cpu_limit_s=float(limits.get("cpu_s", Limits.cpu_s)),
    )


def _phase(event: RunEvent | None) -> Bilingual:
    if event is None:
        return {}
    return event.data.get("text") or PHASES.get(event.data.get("name", ""), {})


def _test(run: Run) -> str:
    undone = [result for result in run.test_results.all() if result.status in (TestStatus.FAILED, TestStatus.ERROR)]
    return undone[0].test_id if undone else ""


def _limits(run: Run) -> dict[str, float]:
    task = run.judged.task if run.judged else None
    return ((task.spec.get("profiles") or {}).get(run.profile) or {}) if task else {}
