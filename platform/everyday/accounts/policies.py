"""May this user? Roles say what someone may do at most; enrolments say whom it concerns."""

from django.contrib.auth.models import AnonymousUser

from everyday.accounts.models import Cohort, Enrolment, Role, User

_MENTORING_ROLES = frozenset({Role.MENTOR, Role.OPERATOR})


def may_mentor(user: User | AnonymousUser) -> bool:
    """Whether `user` has a role that mentors have; it opens no cohort by itself."""
    return isinstance(user, User) and user.is_active and user.role in _MENTORING_ROLES


def is_mentor_of_cohort(mentor: User | AnonymousUser, cohort: Cohort) -> bool:
    """Whether `mentor` is enrolled as a mentor of `cohort`."""
    if not isinstance(mentor, User) or not may_mentor(mentor):
        return False
    return Enrolment.objects.filter(user=mentor, cohort=cohort, kind=Enrolment.Kind.MENTOR).exists()


def is_mentor_of(mentor: User | AnonymousUser, learner: User) -> bool:
    """Whether `mentor` guides a cohort that `learner` learns in."""
    if not isinstance(mentor, User) or not may_mentor(mentor):
        return False
    return Enrolment.objects.filter(
        user=learner,
        kind=Enrolment.Kind.LEARNER,
        cohort__in=Enrolment.objects.filter(user=mentor, kind=Enrolment.Kind.MENTOR).values("cohort"),
    ).exists()


def may_operate(user: User | AnonymousUser) -> bool:
    """Whether `user` runs the site: accounts, cohorts, queues."""
    return isinstance(user, User) and user.is_active and (user.role == Role.OPERATOR or user.is_superuser)
