"""Saying something about a submission, and taking note that it was read."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from everyday.accounts.models import User
from everyday.reviews.models import Comment, LabReply, LookRequest, Mark, RubricMark
from everyday.submissions.models import Run, Submission


@transaction.atomic
def add_comment(*, author: User, submission: Submission, body: str, path: str = "", line: int | None = None) -> Comment:
    """A comment on the submission, or on `line` (from 1) of its file `path`; the form has checked that it exists."""
    return Comment.objects.create(author=author, submission=submission, body=body, path=path, line=line)


@transaction.atomic
def give_mark(*, mentor: User, submission: Submission, level: str, note: str) -> Mark:
    """A new mark stands from now on; older ones are kept."""
    return Mark.objects.create(mentor=mentor, submission=submission, level=level, note=note)


@transaction.atomic
def mark_seen(*, learner: User, submission: Submission, now: dt.datetime) -> None:
    """`learner` has read everything said so far about their own submission. Anyone else's reading counts for nothing."""
    if submission.learner_id != learner.pk:
        return
    Comment.objects.filter(submission=submission, seen_at=None).update(seen_at=now)
    Mark.objects.filter(submission=submission, seen_at=None).update(seen_at=now)
    RubricMark.objects.filter(submission=submission, seen_at=None).update(seen_at=now)
    LookRequest.objects.filter(run__submission=submission, decided_at__isnull=False, seen_at=None).update(seen_at=now)


@transaction.atomic
def mark_replies_seen(*, learner: User, run: Run) -> None:
    """`learner` has read what was said about their own explanation."""
    if run.learner_id == learner.pk:
        LabReply.objects.filter(run=run, seen_at=None).update(seen_at=timezone.now())
