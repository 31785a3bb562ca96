"""Reads of handed-in files: what lies in an attempt, what was read of it, and what goes along with a document."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from everyday.accounts.models import User
from everyday.submissions.handed_in import HandedIn
from everyday.submissions.models import Run, RunEvent, Submission, SubmissionFile
from workers.protocol import EventKind

_MOST_RUNS = 500


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


def own_sources(learner: User, task_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """{task id: {path: text}}: the learner's newest passed attempt at each task, else their newest."""
    sources = {}
    for task_id in task_ids:
        attempts = Submission.objects.filter(learner=learner, task__task_id=task_id).order_by("-number")
        best = attempts.filter(runs__status=Run.Status.PASSED).first() or attempts.first()
        if best is not None:
            sources[task_id] = dict(best.files)
    return sources


def own_runs(learner: User) -> list[dict[str, str]]:
    """[{id, content, status}] of the learner's finished runs, the newest first."""
    rows = (
        Run.objects.filter(learner=learner, state=Run.State.FINISHED)
        .filter(Q(submission__isnull=False) | Q(lab__isnull=False))
        .order_by("-queued_at")
        .values_list("id", "submission__task__task_id", "lab__lab_id", "status")[:_MOST_RUNS]
    )
    return [{"id": str(run_id), "content": task_id or lab_id, "status": status} for run_id, task_id, lab_id, status in rows]
