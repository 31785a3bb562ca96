"""Certificates: issued once, checked by anyone, changed by nobody unnoticed, and void when they are taken back."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.utils import timezone

from everyday.accounts.models import User
from everyday.portfolio import services
from everyday.portfolio.codes import ALPHABET, new_code, read_code, spoken_code
from everyday.portfolio.models import Certificate
from everyday.portfolio.seals import is_sealed
from everyday.portfolio.selectors import Verdict, verify
from everyday.portfolio.services import Refusal, Refused
from everyday.submissions.models import Submission
from tests.conftest import Cast

Score = Callable[[User, int, float], Submission]
NOW = timezone.now()


def _issue(learner: User, name: str = "Lin Xiao") -> Certificate:
    return services.issue_certificate(learner=learner, name=name, now=NOW)


# ---- issue


def test_it_says_what_was_reached(completed: User) -> None:
    certificate = _issue(completed)
    certificate.refresh_from_db()
    assert (certificate.name, certificate.weeks, certificate.share_percent) == ("Lin Xiao", 2, 87)
    assert (certificate.course_id, certificate.course_version, certificate.content_digest) == ("everyday", "1.2.0", "c" * 64)
    assert is_sealed(certificate)


def test_the_date_is_the_learner_s_own(completed: User) -> None:
    """Half past eight in the evening of the 30th in London is the 31st in Shanghai."""
    now = dt.datetime(2026, 10, 30, 20, 30, tzinfo=dt.UTC)
    assert services.issue_certificate(learner=completed, name="Lin", now=now).issued_on == dt.date(2026, 10, 31)


def test_issued_twice_it_is_the_same(completed: User) -> None:
    first = _issue(completed)
    assert _issue(completed, "Another Name") == first
    assert Certificate.objects.get().name == "Lin Xiao"


def test_it_is_not_issued_before_the_course_is_complete(cast: Cast, score: Score) -> None:
    score(cast.learner, 1, 100)
    with pytest.raises(Refused) as refused:
        _issue(cast.learner)
    assert refused.value.why is Refusal.INCOMPLETE
    assert not Certificate.objects.exists()


def test_the_database_lets_only_one_stand(completed: User) -> None:
    first = _issue(completed)
    first.pk, first.code = None, new_code()
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save()


def test_later_results_do_not_change_it(completed: User, score: Score) -> None:
    certificate = _issue(completed)
    score(completed, 2, 100)
    certificate.refresh_from_db()
    assert certificate.share_percent == 87
    assert verify(certificate.code).is_valid


# ---- verification


def test_a_code_may_be_written_as_people_write(completed: User) -> None:
    certificate = _issue(completed)
    written = spoken_code(certificate.code).lower().replace("0", "o").replace("1", "l")
    assert verify(f"  {written} ").certificate == certificate


def test_codes_are_random_and_without_look_alikes() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert not set("".join(codes)) & set("OILU")
    assert len(ALPHABET) == 32


@pytest.mark.parametrize("text", ["", "abc", "0" * 15, "0" * 17, "!" * 16, "零" * 16, "0" * 16, "\x00" * 16])
def test_what_is_no_code_is_unknown(db: None, text: str) -> None:
    assert verify(text).verdict is Verdict.UNKNOWN


def test_short_texts_are_no_codes() -> None:
    assert read_code("7f3k") is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Someone Else"),
        ("share_percent", 100),
        ("weeks", 24),
        ("issued_on", dt.date(2020, 1, 1)),
        ("course_version", "9.0.0"),
        ("course_title", {"zh": "博士", "en": "Doctor"}),
        ("content_digest", "d" * 64),
        ("course_id", "other"),
        ("signature", "x" * 43),
    ],
)
def test_a_changed_row_is_noticed(completed: User, field: str, value: object) -> None:
    certificate = _issue(completed)
    Certificate.objects.update(**{field: value})
    assert verify(certificate.code).verdict is Verdict.ALTERED


def test_a_signature_does_not_fit_another_code(completed: User) -> None:
    _issue(completed)
    code = new_code()
    Certificate.objects.update(code=code)
    assert verify(code).verdict is Verdict.ALTERED


def test_an_older_key_among_the_fallbacks_still_verifies(completed: User) -> None:
    certificate = _issue(completed)
    with override_settings(SECRET_KEY="another secret of the tests, quite long enough"):
        assert verify(certificate.code).verdict is Verdict.ALTERED
    with override_settings(
        SECRET_KEY="another secret of the tests, quite long enough", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]
    ):
        assert verify(certificate.code).is_valid


# ---- another name, withdrawal


def test_another_name_is_another_code(completed: User) -> None:
    old = _issue(completed)
    new = services.rename_certificate(user=completed, certificate=old, name="Lin X.", now=NOW)
    assert verify(old.code).verdict is Verdict.WITHDRAWN
    assert verify(new.code).is_valid
    assert (new.name, new.share_percent, new.issued_on) == ("Lin X.", old.share_percent, old.issued_on)


def test_the_same_name_changes_nothing(completed: User) -> None:
    old = _issue(completed)
    assert services.rename_certificate(user=completed, certificate=old, name="Lin Xiao", now=NOW) == old


def test_it_is_withdrawn_and_issued_again(completed: User) -> None:
    first = _issue(completed)
    services.withdraw_certificate(user=completed, certificate=first, now=NOW)
    assert verify(first.code).verdict is Verdict.WITHDRAWN
    assert _issue(completed).code != first.code


@pytest.mark.parametrize("who", ["classmate", "mentor", "operator", "stranger"])
def test_nobody_else_changes_it(cast: Cast, completed: User, who: str) -> None:
    certificate = _issue(completed)
    user = getattr(cast, who)
    with pytest.raises(Refused):
        services.withdraw_certificate(user=user, certificate=certificate, now=NOW)
    with pytest.raises(Refused):
        services.rename_certificate(user=user, certificate=certificate, name="X", now=NOW)
    assert verify(certificate.code).is_valid


# ---- revocation


def test_an_operator_revokes_and_reinstates(cast: Cast, completed: User) -> None:
    certificate = _issue(completed)
    assert services.revoke_certificate(operator=cast.operator, certificate=certificate, reason="Copied", now=NOW)
    assert not services.revoke_certificate(operator=cast.operator, certificate=certificate, reason="Again", now=NOW)
    found = verify(certificate.code)
    assert found.verdict is Verdict.REVOKED
    assert found.certificate is not None
    assert found.certificate.revoked_reason == "Copied"
    assert services.reinstate_certificate(operator=cast.operator, certificate=certificate)
    assert verify(certificate.code).is_valid


def test_who_was_revoked_is_not_issued_another(cast: Cast, completed: User) -> None:
    certificate = _issue(completed)
    services.revoke_certificate(operator=cast.operator, certificate=certificate, reason="Copied", now=NOW)
    with pytest.raises(Refused) as refused:
        _issue(completed)
    assert refused.value.why is Refusal.REVOKED


@pytest.mark.parametrize("who", ["learner", "classmate", "mentor", "stranger"])
def test_only_an_operator_revokes(cast: Cast, completed: User, who: str) -> None:
    certificate = _issue(completed)
    with pytest.raises(Refused):
        services.revoke_certificate(operator=getattr(cast, who), certificate=certificate, reason="x", now=NOW)
    with pytest.raises(Refused):
        services.reinstate_certificate(operator=getattr(cast, who), certificate=certificate)


def test_a_deleted_account_leaves_nothing(completed: User) -> None:
    certificate = _issue(completed)
    completed.delete()
    assert verify(certificate.code).verdict is Verdict.UNKNOWN
    assert not Certificate.objects.exists()


def test_the_migrations_are_complete(db: None) -> None:
    call_command("makemigrations", "portfolio", check=True, dry_run=True, verbosity=0)
