"""Template tags and filters available in every template."""

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString

from everyday.lib import assets
from everyday.lib.i18n import pick
from everyday.lib.icons import icon_svg

register = template.Library()


@register.filter
def i18n(text: Mapping[str, str] | None) -> str:
    """`{{ week.title|i18n }}`: bilingual content in the reader's language."""
    return pick(text)


@register.simple_tag
def icon(name: str, css_class: str = "", label: str = "") -> SafeString:
    """`{% icon "play" %}`: decoration beside text. Standing alone it needs a label: `{% icon "x" label=close %}`."""
    return icon_svg(name, css_class=css_class, label=label)


@register.filter
def item(mapping: Mapping[str, object] | None, key: str) -> object:
    """`{{ answers|item:test.id }}`: the value under a key that is itself a variable; empty when there is none."""
    return (mapping or {}).get(key, "")


@register.simple_tag
def stylesheets() -> SafeString:
    """`{% stylesheets %}`: the style sheets of every page."""
    return assets.stylesheet_links()


@register.simple_tag
def importmap(nonce: str) -> SafeString:
    """`{% importmap request.csp_nonce %}`: how browser modules find each other."""
    return assets.import_map(nonce)
