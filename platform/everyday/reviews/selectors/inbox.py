"""What waits for a mentor: requests to look at a refused test, explanations of labs, documents without a rubric's judgement."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from everyday.accounts.models import Enrolment, User
from everyday.accounts.selectors import mentored_cohorts
from everyday.reviews.models import LabReply, LookRequest, RubricMark
from everyday.submissions import rubrics
from everyday.submissions.models import Run, Submission

_MOST = 100


@dataclass(frozen=True)
class Inbox:
    looks: list[LookRequest]
    explanations: list[Run]
    documents: list[Submission]

    @property
    def count(self) -> int:
        return len(self.looks) + len(self.explanations) + len(self.documents)


@dataclass(frozen=True)
class RubricRow:
    """One criterion as a page shows it: its levels, which the learner chose for themselves, which the mentor chose."""

    criterion: dict[str, Any]
    own: dict[str, Any] | None
    given: dict[str, Any] | None
    given_number: int | None
    own_number: int | None

    @property
    def most(self) -> float:
        return float(self.criterion["levels"][-1]["points"])


def inbox_of(mentor: User) -> Inbox:
    """The oldest first; of every kind at most a hundred (3 queries)."""
    learners = _learners(mentor)
    looks = LookRequest.objects.filter(run__learner__in=learners, decision=LookRequest.Decision.OPEN)
    explanations = Run.objects.filter(learner__in=learners, explained_at__isnull=False, lab__isnull=False)
    explanations = explanations.exclude(Exists(LabReply.objects.filter(run=OuterRef("pk"))))
    documents = (
        Submission.objects.filter(learner__in=learners, task__kind="document", runs__state=Run.State.FINISHED)
        .exclude(runs__status__in=[Run.Status.NOT_GRADABLE, Run.Status.CANCELLED, Run.Status.INFRASTRUCTURE])
        .exclude(Exists(RubricMark.objects.filter(submission=OuterRef("pk"))))
        .exclude(Exists(_later_attempts()))
        .distinct()
    )
    return Inbox(
        looks=list(looks.select_related("run__learner", "run__submission__task__week").order_by("created_at")[:_MOST]),
        explanations=list(explanations.select_related("learner", "lab__week").order_by("explained_at")[:_MOST]),
        documents=list(documents.select_related("learner", "task__week").defer("files").order_by("created_at")[:_MOST]),
    )


def _learners(mentor: User) -> QuerySet[User]:
    cohorts = mentored_cohorts(mentor)
    return User.objects.filter(enrolments__cohort__in=cohorts, enrolments__kind=Enrolment.Kind.LEARNER)


def _later_attempts() -> QuerySet[Submission]:
    """Only a learner's latest attempt waits: the earlier ones are what it grew from."""
    return Submission.objects.filter(learner=OuterRef("learner"), task=OuterRef("task"), number__gt=OuterRef("number"))


def rubric_rows(submission: Submission, mark: RubricMark | None) -> list[RubricRow]:
    """Every criterion of the task's rubric, in the author's order."""
    given = mark.levels if mark else {}
    rows = []
    for criterion in rubrics.criteria_of(submission.task):
        own_number, given_number = (
            _number(chosen.get(criterion["id"]), criterion) for chosen in (submission.self_assessment, given)
        )
        rows.append(
            RubricRow(
                criterion=criterion,
                own=None if own_number is None else criterion["levels"][own_number],
                given=None if given_number is None else criterion["levels"][given_number],
                given_number=given_number,
                own_number=own_number,
            )
        )
    return rows


def _number(value: object, criterion: dict[str, Any]) -> int | None:
    """A level that the rubric still has."""
    return value if isinstance(value, int) and 0 <= value < len(criterion["levels"]) else None
