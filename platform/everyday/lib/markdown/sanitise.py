"""The last gate: only known elements, attributes and address schemes leave the renderer."""

import nh3

_TAGS = {
    *["a", "abbr", "b", "blockquote", "br", "code", "del", "em", "hr", "i", "kbd", "p", "pre", "s", "small", "span", "strong"],
    *["h1", "h2", "h3", "h4", "h5", "h6", "dd", "dl", "dt", "li", "ol", "ul", "sub", "sup", "u", "var"],
    *["details", "div", "figcaption", "figure", "img", "section", "summary"],
    *["table", "tbody", "td", "tfoot", "th", "thead", "tr"],
}
_ATTRIBUTES = {
    "*": {"class", "id", "lang", "title", "role", "tabindex"},
    "a": {"href", "rel", "hreflang"},
    "img": {"src", "alt", "loading", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "scope", "align"},
    "details": {"open"},
}
_PREFIXES = {"data-", "aria-"}


def sanitise(html: str) -> str:
    """`html` without scripts, styles, event handlers, forms, frames and unsafe addresses."""
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags={"script", "style", "iframe", "object", "template", "noscript"},
        attributes=_ATTRIBUTES,
        generic_attribute_prefixes=_PREFIXES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )
