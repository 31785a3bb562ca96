"""Judging submissions again after tests or data changed. Results are collected; nothing counts before it is published.

Asking twice for the same content changes nothing: a batch belongs to one content of a task, an item to one submission in
it, and an item gets another run only where its last one ended without a verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from everyday.accounts.models import User
from everyday.catalog.models import Task
from everyday.submissions.dispatch import release_queued
from everyday.submissions.models import RegradeBatch, RegradeItem, Run, Submission
from everyday.submissions.regrade_outcomes import Outcome
from everyday.submissions.selectors.regrades import Difference, differences, standing_runs

_AT_ONCE = 500


class RegradeRefusedError(ValueError):
    """Nothing can be judged again, or published, now; `message` is for the reader, in the active language."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Started:
    """`added` submissions are judged again now, `repeated` ones once more because their last run had no verdict."""

    batch: RegradeBatch
    added: int
    repeated: int


@dataclass(frozen=True, kw_only=True)
class Published:
    """`kept_lower` got fewer points than stand and were left as they are."""

    raised: int
    lowered: int
    kept_lower: int
    same: int
    without_verdict: int


def start_regrade(*, task: Task, requested_by: User | None, submission: Submission | None = None, again: bool = False) -> Started:
    """Has the task's submissions judged again with its present content, behind everything else in the queue.

    All of them that were judged with other content; `again` adds those judged with this one (data sets are not part of a
    task's content). `submission` takes that one alone, whatever it was judged with. Raises RegradeRefusedError.
    """
    if not task.is_ready:
        raise RegradeRefusedError("not-ready", _("This task is still being prepared."))
    try:
        return _start(task, requested_by, submission, again=again)
    except IntegrityError:
        # Someone else asked at the same moment; what they began is found now.
        return _start(task, requested_by, submission, again=again)


@transaction.atomic
def _start(task: Task, requested_by: User | None, submission: Submission | None, *, again: bool) -> Started:
    batch, _created = RegradeBatch.objects.get_or_create(
        task=task, content_digest=task.digest, defaults={"content_version": task.version}
    )
    standing = standing_runs(task, judged_before=not again and submission is None)
    if submission is not None:
        standing = [run for run in standing if run.submission_id == submission.pk]
        if not standing:
            raise RegradeRefusedError("no-result", _("This attempt has no result yet that could be judged again."))
    known = {item.submission_id: item for item in batch.items.select_related("run__aside_of").defer("run__aside_of__files")}
    new = [run for run in standing if run.submission_id not in known]
    _add(batch, new, requested_by)
    repeated = [item for item in known.values() if item.run.is_over and item.run.state != Run.State.FINISHED]
    if submission is not None:
        repeated = [item for item in repeated if item.submission_id == submission.pk]
    for item in repeated:
        _repeat(batch, item)
    if new or repeated:
        transaction.on_commit(release_queued)
    return Started(batch=batch, added=len(new), repeated=len(repeated))


def _add(batch: RegradeBatch, standing: Sequence[Run], requested_by: User | None) -> None:
    runs = [_run(batch, old) for old in standing]
    Run.objects.bulk_create(runs, batch_size=_AT_ONCE)
    RegradeItem.objects.bulk_create(
        [
            RegradeItem(batch=batch, submission=run.aside_of, old_run=old, run=run, requested_by=requested_by)
            for old, run in zip(standing, runs, strict=True)
        ],
        batch_size=_AT_ONCE,
    )


def _repeat(batch: RegradeBatch, item: RegradeItem) -> None:
    run = _run(batch, item.run)
    run.save(force_insert=True)
    RegradeItem.objects.filter(pk=item.pk, run=item.run).update(run=run)


def _run(batch: RegradeBatch, old: Run) -> Run:
    return Run(
        learner_id=old.learner_id,
        aside_of=old.judged,
        is_regrade=True,
        content_digest=batch.content_digest,
        content_version=batch.content_version,
        profile=old.profile,
        # The same hidden inputs as before, so that a difference comes from what changed and not from luck.
        seed=old.seed,
    )


def publish_regrade(
    *, batch: RegradeBatch, publisher: User | None, lower: bool = False, reason: str = "", submission: Submission | None = None
) -> Published:
    """Lets better results stand; with `lower` and a `reason`, which their learners read, worse ones too.

    `submission` publishes that one alone. What has no verdict yet can be published later; what is published stays so.
    Raises RegradeRefusedError for a lowering without a reason, and for a batch of content that the task no longer has.
    """
    reason = reason.strip()
    if lower and not reason:
        raise RegradeRefusedError("reason", _("Lowering points needs a reason: the learners will read it."))
    with transaction.atomic():
        if Task.objects.select_for_update().get(pk=batch.task_id).digest != batch.content_digest:
            raise RegradeRefusedError("outdated", _("The task has changed again since. Judge its submissions again first."))
        found = [one for one in differences(batch) if one.item.published_at is None]
        if submission is not None:
            found = [one for one in found if one.item.submission_id == submission.pk]
        raised = sum(_publish(one, publisher, reason) for one in found if one.outcome is Outcome.UP)
        worse = [one for one in found if one.outcome is Outcome.DOWN]
        lowered = sum(_publish(one, publisher, reason) for one in worse) if lower else 0
    ways = [one.outcome for one in found]
    return Published(
        raised=raised,
        lowered=lowered,
        kept_lower=len(worse) - lowered,
        same=ways.count(Outcome.SAME),
        without_verdict=ways.count(Outcome.WAITING) + ways.count(Outcome.NO_VERDICT),
    )


def _publish(one: Difference, publisher: User | None, reason: str) -> bool:
    """The new result takes the place of the old one, which stays beside it. False: someone else published it meanwhile."""
    item = one.item
    published = RegradeItem.objects.filter(pk=item.pk, published_at=None).update(
        published_at=timezone.now(),
        published_by=publisher,
        old_run=one.old,
        old_score=one.old.score,
        new_score=one.new.score,
        max_score=one.new.max_score,
        lowered=one.outcome is Outcome.DOWN,
        reason=reason,
    )
    if published:
        earlier = Run.objects.filter(submission=item.submission_id, state=Run.State.FINISHED)
        earlier.update(submission=None, aside_of=item.submission_id)
        Run.objects.filter(pk=one.new.pk).update(submission=item.submission_id, aside_of=None)
    return bool(published)


def mark_regrades_seen(*, learner: User, submission: Submission) -> int:
    """The learner has read what was said about `submission`; the number of notes that were new."""
    unseen = RegradeItem.objects.filter(submission=submission, submission__learner=learner, seen_at=None)
    return unseen.filter(published_at__isnull=False).update(seen_at=timezone.now())
