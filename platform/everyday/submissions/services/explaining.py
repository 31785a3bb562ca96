"""After a lab's run: what the learner makes of it is kept, and its open question goes to the mentor."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from everyday.accounts.models import User
from everyday.submissions import answers as lab_answers
from everyday.submissions.models import Run
from everyday.submissions.services.cancelling import NotAllowedError
from everyday.submissions.services.labs import LabRefusedError


@transaction.atomic
def explain_run(*, learner: User, run: Run, answers: Mapping[str, Any]) -> Run:
    """Stores the answers over earlier ones. Raises NotAllowedError for anyone else's run, LabRefusedError otherwise."""
    if run.lab is None or run.learner_id != learner.pk:
        raise NotAllowedError
    if not run.is_over:
        raise LabRefusedError("running", _("Explain it once the run is over."))
    explanation = lab_answers.checked(run.lab.spec.get("explain") or [], answers)
    if not explanation:
        raise LabRefusedError("empty", _("Write down your explanation first."))
    run.explanation = explanation
    run.explained_at = timezone.now()
    run.save(update_fields=["explanation", "explained_at"])
    return run
