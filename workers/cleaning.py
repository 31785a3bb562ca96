"""Text that a learner's code wrote, made harmless to look at: no terminal codes, no invisible or reordering characters."""

import re

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_CONTROL = {code: None for code in range(32) if code not in (9, 10)} | dict.fromkeys(range(127, 160))
_INVISIBLE = {
    code: None
    for first, last in (
        (0x200B, 0x200F),
        (0x2028, 0x202E),
        (0x2060, 0x206F),
        (0xFFF9, 0xFFFB),
        (0xE0000, 0xE007F),
        (0x61C, 0x61C),
        (0xFEFF, 0xFEFF),
    )
    for code in range(first, last + 1)
}
_TABLE = _CONTROL | _INVISIBLE


def clean_text(text: str, limit: int) -> str:
    """At most `limit` characters, printable but for tab and newline; lone surrogates become `?`."""
    text = text[: 4 * limit].encode("utf-8", "replace").decode("utf-8")
    text = _ANSI.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_TABLE)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def clean_bytes(data: bytes, limit: int) -> str:
    """The same for a program's output."""
    return clean_text(data.decode("utf-8", "replace"), limit)
