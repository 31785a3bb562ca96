"""The signature over what a certificate says. Who can write to the database alone cannot forge or change one.

It is made with the site's secret key; EVERYDAY_SECRET_KEY may change as long as the older one is named in
EVERYDAY_OLD_SECRET_KEYS (docs/operations/settings.md).
"""

import json

from django.core.signing import BadSignature, Signer

from everyday.portfolio.models import Certificate

_FORMAT = "everyday-certificate-1"


def _signer() -> Signer:
    return Signer(salt="everyday.portfolio.certificate")


def _statement(certificate: Certificate) -> str:
    """What is signed: every field that a reader sees, in one spelling."""
    fields = {
        "format": _FORMAT,
        "code": certificate.code,
        "name": certificate.name,
        "course": certificate.course_id,
        "title": certificate.course_title,
        "version": certificate.course_version,
        "digest": certificate.content_digest,
        "weeks": certificate.weeks,
        "share_percent": certificate.share_percent,
        "issued_on": certificate.issued_on.isoformat(),
    }
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal(certificate: Certificate) -> str:
    return _signer().signature(_statement(certificate))


def is_sealed(certificate: Certificate) -> bool:
    """Whether the certificate says what was signed."""
    signer = _signer()
    try:
        signer.unsign(f"{_statement(certificate)}{signer.sep}{certificate.signature}")
    except BadSignature:
        return False
    return True
