"""Writes of submissions: each a keyword-only function, each one transaction, each safe to run twice."""

from everyday.submissions.configurations import ConfigurationInvalidError
from everyday.submissions.dispatch import release_queued
from everyday.submissions.services.cancelling import NotAllowedError, cancel
from everyday.submissions.services.drafts import DraftConflict, save_draft
from everyday.submissions.services.labs import LabRefusedError, run_lab
from everyday.submissions.services.recording import Recorded, fail_unrecordable, record_event, record_events
from everyday.submissions.services.requeueing import mirror_leases, requeue_lost
from everyday.submissions.services.submitting import AttemptsExhaustedError, submit
from everyday.submissions.sources import SourcesRefusedError

__all__ = [
    "AttemptsExhaustedError",
    "ConfigurationInvalidError",
    "DraftConflict",
    "LabRefusedError",
    "NotAllowedError",
    "Recorded",
    "SourcesRefusedError",
    "cancel",
    "fail_unrecordable",
    "mirror_leases",
    "record_event",
    "record_events",
    "release_queued",
    "requeue_lost",
    "run_lab",
    "save_draft",
    "submit",
]
