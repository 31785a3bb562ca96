"""What readers read of a page, without code and formulas; and the measures of Chinese and English text."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from everyday.lib.markdown.source import walk

CJK = "\u3400-\u4dbf\u4e00-\u9fff"
_CJK = re.compile(f"[{CJK}]")
_WORD = re.compile(r"[A-Za-z]+(?:[-'’][A-Za-z]+)*")


def prose(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Runs of text with their line; what stands inside a link is left out, for it may be a title in another language."""
    inside = 0
    for token, line in walk(tokens):
        inside += (token.type == "link_open") - (token.type == "link_close")
        if token.type == "text" and token.content and not inside:
            yield line, token.content


def count_chinese(texts: Sequence[str]) -> int:
    return sum(len(_CJK.findall(text)) for text in texts)


def count_words(texts: Sequence[str]) -> int:
    return sum(len(_WORD.findall(text)) for text in texts)
