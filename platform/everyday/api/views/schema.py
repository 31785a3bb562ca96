"""The OpenAPI schema and its page, served from our own files under the site's content security policy."""

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny


class SchemaView(SpectacularAPIView):
    permission_classes = [AllowAny]


class DocsView(SpectacularSwaggerSplitView):
    """The script comes from an address of its own, so that the page needs no inline script."""

    permission_classes = [AllowAny]
    url_name = "api:schema"
    template_name = "api/docs.html"
