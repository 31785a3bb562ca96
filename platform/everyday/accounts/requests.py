"""What a view may expect of a request: who `request.user` is, and where it may send them back to."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from everyday.accounts.models import User


class VisitorRequest(HttpRequest):
    """Anyone, signed in or not."""

    user: User | AnonymousUser
    htmx: HtmxDetails


class SignedInRequest(HttpRequest):
    """Behind @login_required."""

    user: User
    htmx: HtmxDetails


def signed_in(request: HttpRequest) -> User | None:
    """The person behind `request`, None for a visitor."""
    return request.user if isinstance(request.user, User) else None


def return_address(request: HttpRequest, fallback: str) -> str:
    """The page that the form names in `next`, if it lies on this site; else `fallback`."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return target if safe else fallback
