"""How often one address may ask for pages that need no account. A classroom shares one address, so the limits are wide.

Addresses of shared pages have too many bits to be guessed; this keeps someone who tries from being a burden.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

_View = Callable[..., HttpResponse]
_WINDOW_S = 60


def limited(action: str) -> Callable[[_View], _View]:
    """At most `settings.PUBLIC_RATE_LIMITS[action]` requests a minute from one address; 429 above that."""

    def decorate(view: _View) -> _View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if _is_over(request, action):
                response: HttpResponse = respond_429(request)
                return response
            return view(request, *args, **kwargs)

        return counted

    return decorate


def _is_over(request: HttpRequest, action: str) -> bool:
    address = get_adapter().get_client_ip(request)
    key = f"limit:{action}:{address}:{int(time.time() // _WINDOW_S)}"
    if cache.add(key, 1, 2 * _WINDOW_S):
        return False
    try:
        return cache.incr(key) > settings.PUBLIC_RATE_LIMITS[action]
    except ValueError:  # the entry went between the two calls
        return False
