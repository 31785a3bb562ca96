"""The mentor's cohorts: overview, heat map, one learner, export."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from everyday.accounts.models import Cohort, User
from everyday.accounts.requests import SignedInRequest
from everyday.accounts.selectors import learners_of
from everyday.learning.selectors import cohort_progress, progress_of
from everyday.lib.spreadsheets import Variant
from everyday.reviews.policies import may_open_reviews, may_see_cohort
from everyday.reviews.selectors import cohorts
from everyday.reviews.spreadsheet import progress_file

SUBMISSIONS_PER_PAGE = 20


@login_required
@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    """The cohorts to choose from; a mentor of one goes straight there."""
    if not may_open_reviews(request.user):
        raise Http404
    found = list(cohorts.cohorts_for(request.user))
    if len(found) == 1:
        return redirect("reviews:cohort", cohort=found[0].slug)
    return render(request, "reviews/cohort_list.html", {"cohorts": found})


@login_required
@require_safe
def cohort_detail(request: SignedInRequest, cohort: str) -> HttpResponse:
    found = _cohort(request.user, cohort)
    now = timezone.now()
    progress = cohort_progress(found, now)
    heatmap = cohorts.heatmap(found, progress)
    waiting_only = request.GET.get("show") == "waiting"
    submissions = cohorts.cohort_submissions(found, waiting_only=waiting_only)
    context = {
        "cohort": found,
        "heatmap": heatmap,
        "figure": heatmap.figure(),
        "standings": cohorts.standings(progress, now),
        "page_obj": Paginator(submissions, SUBMISSIONS_PER_PAGE).get_page(request.GET.get("page")),
        "waiting_only": waiting_only,
    }
    return render(request, "reviews/cohort_detail.html", context)


@login_required
@require_safe
def learner_detail(request: SignedInRequest, cohort: str, learner: int) -> HttpResponse:
    """One learner of the cohort: weeks and submissions."""
    found = _cohort(request.user, cohort)
    person: User = get_object_or_404(learners_of(found), pk=learner)
    weeks = [
        (number, week, cohorts.pace_words(week.pace)) for number, week in progress_of(person).items() if week.pace != "preparing"
    ]
    submissions = Paginator(cohorts.learner_submissions(person), SUBMISSIONS_PER_PAGE)
    context = {
        "cohort": found,
        "learner": person,
        "weeks": weeks,
        "page_obj": submissions.get_page(request.GET.get("page")),
    }
    return render(request, "reviews/learner_detail.html", context)


@login_required
@require_safe
def cohort_export(request: SignedInRequest, cohort: str) -> HttpResponse:
    """?variant=excel for the file that a Chinese Excel opens by double click."""
    found = _cohort(request.user, cohort)
    variant = Variant.EXCEL if request.GET.get("variant") == Variant.EXCEL else Variant.UTF8
    body = progress_file(cohort_progress(found, timezone.now()), variant)
    response = HttpResponse(body, content_type=variant.content_type)
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-{variant.value}.csv"'
    return response


def _cohort(user: User, slug: str) -> Cohort:
    """The cohort if `user` may see it; for anyone else it does not exist."""
    cohort = get_object_or_404(Cohort, slug=slug)
    if not may_see_cohort(user, cohort):
        raise Http404
    return cohort
