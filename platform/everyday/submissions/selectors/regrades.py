"""Reads of re-grades: what could be judged again, what came of it, and what its learner is told."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, F, Prefetch, QuerySet

from everyday.accounts.models import User
from everyday.catalog.models import Task
from everyday.submissions.models import RegradeBatch, RegradeItem, Run, Submission, TestResult
from everyday.submissions.regrade_outcomes import Outcome, TestChange, outcome_of, test_changes

_HEAVY_RUN = ("config", "prediction", "metrics", "message")
_HEAVY_TASK = ("statement_html", "debrief_html", "hints", "starter", "public_tests")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One submission of a batch: `old` is the result that stands (stood, once it is published), `new` the other one."""

    item: RegradeItem
    old: Run
    new: Run
    outcome: Outcome
    tests: list[TestChange] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Outdated:
    """A task whose content changed after `submissions` of it were judged; `batch`: others of them are judged again already."""

    task: Task
    submissions: int
    batch: RegradeBatch | None


def standing_run(submission: Submission) -> Run | None:
    """The result that counts: the newest that has a verdict (no query where `runs` is prefetched)."""
    judged = [run for run in submission.runs.all() if run.state == Run.State.FINISHED]
    return max(judged, key=lambda run: run.queued_at, default=None)


def standing_runs(task: Task, *, judged_before: bool) -> list[Run]:
    """One for each submission that has a result; `judged_before`: only those of other content than the task has now."""
    runs = Run.objects.filter(submission__task=task, state=Run.State.FINISHED).order_by("queued_at")
    runs = runs.select_related("submission").defer("submission__files", *_HEAVY_RUN)
    newest = {run.submission_id: run for run in runs}
    return [run for run in newest.values() if not judged_before or run.content_digest != task.digest]


def outdated_tasks() -> list[Outdated]:
    """Tasks with results of earlier content that were not judged again yet, most submissions first (3 queries)."""
    rows = (
        Run.objects.filter(submission__isnull=False, state=Run.State.FINISHED)
        .exclude(content_digest=F("submission__task__digest"))
        .exclude(submission__regrades__batch__content_digest=F("submission__task__digest"))
        .order_by()
        .values_list("submission__task")
        .annotate(number=Count("submission", distinct=True))
    )
    counts: dict[int, int] = dict(rows)
    tasks = Task.objects.filter(pk__in=counts).select_related("week").defer(*_HEAVY_TASK)
    batches = {(batch.task_id, batch.content_digest): batch for batch in RegradeBatch.objects.filter(task__in=counts)}
    found = [Outdated(task=task, submissions=counts[task.pk], batch=batches.get((task.pk, task.digest))) for task in tasks]
    return sorted(found, key=lambda one: -one.submissions)


def batches() -> QuerySet[RegradeBatch]:
    """Newest first, each with its task and `item_count`."""
    defer = [f"task__{name}" for name in _HEAVY_TASK]
    found = RegradeBatch.objects.select_related("task__week").defer(*defer)
    return found.annotate(item_count=Count("items")).order_by("-created_at")


def differences(batch: RegradeBatch) -> list[Difference]:
    """Every submission of the batch without its tests (2 queries): what got worse first, then what got better."""
    light = [f"{run}__{name}" for run in ("old_run", "run") for name in _HEAVY_RUN]
    standing = Run.objects.filter(state=Run.State.FINISHED).defer(*_HEAVY_RUN)
    items = (
        batch.items.select_related("submission__learner", "old_run", "run", "published_by", "requested_by")
        .defer("submission__files", *light)
        .prefetch_related(Prefetch("submission__runs", queryset=standing))
    )
    order = list(Outcome)
    order.insert(0, order.pop(order.index(Outcome.DOWN)))
    return sorted(map(difference, items), key=lambda one: (one.item.published_at is not None, order.index(one.outcome)))


def difference(item: RegradeItem) -> Difference:
    """What is not published is compared with what stands now, which another re-grade may have changed since."""
    standing = standing_run(item.submission) if item.published_at is None else None
    old = standing or item.old_run
    return Difference(item=item, old=old, new=item.run, outcome=outcome_of(old, item.run))


def with_tests(task: Task, shown: Sequence[Difference]) -> list[Difference]:
    """The same with their changed tests (1 query)."""
    ids = {run.pk for one in shown for run in (one.old, one.new)}
    results: defaultdict[UUID, list[TestResult]] = defaultdict(list)
    for result in TestResult.objects.filter(run__in=ids).defer("message"):
        results[result.run_id].append(result)
    return [
        Difference(
            item=one.item,
            old=one.old,
            new=one.new,
            outcome=one.outcome,
            tests=test_changes(task.tests, results[one.old.pk], results[one.new.pk]) if results[one.new.pk] else [],
        )
        for one in shown
    ]


def counts(found: Iterable[Difference]) -> dict[str, int]:
    """How many went which way, and how many are published."""
    listed = list(found)
    ways = Counter(one.outcome for one in listed)
    published = sum(one.item.published_at is not None for one in listed)
    return {**{str(way): ways[way] for way in Outcome}, "published": published, "all": len(listed)}


def regrade_of(submission: Submission) -> Difference | None:
    """What judging `submission` again with the task's present content gave, if anyone asked for it (2 queries)."""
    item = (
        RegradeItem.objects.filter(submission=submission, batch__task=submission.task_id)
        .filter(batch__content_digest=submission.task.digest)
        .select_related("submission", "old_run", "run", "batch")
        .first()
    )
    return difference(item) if item is not None else None


def published_regrades(submission: Submission) -> list[RegradeItem]:
    """What its learner is told, newest first (1 query)."""
    items = RegradeItem.objects.filter(submission=submission, published_at__isnull=False)
    return list(items.select_related("old_run", "run", "batch").order_by("-published_at"))


def unseen_regrades(learner: User) -> list[RegradeItem]:
    """Published re-grades that the learner has not looked at, newest first (1 query)."""
    items = RegradeItem.objects.filter(submission__learner=learner, published_at__isnull=False, seen_at=None)
    return list(items.select_related("submission__task__week").order_by("-published_at"))
