"""Re-grades: operators start, compare and publish them; a mentor asks for one submission; its learner reads the outcome."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from everyday.accounts.requests import SignedInRequest, return_address
from everyday.lib.spreadsheets import Variant
from everyday.submissions import services
from everyday.submissions.models import RegradeBatch, Submission
from everyday.submissions.policies import may_regrade, may_request_regrade
from everyday.submissions.regrade_outcomes import Outcome
from everyday.submissions.regrade_table import regrade_file
from everyday.submissions.selectors import regrades
from everyday.submissions.selectors.regrades import Difference
from everyday.submissions.services import Published, RegradeRefusedError
from everyday.submissions.views.lookups import submission_or_404, task_or_404

_PER_PAGE = 50


@login_required
@require_safe
def regrade_list(request: SignedInRequest) -> HttpResponse:
    """Template submissions/regrade_list.html. Context: outdated [regrades.Outdated], page_obj of batches with item_count."""
    _operators_only(request)
    page = Paginator(regrades.batches(), _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "submissions/regrade_list.html", {"outdated": regrades.outdated_tasks(), "page_obj": page})


@login_required
@require_POST
def regrade_start(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    """`again` also takes what was judged with the present content. On to the batch."""
    _operators_only(request)
    task = task_or_404(code, slug)
    try:
        started = services.start_regrade(task=task, requested_by=request.user, again="again" in request.POST)
    except RegradeRefusedError as error:
        messages.error(request, error.message)
        return redirect("submissions:regrade-list")
    number = started.added + started.repeated
    if number:
        words = ngettext("%(number)d submission is judged again.", "%(number)d submissions are judged again.", number)
        messages.success(request, words % {"number": number})
    else:
        messages.info(request, _("Every submission is judged with the present content, or being judged."))
    return redirect("submissions:regrade-detail", batch_id=started.batch.pk)


@never_cache
@login_required
@require_safe
def regrade_detail(request: SignedInRequest, batch_id: int) -> HttpResponse:
    """?show=up|down|same|waiting|no_verdict|published. Template submissions/regrade_detail.html. Context:

    batch, task, week; counts {way: number}; show; page_obj of regrades.Difference with their tests; is_current (the task
    still has this content: it can be published).
    """
    batch = _batch_or_404(request, batch_id)
    found = regrades.differences(batch)
    show = request.GET.get("show", "")
    page = Paginator([one for one in found if _is_shown(one, show)], _PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = regrades.with_tests(batch.task, list(page))
    context = {
        "batch": batch,
        "task": batch.task,
        "week": batch.task.week,
        "counts": regrades.counts(found),
        "show": show,
        "page_obj": page,
        "is_current": batch.task.digest == batch.content_digest,
    }
    return render(request, "submissions/regrade_detail.html", context)


@login_required
@require_safe
def regrade_table(request: SignedInRequest, batch_id: int) -> HttpResponse:
    """?variant=utf-8|excel → all the differences as a file, a line a submission."""
    batch = _batch_or_404(request, batch_id)
    name = request.GET.get("variant", Variant.UTF8)
    if name not in list(Variant):
        raise Http404
    variant = Variant(name)
    file = regrade_file(regrades.with_tests(batch.task, regrades.differences(batch)), variant)
    name = f"regrade-{batch.task.task_id.replace('/', '-')}-{batch.content_digest[:8]}-{variant.value}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(file, content_type=variant.content_type, headers=headers)


@login_required
@require_POST
def regrade_publish(request: SignedInRequest, batch_id: int) -> HttpResponse:
    """`lower` with a `reason` also publishes what got worse; `submission` publishes that one alone."""
    batch = _batch_or_404(request, batch_id)
    chosen = request.POST.get("submission")
    try:
        published = services.publish_regrade(
            batch=batch,
            publisher=request.user,
            lower="lower" in request.POST,
            reason=request.POST.get("reason", ""),
            submission=submission_or_404(request.user, chosen) if chosen else None,
        )
    except RegradeRefusedError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, published_words(published))
    return redirect("submissions:regrade-detail", batch_id=batch.pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submission_regrade(request: SignedInRequest, submission_id: UUID) -> HttpResponse:
    """The card that a mentor's page loads (template submissions/_regrade_card.html); POST has the submission judged again.

    Context: submission, task, standing (Run or None), found (regrades.Difference or None), may_publish.
    """
    submission = submission_or_404(request.user, submission_id)
    if not may_request_regrade(request.user, submission):
        raise Http404
    if request.method == "POST":
        return _ask(request, submission)
    context = {
        "submission": submission,
        "task": submission.task,
        "standing": regrades.standing_run(submission),
        "found": regrades.regrade_of(submission),
        "may_publish": may_regrade(request.user),
    }
    return render(request, "submissions/_regrade_card.html", context)


@never_cache
@login_required
@require_safe
def regrade_news(request: SignedInRequest) -> HttpResponse:
    """The part that today loads: published re-grades the learner has not looked at; empty without any."""
    return render(request, "submissions/_regrade_news.html", {"regrades": regrades.unseen_regrades(request.user)})


def published_words(published: Published) -> str:
    """What publishing did, in one sentence for each kind."""
    words = ngettext("%(number)d result was raised.", "%(number)d results were raised.", published.raised)
    said = [words % {"number": published.raised}]
    if published.lowered:
        words = ngettext("%(number)d result was lowered.", "%(number)d results were lowered.", published.lowered)
        said.append(words % {"number": published.lowered})
    if published.kept_lower:
        words = ngettext(
            "%(number)d result would be lower and stays as it is.",
            "%(number)d results would be lower and stay as they are.",
            published.kept_lower,
        )
        said.append(words % {"number": published.kept_lower})
    return " ".join(said)


def _ask(request: SignedInRequest, submission: Submission) -> HttpResponse:
    try:
        started = services.start_regrade(task=submission.task, requested_by=request.user, submission=submission)
    except RegradeRefusedError as error:
        messages.error(request, error.message)
    else:
        if started.added or started.repeated:
            messages.success(request, _("The attempt is judged again. Its result stays as it is until the new one is published."))
        else:
            messages.info(request, _("The attempt was judged again with this content before."))
    return redirect(return_address(request, reverse("submissions:submission-detail", args=[submission.pk])))


def _is_shown(one: Difference, show: str) -> bool:
    if show == "published":
        return one.item.published_at is not None
    return show not in list(Outcome) or one.outcome == show


def _operators_only(request: SignedInRequest) -> None:
    if not may_regrade(request.user):
        raise Http404


def _batch_or_404(request: SignedInRequest, batch_id: int) -> RegradeBatch:
    _operators_only(request)
    return get_object_or_404(regrades.batches(), pk=batch_id)
