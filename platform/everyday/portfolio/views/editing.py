"""The learner's own side of a portfolio: choose, preview, share, take back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from everyday.accounts.requests import SignedInRequest
from everyday.portfolio import selectors, services
from everyday.portfolio.forms import AboutForm, ItemForm
from everyday.portfolio.models import Portfolio, PortfolioItem
from everyday.portfolio.selectors import Candidate, Candidates
from everyday.portfolio.views.pages import REMOVED, public_url, show_portfolio


@never_cache
@login_required
@require_safe
def portfolio_edit(request: SignedInRequest) -> HttpResponse:
    """?moved=<item>&towards=up|down gives the focus back to the button that was pressed."""
    return edit_page(request, services.portfolio_of(learner=request.user))


def edit_page(
    request: SignedInRequest, portfolio: Portfolio, *, about: AboutForm | None = None, item: ItemForm | None = None
) -> HttpResponse:
    """The page with a refused form in its place, if there is one."""
    shown = selectors.showcase(portfolio).items
    kept = {one.pk: one for one in portfolio.items.select_related("submission").defer("submission__files")}
    forms = {pk: ItemForm(instance=one) for pk, one in kept.items()}
    if item is not None:
        forms[item.instance.pk] = item
    found = selectors.candidates(request.user, portfolio)
    context = {
        "portfolio": portfolio,
        "about": about or AboutForm(instance=portfolio),
        "rows": [
            {"item": kept[one.pk], "shown": one, "form": forms[one.pk], "better": _better(found, kept[one.pk])} for one in shown
        ],
        "candidates": found,
        "certificate": selectors.standing_certificate(request.user),
        "public_url": public_url(request, portfolio),
        "removed": request.session.get(REMOVED),
        "moved": request.GET.get("moved", ""),
        "towards": request.GET.get("towards", ""),
    }
    return render(request, "portfolio/portfolio_edit.html", context, status=422 if about or item else 200)


def _better(found: Candidates, item: PortfolioItem) -> Candidate | None:
    return found.better.get(item.submission_id) if item.submission_id is not None else None


@never_cache
@login_required
@require_safe
def portfolio_preview(request: SignedInRequest) -> HttpResponse:
    """What others would see, to its owner only."""
    portfolio = services.portfolio_of(learner=request.user)
    return show_portfolio(request, portfolio, key="")


@login_required
@require_POST
def about_update(request: SignedInRequest) -> HttpResponse:
    portfolio = services.portfolio_of(learner=request.user)
    # The form gets its own copy of the row: a refused value must not leak into the rest of the page.
    form = AboutForm(request.POST, instance=Portfolio.objects.get(pk=portfolio.pk))
    if not form.is_valid():
        return edit_page(request, portfolio, about=form)
    services.update_about(portfolio=portfolio, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect(reverse("portfolio:portfolio-edit") + "#about")


@login_required
@require_POST
def portfolio_share(request: SignedInRequest) -> HttpResponse:
    services.share(portfolio=services.portfolio_of(learner=request.user), now=timezone.now())
    messages.success(request, _("Your portfolio is shared: whoever has the link can read it."))
    return redirect(reverse("portfolio:portfolio-edit") + "#sharing")


@login_required
@require_POST
def portfolio_unshare(request: SignedInRequest) -> HttpResponse:
    services.unshare(portfolio=services.portfolio_of(learner=request.user))
    messages.success(request, _("Your portfolio is private again. The old link leads nowhere any more."))
    return redirect(reverse("portfolio:portfolio-edit") + "#sharing")
