"""Figures as data. Public like the lessons that show them; browsers keep them until the content changes."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from everyday.catalog.figure_tables import figure_tables
from everyday.catalog.models import Figure
from everyday.catalog.selectors import figure as find_figure
from everyday.catalog.source.figures import localise
from everyday.lib.i18n import content_language, pick

_MAX_AGE_S = 300


@require_safe
def figure(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Plotly JSON {alt, data, layout, frames?} in the reader's language."""
    found = _find(code, slug)
    language = content_language()
    body = {"alt": pick(found.alt), **localise(found.plotly, language)}
    return _kept(request, JsonResponse(body, json_dumps_params={"ensure_ascii": False}), f'"{found.digest}-{language}"')


@require_safe
def figure_svg(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The static picture; 404 where a figure has none."""
    found = _find(code, slug)
    if not found.svg:
        raise Http404
    response = HttpResponse(found.svg, content_type="image/svg+xml; charset=utf-8")
    # Opened by itself an SVG is a document: nothing in it may run.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return _kept(request, response, f'"{found.digest}"')


@require_safe
def figure_data(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The figure's numbers as tables."""
    found = _find(code, slug)
    tables = figure_tables(localise(found.plotly, content_language()))
    return render(request, "catalog/figure_data.html", {"figure": found, "week": found.week, "tables": tables})


def _find(code: str, slug: str) -> Figure:
    found = find_figure(int(code[1:]), slug)
    if found is None:
        raise Http404
    return found


def _kept(request: HttpRequest, response: HttpResponse, etag: str) -> HttpResponse:
    """Lets caches keep the response and ask with its ETag; the language comes by cookie, so caches keep one a reader."""
    response["ETag"] = etag
    patch_cache_control(response, private=True, max_age=_MAX_AGE_S)
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    conditional = get_conditional_response(request, etag=etag, response=response)
    assert isinstance(conditional, HttpResponse)
    return conditional
