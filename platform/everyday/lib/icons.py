"""Line icons drawn inline, from the shapes that frontend/build.mjs packs into static/vendor/lucide/icons.json."""

import json
from functools import cache

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString


class UnknownIconError(LookupError):
    """No icon of this name is packed. Add it to frontend/src/icons.json and build again."""


@cache
def icon_shapes() -> dict[str, str]:
    """{name: the shapes inside the icon's <svg>}, read once per process."""
    path = settings.BASE_DIR / "static" / "vendor" / "lucide" / "icons.json"
    shapes: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return shapes


def icon_svg(name: str, *, css_class: str = "", label: str = "") -> SafeString:
    """The icon as an <svg> of the text's colour and size: hidden from screen readers unless `label` names it."""
    try:
        shapes = icon_shapes()[name]
    except KeyError:
        raise UnknownIconError(f"icon {name!r} is not packed: add it to frontend/src/icons.json and build") from None
    # Both strings are the site's own: one is written here, the other was packed with the site.
    role = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round" focusable="false" {}>{}</svg>',
        f"icon {css_class}".strip(),
        role,
        SafeString(shapes),
    )
