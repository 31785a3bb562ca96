"""Word-for-word copying from texts that we may not ship: their 8-grams are kept as hashes, from which nothing can be read."""

import hashlib
from collections.abc import Collection

from workers.judge.documents.overlap import tokens

SIZE = 8
_DIGITS = 12


def shingles(text: str) -> list[str]:
    """A hash of every 8-gram in order, Chinese by character and Latin by word, capitals and punctuation left out."""
    words = tokens(text)
    return [_hashed(words[start : start + SIZE]) for start in range(len(words) - SIZE + 1)]


def copied(text: str, known: Collection[str]) -> int:
    """How many of the text's 8-grams stand in the known text: a copied run of n words has n − 7."""
    return sum(shingle in known for shingle in shingles(text))


def unquoted(markdown: str) -> str:
    """A Markdown text without its block quotations: what stands there is said to be somebody else's."""
    return "\n".join(line for line in markdown.split("\n") if not line.lstrip().startswith(">"))


def _hashed(words: list[str]) -> str:
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:_DIGITS]
