"""Reads of submissions, runs and the queue."""

from everyday.submissions.selectors.annex import annex_of
from everyday.submissions.selectors.blame import Blame, blame
from everyday.submissions.selectors.handed_in import (
    binaries_of,
    content_of,
    handed_in,
    previews_of,
)
from everyday.submissions.selectors.operations import Operations, operations
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
    "Blame",
    "Operations",
    "QueueState",
    "Waiting",
    "annex_of",
    "attempts",
    "best_scores",
    "binaries_of",
    "blame",
    "capable_workers",
    "content_of",
    "draft_of",
    "events_after",
    "failed_attempts",
    "handed_in",
    "in_order",
    "latest_submissions",
    "operations",
    "previews_of",
    "queue_state",
    "run_for",
    "runs_of_lab",
    "service_order",
    "submission_for",
    "submissions_of",
]
