"""The shared page, for whoever has its address. Once sharing ends, none of these addresses exists."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from everyday.portfolio import selectors
from everyday.portfolio.limits import limited
from everyday.portfolio.views.pages import give_drawing, give_file, item_or_404, show_portfolio


@never_cache
@limited("portfolio")
@require_safe
def portfolio_detail(request: HttpRequest, key: str) -> HttpResponse:
    portfolio = selectors.shared_portfolio(key)
    if portfolio is None:
        raise Http404
    return show_portfolio(request, portfolio, key=key)


@never_cache
@limited("portfolio")
@require_safe
def shared_drawing(request: HttpRequest, key: str, item_id: int, name: str) -> HttpResponse:
    return give_drawing(item_or_404(selectors.shared_portfolio(key), item_id), name)


@never_cache
@limited("portfolio")
@require_safe
def shared_file(request: HttpRequest, key: str, item_id: int, path: str) -> HttpResponse:
    return give_file(item_or_404(selectors.shared_portfolio(key), item_id), path)
