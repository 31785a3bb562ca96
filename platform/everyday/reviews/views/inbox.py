"""What waits for a mentor, and their answers: to a refused test, a document, a lab's explanation."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from everyday.accounts.policies import is_mentor_of
from everyday.accounts.requests import SignedInRequest
from everyday.reviews.forms import DecisionForm, LabReplyForm, LookForm, RubricForm
from everyday.reviews.models import LookRequest
from everyday.reviews.policies import may_open_reviews, may_review
from everyday.reviews.selectors.inbox import inbox_of
from everyday.reviews.selectors.submission import submission_for_review
from everyday.reviews.services.feedback import mark_replies_seen
from everyday.reviews.services.looking import LookRefusedError, ask_for_a_look, decide
from everyday.reviews.services.rubric import give_rubric_mark, reply_to_lab
from everyday.submissions.models import Run
from everyday.submissions.selectors import run_for


@login_required
@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    if not may_open_reviews(request.user):
        raise Http404
    return render(request, "reviews/inbox.html", {"inbox": inbox_of(request.user)})


@login_required
@require_POST
def look_create(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """The learner's own run only."""
    run = _run(request, run_id)
    if run.learner_id != request.user.pk:
        raise Http404
    form = LookForm(request.POST)
    try:
        if not form.is_valid():
            raise LookRefusedError(_("Say in a sentence why the test is wrong about your work."))
        ask_for_a_look(learner=request.user, run=run, **form.cleaned_data)
    except LookRefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your mentor is asked to look. The answer appears here."))
    return redirect("submissions:run-detail", run_id=run.pk)


@login_required
@require_POST
def look_decide(request: SignedInRequest, look_id: int) -> HttpResponse:
    look = get_object_or_404(LookRequest.objects.select_related("run__learner", "run__submission"), pk=look_id)
    if not is_mentor_of(request.user, look.run.learner) or look.run.submission is None:
        raise Http404
    form = DecisionForm(request.POST)
    if form.is_valid():
        decide(mentor=request.user, look=look, **form.cleaned_data)
        messages.success(request, _("The answer is sent."))
    else:
        messages.error(request, _("Choose whether the test is accepted, and say why."))
    return redirect(f"{reverse('reviews:submission', args=[look.run.submission.pk])}#looks")


@login_required
@require_POST
def rubric_create(request: SignedInRequest, submission_id: UUID) -> HttpResponse:
    submission = submission_for_review(request.user, submission_id)
    if submission is None or not may_review(request.user, submission):
        raise Http404
    form = RubricForm(request.POST, submission=submission)
    if form.is_valid():
        give_rubric_mark(mentor=request.user, submission=submission, levels=form.levels, note=form.cleaned_data["note"])
        messages.success(request, _("The judgement is sent."))
    else:
        messages.error(request, _("Choose a level for every criterion."))
    return redirect(f"{reverse('reviews:submission', args=[submission.pk])}#rubric")


@never_cache
@login_required
@require_safe
def lab_replies(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """The part that a lab's run page loads: what was said about the explanation, and the mentor's form."""
    run = _run(request, run_id)
    may_reply = is_mentor_of(request.user, run.learner) and run.explained_at is not None
    replies = list(run.lab_replies.select_related("author"))
    response = render(request, "reviews/_lab_replies.html", {"run": run, "replies": replies, "may_reply": may_reply})
    mark_replies_seen(learner=request.user, run=run)
    return response


@login_required
@require_POST
def lab_reply_create(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    run = _run(request, run_id)
    if not is_mentor_of(request.user, run.learner) or run.explained_at is None:
        raise Http404
    form = LabReplyForm(request.POST)
    if form.is_valid():
        reply_to_lab(author=request.user, run=run, body=form.cleaned_data["body"])
        messages.success(request, _("The answer is sent."))
    return redirect(f"{reverse('submissions:run-detail', args=[run.pk])}#explain-title")


def _run(request: SignedInRequest, run_id: UUID) -> Run:
    run = run_for(request.user, run_id)
    if run is None:
        raise Http404
    return run
