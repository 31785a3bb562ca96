"""May this user? A portfolio and a certificate are their learner's own; what is shared is whoever's has the address."""

from everyday.accounts.models import User
from everyday.accounts.policies import may_operate
from everyday.portfolio.models import Certificate, Portfolio
from everyday.submissions.models import Run, Submission


def may_show_submission(learner: User, submission: Submission) -> bool:
    """Only one's own work, and only with a result that stands."""
    return submission.learner_id == learner.pk and submission.runs.filter(state=Run.State.FINISHED).exists()


def may_show_lab_run(learner: User, run: Run) -> bool:
    return run.learner_id == learner.pk and run.lab_id is not None and run.state == Run.State.FINISHED


def may_edit(user: User, portfolio: Portfolio) -> bool:
    return portfolio.learner_id == user.pk


def may_change_certificate(user: User, certificate: Certificate) -> bool:
    """Withdraw it or have it made out in another name, as long as it stands."""
    return certificate.learner_id == user.pk and certificate.stands


def may_revoke(user: User) -> bool:
    return may_operate(user)
