"""Is this certificate real? For anyone, without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from everyday.portfolio import selectors
from everyday.portfolio.codes import LENGTH, read_code
from everyday.portfolio.limits import limited
from everyday.portfolio.models import Certificate
from everyday.portfolio.selectors import Verdict
from everyday.portfolio.views.pages import not_indexed


@limited("verify")
@require_safe
def code_enter(request: HttpRequest) -> HttpResponse:
    """Where a code from paper is typed in; ?code= leads on to what it stands for."""
    given = request.GET.get("code", "").strip()
    code = read_code(given)
    if code is not None:
        return redirect("portfolio:certificate-verify", code=code)
    return render(request, "portfolio/code_enter.html", {"given": given, "length": LENGTH}, status=404 if given else 200)


@never_cache
@limited("verify")
@require_safe
def certificate_verify(request: HttpRequest, code: str) -> HttpResponse:
    """Always under the one spelling of the code. An unknown one answers 404, with the page that says so."""
    found = selectors.verify(code)
    if found.code and found.code != code:
        return redirect("portfolio:certificate-verify", code=found.code)
    certificate = found.certificate if found.is_valid else None
    context = {
        "verification": found,
        "certificate": certificate,
        "verify_url": verification_url(request, certificate) if certificate else "",
    }
    status = 404 if found.verdict is Verdict.UNKNOWN else 200
    return not_indexed(render(request, "portfolio/certificate_verify.html", context, status=status))


def verification_url(request: HttpRequest, certificate: Certificate) -> str:
    return request.build_absolute_uri(reverse("portfolio:certificate-verify", args=[certificate.code]))
