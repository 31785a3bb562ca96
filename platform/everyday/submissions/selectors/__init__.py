"""Reads of submissions, runs and the queue."""

from everyday.submissions.selectors.queue import (
    QueueState,
    Waiting,
    capable_workers,
    in_order,
    queue_state,
    service_order,
)
from everyday.submissions.selectors.runs import events_after, run_for, runs_of_lab
from everyday.submissions.selectors.submissions import (
    Attempts,
    attempts,
    best_scores,
    draft_of,
    failed_attempts,
    latest_submissions,
    submission_for,
    submissions_of,
)

__all__ = [
    "Attempts",
    "QueueState",
    "Waiting",
    "attempts",
    "best_scores",
    "capable_workers",
    "draft_of",
    "events_after",
    "failed_attempts",
    "in_order",
    "latest_submissions",
    "queue_state",
    "run_for",
    "runs_of_lab",
    "service_order",
    "submission_for",
    "submissions_of",
]
