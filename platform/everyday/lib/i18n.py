"""Bilingual content: a value of the curriculum is {"zh": …, "en": …}; the reader's language picks one."""

from collections.abc import Mapping

from django.utils.translation import get_language


def content_language() -> str:
    """`zh` or `en`, the course language that fits the active interface language."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def pick(text: Mapping[str, str] | None) -> str:
    """The text in the reader's language, else in the other one, else empty."""
    if not text:
        return ""
    language = content_language()
    return text.get(language) or text.get("zh") or text.get("en") or ""
