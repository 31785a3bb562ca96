"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest

from everyday.lib.i18n import content_language


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "site_name": settings.SITE_NAME,
        "content_language": content_language(),
        "debug": settings.DEBUG,
    }
