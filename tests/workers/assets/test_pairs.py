"""The English–French pairs: grammatical on both sides, one translation a sentence, words aligned, nothing hidden given away."""

import random
from functools import cache

import pytest

from workers.assets.built import Built
from workers.assets.datasets.pairs import en_fr
from workers.assets.grammar.sentences import Pair, sentence
from workers.assets.grammar.words import PEOPLE, THINGS

FEMININE = {noun.fr for noun in (*PEOPLE, *THINGS) if noun.feminine}
NOUNS = {noun.fr: noun for noun in (*PEOPLE, *THINGS)}
VOWELS = "aeiouyhàâéèêîôœ"


@cache
def built() -> Built:
    return en_fr()


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in {**built().public, **built().judge}[name].decode().splitlines()]


@pytest.fixture(scope="module")
def many() -> list[Pair]:
    rng = random.Random(3)
    return [sentence(rng) for _ in range(4000)]


def test_the_same_bytes_every_time() -> None:
    assert en_fr() == built()


def test_sizes_and_no_sentence_twice() -> None:
    parts = {name: rows(name) for name in ("train.tsv", "val.tsv", "test.tsv")}
    assert [len(part) for part in parts.values()] == [6000, 500, 500]
    english = [row[0] for part in parts.values() for row in part]
    assert len(set(english)) == len(english)


def test_no_hidden_word_is_missing_from_the_training_rows() -> None:
    train = rows("train.tsv")
    for side in (0, 1):
        known = {word for row in train for word in row[side].split()}
        assert {word for row in rows("test.tsv") for word in row[side].split()} <= known


def test_alignments_point_at_tokens_and_cover_nearly_all_of_them() -> None:
    covered = total = 0
    for english, french, links in rows("test.tsv"):
        pairs = [tuple(int(n) for n in link.split("-")) for link in links.split()]
        assert all(i < len(english.split()) and j < len(french.split()) for i, j in pairs)
        covered += len({j for _, j in pairs})
        total += len(french.split())
    assert covered == total


def test_alignment_of_a_known_sentence(many: list[Pair]) -> None:
    adjective_after = next(pair for pair in many if "rouge" in pair.fr and "red" in pair.en)
    assert (adjective_after.en.index("red"), adjective_after.fr.index("rouge")) in adjective_after.links


def test_nothing_unelided_stands_before_a_vowel(many: list[Pair]) -> None:
    for pair in many:
        for word, after in zip(pair.fr, pair.fr[1:], strict=False):
            if after[0] in VOWELS:
                assert word not in {"le", "la", "je", "ne", "de", "que", "ce", "ma"}, pair
            elif word.endswith("'") or word == "cet":
                pytest.fail(f"elided before a consonant: {pair}")


def test_articles_agree_with_the_noun(many: list[Pair]) -> None:
    for pair in many:
        for word, after in zip(pair.fr, pair.fr[1:], strict=False):
            if after in NOUNS and word in {"le", "un", "ce", "cet"}:
                assert after not in FEMININE, pair
            if after in NOUNS and word in {"la", "une", "cette"}:
                assert after in FEMININE, pair


def test_negation_has_both_halves(many: list[Pair]) -> None:
    for pair in many:
        assert pair.en.count("not") == pair.fr.count("pas") == pair.fr.count("ne") + pair.fr.count("n'")


def test_one_translation_for_each_sentence(many: list[Pair]) -> None:
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for pair in many:
        assert found.setdefault(pair.en, pair.fr) == pair.fr


def test_long_sentences_are_there(many: list[Pair]) -> None:
    lengths = sorted(len(pair.en) for pair in many)
    assert lengths[len(lengths) // 3] <= 8
    assert lengths[2 * len(lengths) // 3] >= 10
