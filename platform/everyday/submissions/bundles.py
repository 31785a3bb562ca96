"""Submission bundles: what a worker fetches, by a signed address that lives ten minutes and one attempt."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping

from django.conf import settings
from django.core import signing
from django.urls import reverse

from everyday.submissions.models import Run, Submission
from everyday.submissions.sources import ANNEX

_SALT = "everyday.submissions.bundle"
_MAX_AGE_S = 600
_EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(files: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of the files. Equal files give equal bytes (no times, no compression), so its hash can be sent ahead."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            content = files[path]
            archive.writestr(zipfile.ZipInfo(path, date_time=_EPOCH), content.encode() if isinstance(content, str) else content)
    return buffer.getvalue()


def bundle_of(run: Run) -> bytes:
    return pack(contents_of(run.bundled) if run.bundled else {})


def contents_of(submission: Submission) -> dict[str, str | bytes]:
    """Everything that the judge gets: texts, other files, and what is laid beside them."""
    binaries = {file.path: bytes(file.content) for file in submission.binaries.all()}
    annex = {ANNEX: json.dumps(submission.annex, ensure_ascii=False, sort_keys=True)} if submission.annex else {}
    own = {path: content for path, content in {**submission.files, **binaries}.items() if path != ANNEX}
    return {**own, **annex}


def sha256_of(run: Run) -> str:
    return hashlib.sha256(bundle_of(run)).hexdigest()


def signed_url(run: Run) -> str:
    """Where the worker that holds the run's current attempt token fetches its bundle."""
    signed = signing.dumps([str(run.pk), run.attempt_token], salt=_SALT)
    return settings.INTERNAL_URL.rstrip("/") + reverse("submissions:bundle", args=[signed])


def open_signed(signed: str) -> Run | None:
    """The run of a signed address; None if it is forged, too old, or its attempt is no longer the current one."""
    try:
        run_id, token = signing.loads(signed, salt=_SALT, max_age=_MAX_AGE_S)
    except (signing.BadSignature, ValueError):
        return None
    return (
        Run.objects.select_related("submission", "aside_of", "demo_of")
        .filter(pk=run_id, attempt_token=token, state__in=[Run.State.QUEUED, Run.State.RUNNING])
        .exclude(attempt_token="")
        .first()
    )
