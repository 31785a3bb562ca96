"""Writes of submissions: each a keyword-only function, each one transaction, each safe to run twice."""

from everyday.submissions.configurations import ConfigurationInvalidError
from everyday.submissions.dispatch import release_queued
from everyday.submissions.services.accepting import accept_test, refused_tests
from everyday.submissions.services.cancelling import NotAllowedError, cancel
from everyday.submissions.services.drafts import DraftConflict, save_draft
from everyday.submissions.services.draining import UnknownWorkerError, drain_worker, resume_worker
from everyday.submissions.services.explaining import explain_run
from everyday.submissions.services.labs import LabRefusedError, run_lab
from everyday.submissions.services.opening import DemoRefusedError, ask_demo
from everyday.submissions.services.recording import Recorded, fail_unrecordable, record_event, record_events
from everyday.submissions.services.regrading import (
    Published,
    RegradeRefusedError,
    Started,
    mark_regrades_seen,
    publish_regrade,
    start_regrade,
)
from everyday.submissions.services.requeueing import mirror_leases, requeue_lost
from everyday.submissions.services.retention import Pruned, prune
from everyday.submissions.services.submitting import AttemptsExhaustedError, submit
from everyday.submissions.sources import SourcesRefusedError

__all__ = [
    "AttemptsExhaustedError",
    "ConfigurationInvalidError",
    "DemoRefusedError",
    "DraftConflict",
    "LabRefusedError",
    "NotAllowedError",
    "Pruned",
    "Published",
    "Recorded",
    "RegradeRefusedError",
    "SourcesRefusedError",
    "Started",
    "UnknownWorkerError",
    "accept_test",
    "ask_demo",
    "cancel",
    "drain_worker",
    "explain_run",
    "fail_unrecordable",
    "mark_regrades_seen",
    "mirror_leases",
    "prune",
    "publish_regrade",
    "record_event",
    "record_events",
    "refused_tests",
    "release_queued",
    "requeue_lost",
    "resume_worker",
    "run_lab",
    "save_draft",
    "start_regrade",
    "submit",
]
