"""The items of one's own portfolio. Another person's items do not exist here."""

from typing import Literal
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from everyday.accounts.requests import SignedInRequest
from everyday.portfolio import services
from everyday.portfolio.forms import ItemForm
from everyday.portfolio.models import PortfolioItem
from everyday.portfolio.services import Refusal, Refused, RemovedItem
from everyday.portfolio.views.editing import edit_page
from everyday.portfolio.views.pages import REMOVED, give_drawing, give_file, item_or_404
from everyday.submissions.models import Run, Submission


@login_required
@require_POST
def item_add(request: SignedInRequest) -> HttpResponse:
    """`source` is submission:<uuid> or run:<uuid>, as the page's candidates name it."""
    kind, _colon, given = request.POST.get("source", "").partition(":")
    portfolio = services.portfolio_of(learner=request.user)
    try:
        if kind == "submission":
            submission = Submission.objects.select_related("task").filter(pk=_uuid(given)).first()
            item = services.add_submission(portfolio=portfolio, submission=submission) if submission else None
        else:
            run = Run.objects.filter(pk=_uuid(given)).first()
            item = services.add_lab_run(portfolio=portfolio, run=run) if run and kind == "run" else None
    except Refused as refused:
        return _refuse(request, refused)
    if item is None:
        raise Http404
    return _back(f"item-{item.pk}")


@login_required
@require_POST
def item_update(request: SignedInRequest, item_id: int) -> HttpResponse:
    item = _own(request, item_id)
    form = ItemForm(request.POST, instance=PortfolioItem.objects.get(pk=item.pk))
    if not form.is_valid():
        return edit_page(request, services.portfolio_of(learner=request.user), item=form)
    chosen = {"shows_files": False, **form.cleaned_data}
    services.update_item(item=item, **chosen)
    messages.success(request, _("Saved."))
    return _back(f"item-{item.pk}")


@login_required
@require_POST
def item_move(request: SignedInRequest, item_id: int) -> HttpResponse:
    item = _own(request, item_id)
    towards: Literal["up", "down"] = "up" if request.POST.get("towards") == "up" else "down"
    services.move_item(item=item, towards=towards)
    # Without a fragment: a browser that jumps to one does not follow autofocus.
    return redirect(f"{reverse('portfolio:portfolio-edit')}?moved={item.pk}&towards={towards}")


@login_required
@require_POST
def item_remove(request: SignedInRequest, item_id: int) -> HttpResponse:
    """What was removed can be put back from the page that follows."""
    removed = services.remove_item(item=_own(request, item_id))
    request.session[REMOVED] = removed.to_dict()
    return redirect("portfolio:portfolio-edit")


@login_required
@require_POST
def item_restore(request: SignedInRequest) -> HttpResponse:
    removed = request.session.pop(REMOVED, None)
    if removed is None or "dismiss" in request.POST:
        return _back("items-title")
    try:
        item = services.restore_item(portfolio=services.portfolio_of(learner=request.user), removed=RemovedItem(**removed))
    except Refused as refused:
        return _refuse(request, refused)
    return _back(f"item-{item.pk}")


@never_cache
@login_required
@require_safe
def item_drawing(request: SignedInRequest, item_id: int, name: str) -> HttpResponse:
    return give_drawing(_own(request, item_id), name)


@login_required
@require_safe
def item_file(request: SignedInRequest, item_id: int, path: str) -> HttpResponse:
    return give_file(_own(request, item_id), path)


def _own(request: SignedInRequest, item_id: int) -> PortfolioItem:
    return item_or_404(services.portfolio_of(learner=request.user), item_id)


def _refuse(request: SignedInRequest, refused: Refused) -> HttpResponse:
    """Someone else's work does not exist; the rest is told."""
    if refused.why is Refusal.NOT_YOURS:
        raise Http404
    if refused.why is Refusal.FULL:
        messages.error(request, _("The portfolio is full. Choose what you are proudest of, and take something else out."))
    else:
        messages.error(request, _("This attempt has no result that could be shown."))
    return _back("items-title")


def _back(anchor: str) -> HttpResponse:
    return redirect(f"{reverse('portfolio:portfolio-edit')}#{anchor}")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
