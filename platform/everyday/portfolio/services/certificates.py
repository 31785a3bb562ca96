"""Writes about certificates. Each is one transaction and may be asked for twice."""

import datetime as dt

from django.db import transaction

from everyday.accounts.models import User
from everyday.accounts.selectors import local_date
from everyday.catalog.models import SyncState
from everyday.portfolio.codes import new_code
from everyday.portfolio.models import Certificate
from everyday.portfolio.policies import may_change_certificate, may_revoke
from everyday.portfolio.seals import seal
from everyday.portfolio.selectors.certificates import revoked_certificate, standing_certificate
from everyday.portfolio.selectors.completion import completion_of
from everyday.portfolio.services.errors import Refusal, Refused


@transaction.atomic
def issue_certificate(*, learner: User, name: str, now: dt.datetime) -> Certificate:
    """The learner's certificate in the name that they chose; the one that stands already, if there is one.

    Raises Refused: the course is not complete, or an operator revoked an earlier one.
    """
    User.objects.select_for_update().get(pk=learner.pk)
    standing = standing_certificate(learner)
    if standing is not None:
        return standing
    if revoked_certificate(learner) is not None:
        raise Refused(Refusal.REVOKED)
    completion = completion_of(learner)
    if not completion.is_complete:
        raise Refused(Refusal.INCOMPLETE)
    state = SyncState.objects.get(pk=1)
    return _sealed(
        Certificate(
            learner=learner,
            name=name,
            course_id=state.course.get("id") or "",
            course_title=state.course.get("title") or {},
            course_version=state.course.get("version") or "",
            content_digest=state.digest,
            weeks=completion.passed_weeks,
            share_percent=completion.share_percent,
            issued_on=local_date(learner, now),
        )
    )


@transaction.atomic
def rename_certificate(*, user: User, certificate: Certificate, name: str, now: dt.datetime) -> Certificate:
    """The same certificate in another name: it gets a code of its own, and the old one is withdrawn. Raises Refused."""
    current = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if not may_change_certificate(user, current):
        raise Refused(Refusal.NOT_YOURS)
    if current.name == name:
        return current
    withdraw_certificate(user=user, certificate=current, now=now)
    return _sealed(
        Certificate(
            learner=current.learner,
            name=name,
            course_id=current.course_id,
            course_title=current.course_title,
            course_version=current.course_version,
            content_digest=current.content_digest,
            weeks=current.weeks,
            share_percent=current.share_percent,
            issued_on=current.issued_on,
        )
    )


@transaction.atomic
def withdraw_certificate(*, user: User, certificate: Certificate, now: dt.datetime) -> None:
    """Its link says from now on that its holder withdrew it, and nothing else about them. Raises Refused."""
    if not may_change_certificate(user, certificate):
        raise Refused(Refusal.NOT_YOURS)
    Certificate.objects.filter(pk=certificate.pk, withdrawn_at__isnull=True).update(withdrawn_at=now)


@transaction.atomic
def revoke_certificate(*, operator: User, certificate: Certificate, reason: str, now: dt.datetime) -> bool:
    """Declare it void, with a reason that is shown to whoever asks. False if it was revoked before. Raises Refused."""
    if not may_revoke(operator):
        raise Refused(Refusal.NOT_YOURS)
    revoked = Certificate.objects.filter(pk=certificate.pk, revoked_at__isnull=True)
    return bool(revoked.update(revoked_at=now, revoked_by=operator, revoked_reason=reason))


@transaction.atomic
def reinstate_certificate(*, operator: User, certificate: Certificate) -> bool:
    """Take a revocation back; False if there is none. What the learner withdrew stays withdrawn. Raises Refused."""
    if not may_revoke(operator):
        raise Refused(Refusal.NOT_YOURS)
    User.objects.select_for_update().get(pk=certificate.learner_id)
    revoked = Certificate.objects.filter(pk=certificate.pk, revoked_at__isnull=False)
    return bool(revoked.update(revoked_at=None, revoked_by=None, revoked_reason=""))


def _sealed(certificate: Certificate) -> Certificate:
    certificate.code = new_code()
    certificate.signature = seal(certificate)
    certificate.save()
    return certificate
