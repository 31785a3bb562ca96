"""Reads of handed-in files: what lies in an attempt, and what was read of it."""

from typing import Any

from django.db.models import QuerySet

from everyday.submissions.handed_in import HandedIn
from everyday.submissions.models import Run, RunEvent, Submission, SubmissionFile
from workers.protocol import EventKind


def binaries_of(submission: Submission) -> QuerySet[SubmissionFile]:
    """The files that are no text, without their bytes."""
    return submission.binaries.defer("content")


def handed_in(submission: Submission) -> HandedIn:
    """Everything of an attempt, bytes included."""
    binaries = {file.path: bytes(file.content) for file in submission.binaries.all()}
    return HandedIn(texts=dict(submission.files), binaries=binaries)


def content_of(submission: Submission, path: str) -> bytes | None:
    """One file's bytes; None if the attempt has no such file."""
    if path in submission.files:
        text: str = submission.files[path]
        return text.encode()
    file = submission.binaries.filter(path=path).first()
    return None if file is None else bytes(file.content)


def previews_of(run: Run) -> list[dict[str, Any]]:
    """What the worker read of each document, in the order of the files; the last word where an attempt was repeated."""
    events = RunEvent.objects.filter(run=run, kind=EventKind.PREVIEW).order_by("seq").values_list("data", flat=True)
    by_path = {str(data.get("path")): data for data in events}
    return [by_path[path] for path in sorted(by_path)]
