"""Files that people handed in, given out as downloads only: the browser never shows them as a page of this site."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def attachment(data: bytes, name: str) -> HttpResponse:
    """The bytes as a download of no type, called `name`."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(data, content_type="application/octet-stream", headers=headers)
