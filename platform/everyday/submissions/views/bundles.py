"""What workers fetch. The signature is the permission: no session, no cookie."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from everyday.submissions import bundles


@require_safe
def bundle(request: HttpRequest, signed: str) -> HttpResponse:
    """The ZIP of the run's files; 404 for a forged, old or superseded address."""
    run = bundles.open_signed(signed)
    if run is None:
        raise Http404
    return HttpResponse(bundles.bundle_of(run), content_type="application/zip", headers={"Cache-Control": "no-store"})
