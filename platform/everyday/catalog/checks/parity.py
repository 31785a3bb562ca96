"""zh and en say the same: same headings, directives, formulas, numbers and links; any difference names both lines."""

import re
from difflib import SequenceMatcher
from pathlib import Path

from everyday.catalog.checks.context import Context
from everyday.catalog.source.pages import Page
from everyday.catalog.source.prose import count_chinese, count_words, prose
from everyday.catalog.source.skeleton import Bag, Bone, Skeleton, skeleton_of

# English words for each Chinese character; outside of it something was left out or padded.
RATIO = (0.45, 0.85)
# Below this many characters the ratio says nothing.
SHORTEST_MEASURED = 400
_ENGLISH = dict(
    enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"])
)
_ENGLISH_OTHER = {
    1: ("a", "an", "once", "first", "single"),
    2: ("twice", "second", "both", "pair", "half", "double", "doubles", "doubled"),
    3: ("third", "thirds", "triple"),
    4: ("fourth", "quarter"),
    5: ("fifth",),
    6: ("sixth",),
    10: ("tenth", "tenfold"),
    100: ("hundred",),
    1000: ("thousand",),
}
_CHINESE = dict(enumerate("零一二三四五六七八九十")) | {100: "百", 1000: "千"}


def check_parity(context: Context, zh: Page, en: Page) -> None:
    """Report every difference between the two versions of a page, at the English file."""
    ours, theirs = skeleton_of(zh.source.tokens), skeleton_of(en.source.tokens)
    _compare_bones(context, zh.path, en.path, ours, theirs)
    for kind in sorted({*ours.bags, *theirs.bags}):
        _compare_bags(context, kind, (zh.path, en.path), (ours, theirs))
    _compare_lengths(context, zh, en)


def _compare_bones(context: Context, zh: Path, en: Path, ours: Skeleton, theirs: Skeleton) -> None:
    matcher = SequenceMatcher(None, [bone.key for bone in ours.bones], [bone.key for bone in theirs.bones], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        here, there = ours.bones[i1:i2], theirs.bones[j1:j2]
        zh_line = here[0].line if here else (ours.bones[i1 - 1].line if i1 else 1)
        en_line = there[0].line if there else (theirs.bones[j1 - 1].line if j1 else 1)
        said = f"{zh.name}:{zh_line} has {_shown(here)}, this has {_shown(there)}"
        context.error(en, en_line, f"the languages differ: {said}")


def _shown(bones: list[Bone]) -> str:
    return "; ".join(str(bone)[:80] for bone in bones[:3]) if bones else "nothing"


def _compare_bags(context: Context, kind: str, paths: tuple[Path, Path], skeletons: tuple[Skeleton, Skeleton]) -> None:
    ours, theirs = skeletons[0].bags[kind], skeletons[1].bags[kind]
    for value in sorted({*ours.counts, *theirs.counts}):
        in_zh, in_en = ours.counts[value], theirs.counts[value]
        if in_zh == in_en:
            continue
        if kind == "number" and _is_spelt_out(value, in_zh, in_en, skeletons):
            continue
        path, line = _place(value, (paths[0], ours), (paths[1], theirs), fewer_in_en=in_en < in_zh)
        context.error(path, line, f"the languages differ: {kind} {value!r} stands {in_zh} times in zh, {in_en} times in en")


def _place(value: str, zh: tuple[Path, Bag], en: tuple[Path, Bag], *, fewer_in_en: bool) -> tuple[Path, int]:
    """Where the value stands more often, because there its line is known."""
    path, bag = zh if fewer_in_en else en
    return path, bag.lines[value]


def _is_spelt_out(value: str, in_zh: int, in_en: int, skeletons: tuple[Skeleton, Skeleton]) -> bool:
    """Whether the number that one language writes in digits is a word in the other ("three layers")."""
    if not value.isdigit():
        return False
    number = int(value)
    if in_en < in_zh:
        words = {_ENGLISH.get(number, ""), *_ENGLISH_OTHER.get(number, ())} - {""}
        return any(re.search(rf"\b{word}\b", skeletons[1].words, re.IGNORECASE) for word in words)
    char = _CHINESE.get(number, "")
    return bool(char) and (char in skeletons[0].words or (number == 2 and any(one in skeletons[0].words for one in "两双半")))


def _compare_lengths(context: Context, zh: Page, en: Page) -> None:
    characters = count_chinese([text for _, text in prose(zh.source.tokens)])
    words = count_words([text for _, text in prose(en.source.tokens)])
    low, high = RATIO
    if characters >= SHORTEST_MEASURED and not low <= words / characters <= high:
        message = f"{words} English words for {characters} Chinese characters: {words / characters:.2f}, usually {low} to {high}"
        context.warning(en.path, 1, message)
