"""Asking a mentor to look at what an automatic test refused, and the mentor's decision."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from everyday.accounts.models import User
from everyday.reviews.models import LookRequest
from everyday.submissions.models import Run
from everyday.submissions.services import accept_test, refused_tests


class LookRefusedError(ValueError):
    """It cannot be asked; `str(error)` is for the learner."""


def ask_for_a_look(*, learner: User, run: Run, test_id: str, reason: str) -> LookRequest:
    """One request per test of a run; asking again gives the one that is there. Raises LookRefusedError."""
    if run.learner_id != learner.pk or test_id not in {result.test_id for result in refused_tests(run)}:
        existing = LookRequest.objects.filter(run=run, test_id=test_id, run__learner=learner).first()
        if existing is None:
            raise LookRefusedError(_("There is no refused test of that name."))
        return existing
    try:
        with transaction.atomic():
            return LookRequest.objects.create(run=run, test_id=test_id, reason=reason)
    except IntegrityError:
        return LookRequest.objects.get(run=run, test_id=test_id)


@transaction.atomic
def decide(*, mentor: User, look: LookRequest, decision: str, answer: str) -> LookRequest:
    """Accepting gives the test's points at once. A request that is decided stays as it is."""
    moved = LookRequest.objects.filter(pk=look.pk, decision=LookRequest.Decision.OPEN).update(
        decision=decision, answer=answer, decided_by=mentor, decided_at=timezone.now()
    )
    if moved and decision == LookRequest.Decision.ACCEPTED:
        accept_test(mentor=mentor, run=look.run, test_id=look.test_id)
    look.refresh_from_db()
    return look
