"""Reads of opened submissions: what somebody asked, and what came back."""

import json
from dataclasses import dataclass
from typing import Any

from everyday.accounts.models import User
from everyday.submissions.models import Run, RunEvent, Submission
from workers.protocol import EventKind

MOST_SHOWN = 20


@dataclass(frozen=True)
class DemoRequest:
    """One request and its answer, as text to be escaped; `answer` is None while there is none."""

    run: Run
    text: str
    answer: str | None


def demo_requests(asker: User, submission: Submission) -> list[DemoRequest]:
    """The asker's own latest requests to the submission, the newest first (2 queries)."""
    runs = list(Run.objects.filter(learner=asker, demo_of=submission).order_by("-queued_at")[:MOST_SHOWN])
    events = RunEvent.objects.filter(run__in=runs, kind=EventKind.ANSWER).order_by("seq").values_list("run_id", "data")
    answers = {run_id: answer_text(data.get("value")) for run_id, data in events}
    return [DemoRequest(run, str(run.config.get("request", "")), answers.get(run.pk)) for run in runs]


def answer_text(value: Any) -> str:
    """A text as it is, anything else as JSON, as demo.js writes it too."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
