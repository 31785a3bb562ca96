"""What is beside the text of a submission under review: files, previews, the rubric's judgement, requests to look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from everyday.reviews.models import LookRequest, RubricMark
from everyday.reviews.selectors.inbox import RubricRow, rubric_rows
from everyday.submissions import selectors
from everyday.submissions.models import Run, Submission, SubmissionFile
from everyday.submissions.services import refused_tests


@dataclass(frozen=True)
class Look:
    """A request with the name that the task's author gave the test."""

    request: LookRequest
    name: Mapping[str, str]
    message: Mapping[str, str]


@dataclass(frozen=True)
class Refused:
    """A test that may still be asked about."""

    test_id: str
    name: Mapping[str, str]


@dataclass(frozen=True)
class DocumentReview:
    """`run` is the attempt's latest; None where there is none yet."""

    run: Run | None
    binaries: Sequence[SubmissionFile]
    previews: Sequence[dict[str, Any]]
    mark: RubricMark | None
    rows: Sequence[RubricRow]
    looks: Sequence[Look]
    askable: Sequence[Refused]

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """The rubric for the mentor's form, with what was chosen before."""
        return [{**row.criterion, "chosen": row.given_number, "own": row.own_number} for row in self.rows]

    @property
    def open_looks(self) -> list[Look]:
        return [look for look in self.looks if look.request.decision == LookRequest.Decision.OPEN]


def document_review(submission: Submission) -> DocumentReview:
    """About the attempt's latest run (5 queries; 4 for programs)."""
    run = submission.runs.prefetch_related("test_results").order_by("-queued_at").first()
    mark = submission.rubric_marks.select_related("mentor").first()
    looks = _looks(submission, run)
    asked = {look.request.test_id for look in looks}
    return DocumentReview(
        run=run,
        binaries=list(selectors.binaries_of(submission)),
        previews=selectors.previews_of(run) if run is not None and submission.task.kind == "document" else [],
        mark=mark,
        rows=rubric_rows(submission, mark),
        looks=looks,
        askable=[one for one in _askable(submission, run) if one.test_id not in asked],
    )


def _looks(submission: Submission, run: Run | None) -> list[Look]:
    if run is None:
        return []
    names = _names(submission)
    said = {result.test_id: result.message for result in run.test_results.all()}
    requests = run.look_requests.select_related("decided_by")
    return [Look(one, names.get(one.test_id, _same(one.test_id)), said.get(one.test_id, {})) for one in requests]


def _askable(submission: Submission, run: Run | None) -> list[Refused]:
    """Automatic tests of a document, which can be wrong about honest work; of a program only the forbidden list."""
    if run is None:
        return []
    names = _names(submission)
    refused = [one.test_id for one in refused_tests(run) if submission.task.kind == "document" or one.test_id == "K7"]
    return [Refused(test_id, names.get(test_id, _same(test_id))) for test_id in refused]


def _names(submission: Submission) -> dict[str, dict[str, str]]:
    return {test["id"]: test.get("name") or _same(test["id"]) for test in submission.task.tests}


def _same(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}
