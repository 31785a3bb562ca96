"""Opening a submission: one request, run as an ordinary job of one request, whose answer gives no points."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from everyday.accounts.models import User
from everyday.submissions.demos import demo_of
from everyday.submissions.dispatch import release_queued
from everyday.submissions.models import Run, Submission
from everyday.submissions.policies import may_see_submission
from everyday.submissions.services.cancelling import NotAllowedError


class DemoRefusedError(ValueError):
    """The request cannot be sent; `message` is for the asker, in the active language."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def ask_demo(*, asker: User, submission: Submission, request: str) -> Run:
    """Queues the request. An asker has one on the way at a time. Raises DemoRefusedError, NotAllowedError."""
    form = demo_of(submission.task)
    if form is None or not may_see_submission(asker, submission):
        raise NotAllowedError("demo")
    if not submission.task.is_ready:
        raise DemoRefusedError("not-ready", _("This task is still being prepared."))
    text = request.replace("\r\n", "\n")
    if len(text) > form.max_chars:
        words = _("The request is %(size)d characters long; at most %(most)d can be sent.")
        raise DemoRefusedError("too-long", words % {"size": len(text), "most": form.max_chars})
    if not _can_be_sent(text):
        raise DemoRefusedError("encoding", _("The request holds characters that are not text."))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=asker.pk)  # two clicks at once
        if Run.objects.filter(learner=asker, demo_of__isnull=False, state__in=[Run.State.QUEUED, Run.State.RUNNING]).exists():
            raise DemoRefusedError("busy", _("A request of yours is still on its way. Wait for its answer, or cancel it."))
        run = Run.objects.create(
            learner=asker,
            demo_of=submission,
            config={"request": text},
            content_digest=submission.task.digest,
            content_version=submission.task.version,
            seed=secrets.randbits(48),
        )
        transaction.on_commit(release_queued)
    return run


def _can_be_sent(text: str) -> bool:
    """An empty request is one, too: what a demo makes of it is worth knowing. NUL and lone surrogates cannot be stored."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text
