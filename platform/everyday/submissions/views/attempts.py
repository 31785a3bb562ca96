"""One attempt, and what changed between two."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from everyday.accounts.requests import SignedInRequest
from everyday.submissions import selectors, services
from everyday.submissions.comparison import compare
from everyday.submissions.selectors.regrades import published_regrades
from everyday.submissions.views.lookups import submission_or_404


@login_required
@require_safe
def submission_detail(request: SignedInRequest, submission_id: UUID) -> HttpResponse:
    """Template submissions/submission_detail.html. Context:

    submission (learner, task, week), task, week, runs (newest first, test_results prefetched), latest_run,
    others (the same learner's other attempts at the task, newest first), own (is it the reader's?), regrades (published
    ones, newest first; a learner who opens the page has read them).
    """
    submission = submission_or_404(request.user, submission_id)
    runs = list(submission.runs.prefetch_related("test_results").order_by("-queued_at"))
    others = selectors.submissions_of(submission.learner, submission.task).exclude(pk=submission.pk)
    context = {
        "submission": submission,
        "task": submission.task,
        "week": submission.task.week,
        "runs": runs,
        "latest_run": runs[0] if runs else None,
        "others": others,
        "own": submission.learner_id == request.user.pk,
        "regrades": published_regrades(submission),
    }
    response = render(request, "submissions/submission_detail.html", context)
    if context["own"] and context["regrades"]:
        services.mark_regrades_seen(learner=request.user, submission=submission)
    return response


@login_required
@require_safe
def submission_diff(request: SignedInRequest, submission_id: UUID) -> HttpResponse:
    """?with=<uuid> of another attempt at the same task by the same learner; without it, the attempt before.

    Template submissions/submission_diff.html. Context: old, new (Submissions, old the lower number), task, week,
    diffs [FileDiff(path, status, rows [Row(kind, text, old_line, new_line)])], others.
    """
    submission = submission_or_404(request.user, submission_id)
    attempts = selectors.submissions_of(submission.learner, submission.task)
    given = request.GET.get("with", "")
    if given:
        other = attempts.filter(pk=_uuid(given)).first()
    else:
        other = attempts.filter(number__lt=submission.number).order_by("-number").first()
    if other is None:
        raise Http404
    old, new = sorted([submission, other], key=lambda attempt: attempt.number)
    context = {
        "old": old,
        "new": new,
        "task": submission.task,
        "week": submission.task.week,
        "diffs": compare(old.files, new.files),
        "others": attempts.exclude(pk=submission.pk),
    }
    return render(request, "submissions/submission_diff.html", context)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
