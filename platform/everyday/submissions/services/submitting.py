"""Handing in: one immutable numbered attempt, and the run that judges it."""

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from everyday.accounts.models import User
from everyday.catalog.models import Task
from everyday.submissions import rubrics, selectors
from everyday.submissions.dispatch import release_queued
from everyday.submissions.handed_in import HandedIn, check_handed_in
from everyday.submissions.models import Run, Submission, SubmissionFile
from everyday.submissions.sources import Rules, SourcesRefusedError, check_sources

_NUMBERING_TRIES = 5


class AttemptsExhaustedError(SourcesRefusedError):
    """The task's limits allow the next attempt only at `next_at`."""

    def __init__(self, next_at: dt.datetime) -> None:
        when = date_format(timezone.localtime(next_at), "DATETIME_FORMAT")
        super().__init__("attempts", _("No attempt is left for now. The next one is possible from %(when)s.") % {"when": when})
        self.next_at = next_at


def submit(
    *,
    learner: User,
    task: Task,
    files: Mapping[str, str],
    source: str,
    profile: str = "cpu",
    binaries: Mapping[str, bytes] | None = None,
    self_assessment: Mapping[str, str] | None = None,
) -> Submission:
    """Stores the attempt with its queued run and hands it over after the commit.

    `binaries` are the files that are no text, of a task that takes files; `self_assessment` {criterion: number of a level}.
    Raises SourcesRefusedError with a message for the learner, AttemptsExhaustedError among them; nothing is stored then.
    """
    if not task.is_ready:
        raise SourcesRefusedError("not-ready", _("This task is still being prepared."))
    if profile not in (task.spec.get("profiles") or {"cpu": {}}):
        raise SourcesRefusedError("profile", _("This task cannot be run that way."))
    checked = _checked(task, HandedIn(texts=files, binaries=binaries or {}))
    assessed = rubrics.assessment(task, self_assessment or {})
    for last_try in [False] * (_NUMBERING_TRIES - 1) + [True]:
        try:
            return _store(learner, task, checked, source, profile, assessed)
        except IntegrityError:
            # Another request of the same learner took the number in the meantime.
            if last_try:
                raise
    raise AssertionError("unreachable")


def _checked(task: Task, files: HandedIn) -> HandedIn:
    rules = Rules.of(task)
    if rules.takes_files:
        return check_handed_in(rules, files)
    if files.binaries:
        raise SourcesRefusedError("type", _("This task takes programs only."))
    return HandedIn(texts=check_sources(task, files.texts))


@transaction.atomic
def _store(learner: User, task: Task, files: HandedIn, source: str, profile: str, self_assessment: dict[str, int]) -> Submission:
    # Inside the transaction, so that two requests at once cannot both take the day's last attempt.
    allowed = selectors.attempts(learner, task, timezone.now())
    if allowed.next_at is not None:
        raise AttemptsExhaustedError(allowed.next_at)
    last = Submission.objects.filter(learner=learner, task=task).aggregate(last=Max("number"))["last"] or 0
    submission = Submission.objects.create(
        learner=learner,
        task=task,
        number=last + 1,
        source=source,
        files=dict(files.texts),
        annex=selectors.annex_of(learner, task),
        self_assessment=self_assessment,
        digest=digest_of(files.texts, files.binaries),
    )
    SubmissionFile.objects.bulk_create(
        SubmissionFile(submission=submission, path=path, size=len(data), sha256=hashlib.sha256(data).hexdigest(), content=data)
        for path, data in files.binaries.items()
    )
    Run.objects.create(
        learner=learner,
        submission=submission,
        content_digest=task.digest,
        content_version=task.version,
        profile=profile,
        # The judge draws its hidden inputs from it, so nobody can know it beforehand.
        seed=secrets.randbits(48),
    )
    transaction.on_commit(release_queued)
    return submission


def digest_of(files: Mapping[str, str], binaries: Mapping[str, bytes] | None = None) -> str:
    state = hashlib.sha256(json.dumps(files, sort_keys=True).encode())
    for path, data in sorted((binaries or {}).items()):
        state.update(json.dumps([path, hashlib.sha256(data).hexdigest()]).encode())
    return state.hexdigest()
