"""May this user? Mentors work with their own cohorts; operators look on; a learner reads what was said to them."""

from django.contrib.auth.models import AnonymousUser

from everyday.accounts.models import Cohort, User
from everyday.accounts.policies import is_mentor_of, is_mentor_of_cohort, may_mentor, may_operate
from everyday.submissions.models import Submission

Visitor = User | AnonymousUser


def may_open_reviews(user: Visitor) -> bool:
    """Whether there is a review side for `user` at all."""
    return may_mentor(user) or may_operate(user)


def may_see_cohort(user: Visitor, cohort: Cohort) -> bool:
    return may_operate(user) or is_mentor_of_cohort(user, cohort)


def may_review(user: Visitor, submission: Submission) -> bool:
    """Comment and mark: the mentors of the learner's cohort, and nobody else."""
    return is_mentor_of(user, submission.learner)


def may_read_reviews(user: Visitor, submission: Submission) -> bool:
    return may_operate(user) or may_review(user, submission)


def may_read_feedback(user: Visitor, submission: Submission) -> bool:
    return user.pk == submission.learner_id or may_read_reviews(user, submission)
