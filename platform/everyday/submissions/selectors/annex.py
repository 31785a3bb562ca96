"""What is laid beside a document for its judge: the learner's own graded sources of other tasks, and their own runs.

The format is read by workers.judge.annex:
    {"sources": {task id: {"files": {path: text}, "submission": id}}, "runs": [{"id", "content", "state"}]}
"""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from everyday.accounts.models import User
from everyday.catalog.models import Task
from everyday.submissions.models import Run, Submission
from everyday.submissions.verdicts import FREE_STATUSES

MAX_SOURCES_BYTES = 2 * 1024 * 1024
_MOST_RUNS = 500


def annex_of(learner: User, task: Task) -> dict[str, Any]:
    """As task.yaml's `files.annex` asks; empty where it does not."""
    wanted = (task.spec.get("files") or {}).get("annex")
    if not wanted:
        return {}
    sources = own_sources(learner, wanted.get("sources") or [])
    return {"sources": sources, "runs": own_runs(learner) if wanted.get("runs") else []}


def own_sources(learner: User, task_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The learner's newest graded attempt at each task. What would not fit any more is left out, whole."""
    sources: dict[str, dict[str, Any]] = {}
    room = MAX_SOURCES_BYTES
    for task_id in task_ids:
        graded = Run.objects.filter(state=Run.State.FINISHED, submission__isnull=False).exclude(status__in=FREE_STATUSES)
        attempts = Submission.objects.filter(learner=learner, task__task_id=task_id, pk__in=graded.values("submission"))
        newest = attempts.order_by("-number").first()
        if newest is None:
            continue
        entry = {"files": dict(newest.files), "submission": str(newest.pk)}
        size = len(json.dumps(entry, ensure_ascii=False).encode())
        if size <= room:
            sources[task_id] = entry
            room -= size
    return sources


def own_runs(learner: User) -> list[dict[str, str]]:
    """The learner's runs, the newest first: of submissions and labs, not those that were judged aside."""
    rows = (
        Run.objects.filter(learner=learner)
        .filter(Q(submission__isnull=False) | Q(lab__isnull=False))
        .order_by("-queued_at")
        .values_list("id", "submission__task__task_id", "lab__lab_id", "state")[:_MOST_RUNS]
    )
    return [{"id": str(run_id), "content": task_id or lab_id, "state": state} for run_id, task_id, lab_id, state in rows]
