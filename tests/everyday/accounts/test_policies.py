"""Who guides whom."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from everyday.accounts.models import Cohort, Enrolment, Role, User
from everyday.accounts.policies import is_mentor_of, is_mentor_of_cohort, may_mentor, may_operate
from everyday.accounts.selectors import cohort_of, learners_of, mentored_cohorts
from tests.conftest import Cast
from tests.everyday.factories import signed_in


@pytest.mark.parametrize(
    ("who", "guides"),
    [
        ("mentor", True),
        ("other_mentor", False),
        ("operator", False),
        ("learner", False),
        ("classmate", False),
        ("stranger", False),
    ],
)
def test_only_the_own_mentor_guides(cast: Cast, who: str, guides: bool) -> None:
    user = getattr(cast, who)
    assert is_mentor_of(user, cast.learner) is guides
    assert is_mentor_of_cohort(user, cast.cohort) is guides


def test_a_visitor_guides_and_operates_nothing(cast: Cast) -> None:
    visitor = AnonymousUser()
    assert not is_mentor_of(visitor, cast.learner)
    assert not is_mentor_of_cohort(visitor, cast.cohort)
    assert not may_mentor(visitor)
    assert not may_operate(visitor)
    assert cohort_of(visitor) is None
    assert not mentored_cohorts(visitor)


def test_a_mentor_is_not_the_mentor_of_a_fellow_mentor(cast: Cast) -> None:
    Enrolment.objects.create(user=cast.other_mentor, cohort=cast.cohort, kind=Enrolment.Kind.MENTOR)
    assert not is_mentor_of(cast.mentor, cast.other_mentor)
    assert is_mentor_of(cast.other_mentor, cast.learner)


def test_an_enrolment_alone_makes_no_mentor(cast: Cast) -> None:
    Enrolment.objects.create(user=cast.stranger, cohort=cast.cohort, kind=Enrolment.Kind.MENTOR)
    assert not is_mentor_of(cast.stranger, cast.learner), "the role says what someone may do at most"


def test_who_left_guides_no_more(cast: Cast) -> None:
    cast.mentor.is_active = False
    cast.operator.is_active = False
    assert not is_mentor_of(cast.mentor, cast.learner)
    assert not may_operate(cast.operator)


def test_operators(cast: Cast) -> None:
    assert may_operate(cast.operator)
    assert may_operate(User(role=Role.LEARNER, is_superuser=True))
    assert not may_operate(cast.mentor)


def test_the_cohort_joined_last_counts(cast: Cast) -> None:
    assert cohort_of(cast.learner) == cast.cohort
    Enrolment.objects.create(user=cast.learner, cohort=cast.other_cohort)
    assert cohort_of(cast.learner) == cast.other_cohort
    assert cohort_of(cast.mentor) is None
    assert list(mentored_cohorts(cast.mentor)) == [cast.cohort]
    assert list(learners_of(cast.cohort)) == [cast.classmate, cast.learner]


def test_a_cohort_s_word_must_not_hide_another_page() -> None:
    for slug in ("new", "submissions"):
        with pytest.raises(ValidationError):
            Cohort(name="x", slug=slug, starts_on=dt.date(2025, 1, 1)).full_clean(validate_unique=False)


@pytest.mark.parametrize("who", ["", "learner", "mentor", "operator"])
def test_the_operator_s_pages_are_for_staff(cast: Cast, who: str) -> None:
    assert signed_in(getattr(cast, who, None)).get("/operator/").status_code == 302


@pytest.mark.parametrize("page", ["user", "cohort", "enrolment"])
def test_the_operator_s_pages_work(cast: Cast, page: str) -> None:
    User.objects.filter(pk=cast.operator.pk).update(is_staff=True, is_superuser=True)
    client = signed_in(User.objects.get(pk=cast.operator.pk))
    assert client.get(f"/operator/accounts/{page}/").status_code == 200
    assert client.get(f"/operator/accounts/{page}/?q=learner").status_code == 200
    assert client.get(f"/operator/accounts/{page}/add/").status_code == 200
    first = {"user": cast.learner, "cohort": cast.cohort, "enrolment": Enrolment.objects.first()}[page]
    assert first is not None
    assert client.get(f"/operator/accounts/{page}/{first.pk}/change/").status_code == 200
