"""How much of a text stands word for word in another: shared runs of eight words. Pure: no database.

Chinese is counted by character, other scripts by word; punctuation, spaces and capitals do not matter.
"""

import hashlib
import re
import struct
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SIZE = 8
MOST_SHINGLES = 2_000
LEAST_SHINGLES = 40  # of a shorter text, everything is like everything
PICTURE_BITS = 10  # pictures whose perceptual hashes differ in no more of 64 bits look alike
MOST_PASSAGES = 3
LONGEST_PASSAGE = 240
_MANY = 6
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")


@dataclass(frozen=True)
class Sketch:
    """The smallest MOST_SHINGLES hashes of a text's runs of eight: all of them for most texts, a fair sample of longer ones.

    Every hash of the text up to `reach` is among them.
    """

    hashes: tuple[int, ...]
    reach: int = 1 << 64

    @classmethod
    def of(cls, texts: Iterable[str], without: Iterable[str] = ()) -> "Sketch":
        """`without` are texts that everybody was given."""
        given = {value for text in without for value, _, _ in shingles(text)}
        own = {value for text in texts for value, _, _ in shingles(text)} - given
        return cls._of(tuple(sorted(own)[:MOST_SHINGLES]))

    @classmethod
    def unpack(cls, data: bytes) -> "Sketch":
        return cls._of(struct.unpack(f"<{len(data) // 8}Q", data))

    @classmethod
    def _of(cls, hashes: tuple[int, ...]) -> "Sketch":
        return cls(hashes, hashes[-1]) if len(hashes) == MOST_SHINGLES else cls(hashes)

    def pack(self) -> bytes:
        return struct.pack(f"<{len(self.hashes)}Q", *self.hashes)

    def without(self, hashes: frozenset[int]) -> "Sketch":
        return Sketch(tuple(value for value in self.hashes if value not in hashes), self.reach)


@dataclass(frozen=True)
class Shared:
    """`own` and `other` are the shares of each text that stand in both."""

    own: float
    other: float


@dataclass(frozen=True)
class Passage:
    """Where a shared run begins in the own text."""

    path: str
    line: int
    text: str


def shingles(text: str) -> list[tuple[int, int, int]]:
    """(hash, start, end) of every run of eight words."""
    words = [(match[0].casefold(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    return [
        (_hash("\x1f".join(word for word, _, _ in words[at : at + SIZE])), words[at][1], words[at + SIZE - 1][2])
        for at in range(len(words) - SIZE + 1)
    ]


def _hash(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode(errors="replace"), digest_size=8).digest(), "little")


def shared(own: Sketch, other: Sketch) -> Shared:
    """Exact where both sketches are whole, else an estimate. Nothing is said of texts that are too short."""
    reach = min(own.reach, other.reach)
    mine, theirs = ({value for value in sketch.hashes if value <= reach} for sketch in (own, other))
    if min(len(mine), len(theirs)) < LEAST_SHINGLES:
        return Shared(0.0, 0.0)
    common = len(mine & theirs)
    return Shared(common / len(mine), common / len(theirs))


def common_to_most(sketches: Sequence[Sketch]) -> frozenset[int]:
    """What more than half of many learners have: the task's own words, quoted by everyone."""
    if len(sketches) < _MANY:
        return frozenset()
    counts = Counter(value for sketch in sketches for value in sketch.hashes)
    return frozenset(value for value, count in counts.items() if 2 * count > len(sketches))


def passages(files: Mapping[str, str], other: Sketch) -> list[Passage]:
    """The longest stretches of `files` whose runs of eight all stand in the other text."""
    theirs = set(other.hashes)
    found: list[tuple[int, Passage]] = []
    for path, text in sorted(files.items()):
        for start, end in _stretches(text, theirs):
            passage = Passage(path, text.count("\n", 0, start) + 1, text[start : min(end, start + LONGEST_PASSAGE)])
            found.append((end - start, passage))
    found.sort(key=lambda one: -one[0])
    return [passage for _, passage in found[:MOST_PASSAGES]]


def _stretches(text: str, theirs: set[int]) -> list[tuple[int, int]]:
    stretches: list[tuple[int, int]] = []
    last = -2
    for place, (value, start, end) in enumerate(shingles(text)):
        if value not in theirs:
            continue
        if place == last + 1 and stretches:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
        last = place
    return stretches


def alike(own: str, other: str) -> bool:
    """Whether two perceptual hashes, 16 hexadecimal digits each, are of pictures that look alike."""
    return (int(own, 16) ^ int(other, 16)).bit_count() <= PICTURE_BITS
