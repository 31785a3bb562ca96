"""How much of a text is word for word that of another: shared 8-grams, Chinese counted by character, Latin by word."""

import re

_TOKEN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[A-Za-z0-9]+")


def tokens(text: str) -> list[str]:
    return [token.casefold() for token in _TOKEN.findall(text)]


def grams(text: str, size: int = 8) -> set[tuple[str, ...]]:
    words = tokens(text)
    return {tuple(words[start : start + size]) for start in range(len(words) - size + 1)}


def overlap(text: str, source: str, size: int = 8) -> float:
    """The share of the text's 8-grams that stand in the source too; 0 for a text shorter than that."""
    own = grams(text, size)
    return len(own & grams(source, size)) / len(own) if own else 0.0
