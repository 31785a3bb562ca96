"""The style sheets and browser modules of every page, under the addresses of their content.

The two blocks are put together once per process: looking up thirty names for each page cost half a millisecond.
"""

import json
from functools import cache

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# The first sheet states the order of the layers.
STYLESHEETS = (
    "reset",
    "tokens",
    "base",
    "frame",
    "layout",
    "components",
    "disclosure",
    "forms",
    "data",
    "code",
    "pages/learning",
    "utilities",
)
PRINT_STYLESHEET = "print"

# Names that modules import each other by: {name after "everyday/": file}. Pages load the others by their address.
MODULES = {
    **{
        name: f"js/{name}.js"
        for name in (
            "code-view",
            "copying",
            "data-table",
            "dialogs",
            "drafts",
            "figure-controls",
            "going-back",
            "menus",
            "plotly",
            "run-curves",
            "run-live",
            "run-log",
            "run-stream",
            "run-tests",
            "run-visit",
            "strings",
            "theme",
            "uploads",
        )
    },
    "codemirror": "vendor/codemirror/codemirror.js",
    "plotly-library": "vendor/plotly/plotly-cartesian.min.js",
    "uplot": "vendor/uplot/uplot.js",
}


def stylesheet_links() -> SafeString:
    """The <link> elements of every page."""
    return _stylesheet_links(_storage())


def import_map(nonce: str) -> SafeString:
    """The <script type="importmap"> of every page; it must stand before the first module."""
    return format_html('<script type="importmap" nonce="{}">{}</script>', nonce, _imports(_storage()))


def _storage() -> str:
    """What the addresses depend on: with other storage they are other addresses."""
    backend: str = settings.STORAGES["staticfiles"]["BACKEND"]
    return backend


@cache
def _stylesheet_links(storage: str) -> SafeString:
    screen = format_html_join("\n  ", '<link rel="stylesheet" href="{}">', ((static(f"css/{name}.css"),) for name in STYLESHEETS))
    paper = format_html('<link rel="stylesheet" href="{}" media="print">', static(f"css/{PRINT_STYLESHEET}.css"))
    return format_html("{}\n  {}", screen, paper)


@cache
def _imports(storage: str) -> SafeString:
    imports = {f"everyday/{name}": static(path) for name, path in MODULES.items()}
    # `</script>` cannot occur: addresses are percent-encoded.
    return SafeString(json.dumps({"imports": imports}, separators=(",", ":")))
