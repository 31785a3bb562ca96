"""Files of an attempt, given out as downloads only: whatever a learner handed in is never shown by the browser as a page."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from everyday.accounts.requests import SignedInRequest
from everyday.lib.attachments import attachment
from everyday.submissions import selectors
from everyday.submissions.views.lookups import submission_or_404


@login_required
@require_safe
def file_download(request: SignedInRequest, submission_id: UUID, path: str) -> HttpResponse:
    """The bytes as an attachment of no type; 404 for a path that is not in the attempt."""
    submission = submission_or_404(request.user, submission_id)
    data = selectors.content_of(submission, path)
    if data is None:
        raise Http404
    return attachment(data, f"{submission.task.slug}-{submission.number}-{path.replace('/', '-')}")
