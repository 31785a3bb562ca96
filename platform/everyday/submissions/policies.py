"""May this user? A learner sees their own; a mentor their cohorts' learners; an operator everything.

Whoever may not see a thing is told that it does not exist: views answer 404, never 403.
"""

from django.contrib.auth.models import AnonymousUser

from everyday.accounts.models import User
from everyday.accounts.policies import is_mentor_of, may_operate
from everyday.submissions.models import RegradeItem, Run, Submission

Visitor = User | AnonymousUser


def may_see_work_of(user: Visitor, learner: User) -> bool:
    """Own work, a mentored learner's, or anyone's for an operator."""
    if not isinstance(user, User):
        return False
    return user.pk == learner.pk or may_operate(user) or is_mentor_of(user, learner)


def may_see_submission(user: Visitor, submission: Submission) -> bool:
    return may_see_work_of(user, submission.learner)


def may_see_run(user: Visitor, run: Run) -> bool:
    """A learner sees a re-grade's run only once it is published; a request to a demo is its asker's own."""
    if run.demo_of is not None:
        return may_see_submission(user, run.demo_of) and (user.pk == run.learner_id or may_operate(user))
    if not may_see_work_of(user, run.learner):
        return False
    withheld = run.is_regrade and run.aside_of_id is not None and user.pk == run.learner_id and not may_operate(user)
    return not withheld or RegradeItem.objects.filter(run=run, published_at__isnull=False).exists()


def may_accept_tests(user: Visitor, run: Run) -> bool:
    """Give the points of a test that refused something wrongly: the mentors of the learner, and nobody else."""
    return is_mentor_of(user, run.learner)


def may_cancel_run(user: Visitor, run: Run) -> bool:
    """Only whose run it is, and operators: a mentor watches. A re-grade is nobody's but the operators'."""
    return isinstance(user, User) and ((user.pk == run.learner_id and not run.is_regrade) or may_operate(user))


def may_regrade(user: Visitor) -> bool:
    """Judge everyone's submissions of a task again, and publish what came of it."""
    return may_operate(user)


def may_request_regrade(user: Visitor, submission: Submission) -> bool:
    """Have one submission judged again: operators, and the mentors of its learner."""
    return may_operate(user) or is_mentor_of(user, submission.learner)
