"""What a learner could put into their portfolio: the best attempt at each task, the latest runs of each lab."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from everyday.accounts.models import User
from everyday.portfolio.models import Portfolio
from everyday.submissions.models import Run

_RUNS_OF_A_LAB = 2


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """`source` names it in the form that adds it: `submission:<uuid>` or `run:<uuid>`."""

    source: str
    kind: str  # task document lab
    week: int
    title: Mapping[str, str]
    at: object
    number: int = 0  # of the attempt
    score: float | None = None
    max_score: float | None = None


@dataclass(frozen=True)
class Candidates:
    """Not yet in the portfolio, in the order of the plan. `better` maps an attempt that is in it to a better one of its task."""

    groups: list[tuple[int, list[Candidate]]]
    better: Mapping[UUID, Candidate]

    def __bool__(self) -> bool:
        return bool(self.groups)


def candidates(learner: User, portfolio: Portfolio | None) -> Candidates:
    """4 queries, however much there is."""
    items = list(portfolio.items.select_related("submission").only("lab_run", "submission__task")) if portfolio else []
    shown = {item.submission.task_id: item.submission.pk for item in items if item.submission is not None}
    best = _best_attempts(learner)
    scores = _standing_scores(shown.values())
    better = {
        shown[task]: candidate
        for task, (_, candidate) in best.items()
        if task in shown and (candidate.score or 0) > scores.get(shown[task], 0)
    }
    open_tasks = [candidate for task, (_, candidate) in best.items() if task not in shown]
    open_labs = _lab_runs(learner, {item.lab_run_id for item in items if item.lab_run_id is not None})
    return Candidates(_by_week([*open_tasks, *open_labs]), better)


def _best_attempts(learner: User) -> dict[int, tuple[UUID, Candidate]]:
    """Task → its best attempt; of equal ones the latest."""
    rows = (
        Run.objects.filter(learner=learner, submission__isnull=False, state=Run.State.FINISHED, score__isnull=False)
        .order_by("submission__task__week__number", "submission__task__position", "-score", "-queued_at")
        .select_related("submission__task__week")
        .only(
            *["score", "max_score", "queued_at", "submission__number", "submission__task__kind", "submission__task__title"],
            "submission__task__week__number",
        )
    )
    best: dict[int, tuple[UUID, Candidate]] = {}
    for run in rows:
        assert run.submission is not None
        task = run.submission.task
        candidate = Candidate(
            source=f"submission:{run.submission_id}",
            kind="document" if task.kind == "document" else "task",
            week=task.week.number,
            title=task.title,
            at=run.queued_at,
            number=run.submission.number,
            score=run.score,
            max_score=run.max_score,
        )
        best.setdefault(task.pk, (run.submission.pk, candidate))
    return best


def _standing_scores(submissions: Iterable[UUID]) -> dict[UUID, float]:
    runs = Run.objects.filter(submission__in=list(submissions), state=Run.State.FINISHED, score__isnull=False)
    rows = runs.order_by("queued_at").values_list("submission", "score")
    return {submission: score for submission, score in rows if score is not None}


def _lab_runs(learner: User, shown: Iterable[UUID]) -> list[Candidate]:
    runs = (
        Run.objects.filter(learner=learner, lab__isnull=False, state=Run.State.FINISHED, status=Run.Status.PASSED)
        .exclude(pk__in=list(shown))
        .order_by("lab__week__number", "lab__position", "-queued_at")
        .select_related("lab__week")
        .only("queued_at", "lab__title", "lab__week__number")
    )
    latest: defaultdict[int, list[Candidate]] = defaultdict(list)
    for run in runs:
        assert run.lab is not None
        if len(latest[run.lab.pk]) < _RUNS_OF_A_LAB:
            latest[run.lab.pk].append(
                Candidate(source=f"run:{run.pk}", kind="lab", week=run.lab.week.number, title=run.lab.title, at=run.queued_at)
            )
    return [candidate for found in latest.values() for candidate in found]


def _by_week(found: list[Candidate]) -> list[tuple[int, list[Candidate]]]:
    weeks: defaultdict[int, list[Candidate]] = defaultdict(list)
    for candidate in found:
        weeks[candidate.week].append(candidate)
    return sorted(weeks.items())
