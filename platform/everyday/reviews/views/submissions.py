"""A submission under review, and what its learner gets to read."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from everyday.accounts.requests import SignedInRequest
from everyday.reviews.forms import CommentForm, MarkForm
from everyday.reviews.policies import may_read_feedback, may_review
from everyday.reviews.selectors import feedback_for, unseen_feedback, unseen_lab_replies
from everyday.reviews.selectors.documents import document_review
from everyday.reviews.selectors.likeness import likeness_panel
from everyday.reviews.selectors.submission import reviewed_files, run_report, submission_for_review
from everyday.reviews.services.feedback import add_comment, give_mark, mark_seen
from everyday.submissions.models import Submission
from everyday.submissions.selectors import submissions_of


@login_required
@require_safe
def submission_review(request: SignedInRequest, submission_id: UUID) -> HttpResponse:
    submission = submission_for_review(request.user, submission_id)
    if submission is None:
        raise Http404
    return _show(request, submission, CommentForm(submission=submission), MarkForm())


@login_required
@require_http_methods(["GET", "POST"])
def comment_create(request: SignedInRequest, submission_id: UUID) -> HttpResponse:
    """GET gives the form for one line, to be put under it; POST comments."""
    submission = _reviewable(request, submission_id)
    if request.method != "POST":
        form = CommentForm(submission=submission, initial={"path": request.GET.get("path"), "line": request.GET.get("line")})
        template = "reviews/_comment_row.html" if request.htmx else "reviews/comment_create.html"
        return render(request, template, {"submission": submission, "form": form, "focus": True})
    form = CommentForm(request.POST, submission=submission)
    if not form.is_valid():
        return _show(request, submission, form, MarkForm(), status=422)
    comment = add_comment(author=request.user, submission=submission, **form.cleaned_data)
    messages.success(request, _("The comment is sent."))
    return HttpResponseRedirect(f"{_address(submission)}#comment-{comment.pk}")


@login_required
@require_POST
def mark_create(request: SignedInRequest, submission_id: UUID) -> HttpResponse:
    submission = _reviewable(request, submission_id)
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _show(request, submission, CommentForm(submission=submission), form, status=422)
    give_mark(mentor=request.user, submission=submission, level=form.cleaned_data["level"], note=form.cleaned_data["note"])
    messages.success(request, _("The judgement is sent."))
    return HttpResponseRedirect(f"{_address(submission)}#mark")


@never_cache
@login_required
@require_safe
def submission_feedback(request: SignedInRequest, submission_id: UUID) -> HttpResponse:
    """The part that submission pages load. When the learner loads it, it counts as read."""
    submission = get_object_or_404(Submission.objects.select_related("learner", "task"), pk=submission_id)
    if not may_read_feedback(request.user, submission):
        raise Http404
    feedback = feedback_for(submission)
    is_own = submission.learner_id == request.user.pk
    context = {"submission": submission, "feedback": feedback, "handed": document_review(submission), "is_own": is_own}
    response = render(request, "reviews/_feedback.html", context)
    mark_seen(learner=request.user, submission=submission, now=timezone.now())
    return response


@never_cache
@login_required
@require_safe
def feedback_news(request: SignedInRequest) -> HttpResponse:
    """The part that today loads: feedback the learner has not seen; empty without any."""
    return render(
        request, "reviews/_feedback_news.html", {"news": unseen_feedback(request.user), "labs": unseen_lab_replies(request.user)}
    )


def _reviewable(request: SignedInRequest, submission_id: UUID) -> Submission:
    submission = submission_for_review(request.user, submission_id)
    if submission is None or not may_review(request.user, submission):
        raise Http404
    return submission


def _show(
    request: SignedInRequest, submission: Submission, comment_form: CommentForm, mark_form: MarkForm, status: int = 200
) -> HttpResponse:
    feedback = feedback_for(submission)
    runs = list(submission.runs.prefetch_related("test_results").order_by("-queued_at"))
    context = {
        "submission": submission,
        "task": submission.task,
        "week": submission.task.week,
        "feedback": feedback,
        "files": reviewed_files(submission, feedback),
        "handed": document_review(submission),
        "likeness": likeness_panel(request.user, submission),
        "runs": runs,
        "report": run_report(submission, runs[0]) if runs else None,
        "attempts": submissions_of(submission.learner, submission.task),
        "comment_form": comment_form,
        "mark_form": mark_form,
        "may_review": may_review(request.user, submission),
    }
    return render(request, "reviews/submission_review.html", context, status=status)


def _address(submission: Submission) -> str:
    return reverse("reviews:submission", args=[submission.pk])
