"""Reads of certificates: one's own, and what a code that someone names stands for."""

from dataclasses import dataclass
from enum import StrEnum

from everyday.accounts.models import User
from everyday.portfolio.codes import read_code
from everyday.portfolio.models import Certificate
from everyday.portfolio.seals import is_sealed


class Verdict(StrEnum):
    """What there is to say about a code."""

    VALID = "valid"
    WITHDRAWN = "withdrawn"  # by its holder, or replaced by one in another name
    REVOKED = "revoked"  # by the site
    ALTERED = "altered"  # the record is not what was signed
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verification:
    """`certificate` is given where there is one; only a valid one's contents may be shown to whoever asks."""

    verdict: Verdict
    code: str = ""
    certificate: Certificate | None = None

    @property
    def is_valid(self) -> bool:
        return self.verdict is Verdict.VALID


def verify(text: str) -> Verification:
    """What the code that someone typed or followed stands for (1 query)."""
    code = read_code(text)
    certificate = Certificate.objects.filter(code=code).first() if code else None
    if code is None or certificate is None:
        return Verification(Verdict.UNKNOWN, code or "")
    # Nothing that an altered record says is to be believed, not even that it was revoked.
    if not is_sealed(certificate):
        return Verification(Verdict.ALTERED, code, certificate)
    if certificate.revoked_at is not None:
        return Verification(Verdict.REVOKED, code, certificate)
    if certificate.withdrawn_at is not None:
        return Verification(Verdict.WITHDRAWN, code, certificate)
    return Verification(Verdict.VALID, code, certificate)


def standing_certificate(learner: User) -> Certificate | None:
    """The learner's certificate, if one stands."""
    return Certificate.objects.filter(learner=learner, withdrawn_at__isnull=True, revoked_at__isnull=True).first()


def revoked_certificate(learner: User) -> Certificate | None:
    """The last one that an operator revoked: while there is one, the learner is issued no other."""
    return Certificate.objects.filter(learner=learner, revoked_at__isnull=False).order_by("-revoked_at").first()
