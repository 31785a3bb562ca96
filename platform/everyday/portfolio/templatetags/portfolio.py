"""How a certificate's code is written."""

from django import template

from everyday.portfolio.codes import spoken_code

register = template.Library()


@register.filter
def spoken(code: str) -> str:
    """`7F3K-9QXM-…`."""
    return spoken_code(code)
