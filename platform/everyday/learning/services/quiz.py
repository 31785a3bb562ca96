"""Answering a check question."""

from dataclasses import dataclass

from django.db import transaction

from everyday.accounts.models import User
from everyday.catalog.models import QuizItem
from everyday.learning.checking import Given, Outcome, check
from everyday.learning.models import QuizAnswer


@dataclass(frozen=True)
class Answered:
    """The outcome, and the stored answer where it counted as a try."""

    outcome: Outcome
    answer: QuizAnswer | None


@transaction.atomic
def answer_item(*, learner: User, item: QuizItem, given: Given) -> Answered:
    """Check `given` and keep it as the latest answer; what is empty or unreadable costs no try and keeps nothing."""
    outcome = check(item.kind, item.spec, given)
    if outcome not in {Outcome.CORRECT, Outcome.INCORRECT}:
        return Answered(outcome, None)
    correct = outcome is Outcome.CORRECT
    answer, created = QuizAnswer.objects.get_or_create(
        learner=learner, item=item, defaults={"given": given, "correct": correct, "first_correct": correct}
    )
    if not created:
        answer.given = given
        answer.correct = correct
        answer.tries += 1
        answer.save(update_fields=["given", "correct", "tries", "answered_at"])
    return Answered(outcome, answer)
