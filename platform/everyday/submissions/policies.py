"""May this user? A learner sees their own; a mentor their cohorts' learners; an operator everything.

Whoever may not see a thing is told that it does not exist: views answer 404, never 403.
"""

from django.contrib.auth.models import AnonymousUser

from everyday.accounts.models import User
from everyday.accounts.policies import is_mentor_of, may_operate
from everyday.submissions.models import Run, Submission

Visitor = User | AnonymousUser


def may_see_work_of(user: Visitor, learner: User) -> bool:
    """Own work, a mentored learner's, or anyone's for an operator."""
    if not isinstance(user, User):
        return False
    return user.pk == learner.pk or may_operate(user) or is_mentor_of(user, learner)


def may_see_submission(user: Visitor, submission: Submission) -> bool:
    return may_see_work_of(user, submission.learner)


def may_see_run(user: Visitor, run: Run) -> bool:
    return may_see_work_of(user, run.learner)


def may_cancel_run(user: Visitor, run: Run) -> bool:
    """Only whose run it is, and operators: a mentor watches."""
    return isinstance(user, User) and (user.pk == run.learner_id or may_operate(user))
