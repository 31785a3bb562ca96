"""What the owner's preview and the shared page have in common: one rendering, one way to give out drawings and files."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from everyday.lib.attachments import attachment
from everyday.portfolio import selectors
from everyday.portfolio.models import Portfolio, PortfolioItem
from everyday.submissions.selectors import content_of

REMOVED = "removed_portfolio_item"  # the name of a session entry: what may be put back


def public_url(request: HttpRequest, portfolio: Portfolio) -> str:
    """The whole address of the shared page; empty while it is private."""
    if portfolio.key is None:
        return ""
    return request.build_absolute_uri(reverse("portfolio:shared-detail", args=[portfolio.key]))


def show_portfolio(request: HttpRequest, portfolio: Portfolio, *, key: str) -> HttpResponse:
    """The page; `key` is the one in its address, empty for the preview."""
    context = {
        "show": selectors.showcase(portfolio),
        "key": key,
        "public_url": public_url(request, portfolio),
        "may_be_indexed": bool(key) and portfolio.may_be_indexed,
    }
    response = render(request, "portfolio/portfolio_detail.html", context)
    return response if context["may_be_indexed"] else not_indexed(response)


def not_indexed(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def item_or_404(portfolio: Portfolio | None, item_id: int) -> PortfolioItem:
    item = selectors.item_of(portfolio, item_id) if portfolio is not None else None
    if item is None:
        raise Http404
    return item


def give_drawing(item: PortfolioItem, name: str) -> HttpResponse:
    """Plotly's {data, layout}; 404 unless the item shows its figures."""
    run = selectors.run_of(item) if item.shows_figures else None
    found = selectors.drawing(run, name) if run is not None else None
    if found is None:
        raise Http404
    return not_indexed(JsonResponse(found, headers={"Cache-Control": "private, no-store"}))


def give_file(item: PortfolioItem, path: str) -> HttpResponse:
    """One handed-in file as a download; 404 unless the item shows its files."""
    submission = item.submission if item.shows_files else None
    data = content_of(submission, path) if submission is not None else None
    if submission is None or data is None:
        raise Http404
    return not_indexed(attachment(data, f"{submission.task.slug}-{path.replace('/', '-')}"))
