"""The front page and today."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from everyday.accounts.policies import may_mentor
from everyday.accounts.requests import SignedInRequest
from everyday.learning.selectors import plan, today


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The public front page; who is signed in goes on to today."""
    if request.user.is_authenticated:
        return redirect("learning:today")
    return render(request, "learning/home.html", {"rows": plan.plan_map(None, timezone.now())})


@login_required
@require_safe
def today_detail(request: SignedInRequest) -> HttpResponse:
    context = {"today": today(request.user, timezone.now()), "may_mentor": may_mentor(request.user)}
    return render(request, "learning/today_detail.html", context)
