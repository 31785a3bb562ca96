"""The learner's own certificate: how far it is, and what can be done with it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from everyday.accounts.requests import SignedInRequest
from everyday.portfolio import selectors, services
from everyday.portfolio.forms import NameForm
from everyday.portfolio.models import Certificate
from everyday.portfolio.services import Refusal, Refused
from everyday.portfolio.views.verification import verification_url


@never_cache
@login_required
@require_safe
def certificate_detail(request: SignedInRequest) -> HttpResponse:
    return _page(request)


@login_required
@require_POST
def certificate_issue(request: SignedInRequest) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        services.issue_certificate(learner=request.user, name=form.cleaned_data["name"], now=timezone.now())
    except Refused as refused:
        if refused.why is Refusal.INCOMPLETE:
            messages.error(request, _("The course is not complete yet."))
    return redirect("portfolio:certificate-detail")


@login_required
@require_POST
def certificate_rename(request: SignedInRequest) -> HttpResponse:
    certificate = _standing_or_404(request)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    services.rename_certificate(user=request.user, certificate=certificate, name=form.cleaned_data["name"], now=timezone.now())
    messages.success(
        request, _("The certificate is made out in this name. It has a new link; the old one says that it was withdrawn.")
    )
    return redirect("portfolio:certificate-detail")


@login_required
@require_POST
def certificate_withdraw(request: SignedInRequest) -> HttpResponse:
    services.withdraw_certificate(user=request.user, certificate=_standing_or_404(request), now=timezone.now())
    messages.success(request, _("The certificate is withdrawn. Its link no longer shows your name."))
    return redirect("portfolio:certificate-detail")


@never_cache
@login_required
@require_safe
def certificate_news(request: SignedInRequest) -> HttpResponse:
    """The part that the pages of the plan load: a word to who has completed the course, and nothing to anyone else."""
    certificate = selectors.standing_certificate(request.user)
    is_complete = certificate is not None or selectors.completion_of(request.user).is_complete
    context = {"certificate": certificate, "is_complete": is_complete}
    return render(request, "portfolio/_certificate_news.html", context)


def _page(request: SignedInRequest, form: NameForm | None = None) -> HttpResponse:
    certificate = selectors.standing_certificate(request.user)
    name = certificate.name if certificate else request.user.display_name
    context = {
        "certificate": certificate,
        "verification": selectors.verify(certificate.code) if certificate else None,
        "revoked": selectors.revoked_certificate(request.user) if certificate is None else None,
        "completion": selectors.completion_of(request.user),
        "form": form or NameForm(initial={"name": name}),
        "verify_url": verification_url(request, certificate) if certificate else "",
    }
    return render(request, "portfolio/certificate_detail.html", context, status=422 if form else 200)


def _standing_or_404(request: SignedInRequest) -> Certificate:
    certificate = selectors.standing_certificate(request.user)
    if certificate is None:
        raise Http404
    return certificate
