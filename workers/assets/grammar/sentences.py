"""Sentences of one to three clauses in English and French: agreement, order of adjectives, negation, elision.

Only `rng.random()` is drawn from: of Python's generator it is the one method whose sequence is promised to stay the same.
"""

import random
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from workers.assets.grammar.words import (
    AVOIR,
    BE,
    COLOURS,
    CONJUNCTIONS,
    ETRE,
    FIGURES,
    FUTURE_ENDINGS,
    MOODS,
    PEOPLE,
    PLACES,
    PRONOUNS,
    THINGS,
    TIMES,
    VERBS,
    Adjective,
    Noun,
    Phrase,
    Word,
)

Item = TypeVar("Item")

SHARES = {"adjective": 0.5, "plural": 0.35, "pronoun": 0.35, "state": 0.2, "negation": 0.25, "place": 0.3, "time": 0.35}
CLAUSES = (0.7, 0.94)  # one clause below the first number, two below the second, else three
TENSES = ("present", "past", "future")
DETERMINERS = ("the", "a", "this", "my", "our")

_VOWELS = "aeiouyhàâéèêîôœ"
_ELISIONS = {"le": "l'", "la": "l'", "je": "j'", "ne": "n'", "de": "d'", "que": "qu'", "ce": "cet", "ma": "mon"}
_FRENCH_DETERMINERS = {  # masculine, feminine, plural
    "the": ("le", "la", "les"),
    "a": ("un", "une", "des"),
    "this": ("ce", "cette", "ces"),
    "my": ("mon", "ma", "mes"),
    "our": ("notre", "notre", "nos"),
}


class Pair(NamedTuple):
    """Tokens of both sides and the alignment as (English position, French position), sorted."""

    en: tuple[str, ...]
    fr: tuple[str, ...]
    links: tuple[tuple[int, int], ...]


class Side(NamedTuple):
    """What a part of a sentence is in the two languages."""

    en: list[Word]
    fr: list[Word]


class _NounPhrase(NamedTuple):
    noun: Noun
    determiner: str
    adjective: Adjective | None
    plural: bool


def sentence(rng: random.Random) -> Pair:
    """One random sentence with its translation."""
    draw = rng.random()
    count = 1 if draw < CLAUSES[0] else 2 if draw < CLAUSES[1] else 3
    whole = _clause(rng, "0.")
    for number in range(1, count):
        en, fr = _pick(rng, CONJUNCTIONS)
        further = _clause(rng, f"{number}.")
        whole.en.extend([Word(en, f"{number}"), *further.en])
        whole.fr.extend([*(Word(text, f"{number}") for text in fr), *further.fr])
    french = _elided([word.text for word in whole.fr])
    links = [(i, j) for i, a in enumerate(whole.en) for j, b in enumerate(whole.fr) if a.key == b.key]
    return Pair(tuple(word.text for word in whole.en), tuple(french), tuple(links))


def _clause(rng: random.Random, mark: str) -> Side:
    tense, negated = _pick(rng, TENSES), _chance(rng, "negation")
    subject, person, feminine, plural = _subject(rng)
    if _chance(rng, "state"):
        predicate = _state(_pick(rng, MOODS), tense, person, feminine=feminine, plural=plural, negated=negated)
    else:
        predicate = _action(rng, tense, person, negated=negated)
    parts = [_marked(subject, "s"), _marked(predicate, "p")]
    if _chance(rng, "place"):
        parts.append(_marked(_fixed(_pick(rng, PLACES)), "l"))
    if _chance(rng, "time"):
        parts.append(_marked(_fixed(_pick(rng, TIMES[tense])), "t"))
    joined = Side([word for part in parts for word in part.en], [word for part in parts for word in part.fr])
    return _marked(joined, mark)


def _subject(rng: random.Random) -> tuple[Side, int, bool, bool]:
    """(the words, person 0 to 3, feminine, plural)."""
    if _chance(rng, "pronoun"):
        who = _pick(rng, PRONOUNS)
        return Side([Word(who.en, "n")], [Word(who.fr, "n")]), who.person, who.feminine, who.person >= 2
    phrase = _noun_phrase(rng, PEOPLE)
    return _noun_words(phrase, negated=False), 3 if phrase.plural else 1, phrase.noun.feminine, phrase.plural


def _noun_phrase(rng: random.Random, nouns: Sequence[Noun]) -> _NounPhrase:
    noun, determiner = _pick(rng, nouns), _pick(rng, DETERMINERS)
    adjective = _pick(rng, (*FIGURES, *MOODS) if noun in PEOPLE else (*FIGURES, *COLOURS)) if _chance(rng, "adjective") else None
    return _NounPhrase(noun, determiner, adjective, _chance(rng, "plural"))


def _noun_words(phrase: _NounPhrase, *, negated: bool) -> Side:
    """`negated`: the object of a negated verb, where un, une, des become de and some becomes any."""
    noun, adjective, plural = phrase.noun, phrase.adjective, phrase.plural
    en = [Word(noun.en_pl if plural else noun.en, "n")]
    fr = [Word(noun.fr_pl if plural else noun.fr, "n")]
    before = adjective is not None and adjective.before
    if adjective is not None:
        en.insert(0, Word(adjective.en, "a"))
        form = Word(_agreed(adjective, feminine=noun.feminine, plural=plural, following=noun.fr if before else ""), "a")
        fr.insert(0 if before else 1, form)
    en.insert(0, Word(_english_determiner(phrase.determiner, en[0].text, plural=plural, negated=negated), "d"))
    fr.insert(0, Word(_french_determiner(phrase, before=before, negated=negated), "d"))
    return Side(en, fr)


def _english_determiner(determiner: str, following: str, *, plural: bool, negated: bool) -> str:
    if determiner == "a":
        if plural:
            return "any" if negated else "some"
        return "an" if following[0] in "aeiou" else "a"
    return "these" if determiner == "this" and plural else determiner


def _french_determiner(phrase: _NounPhrase, *, before: bool, negated: bool) -> str:
    if phrase.determiner == "a" and (negated or (phrase.plural and before)):
        return "de"
    masculine, feminine, plural = _FRENCH_DETERMINERS[phrase.determiner]
    return plural if phrase.plural else feminine if phrase.noun.feminine else masculine


def _agreed(adjective: Adjective, *, feminine: bool, plural: bool, following: str = "") -> str:
    if plural:
        return adjective.fr_f_pl if feminine else adjective.fr_pl
    if feminine:
        return adjective.fr_f
    return adjective.liaison if following[:1] and following[0] in _VOWELS else adjective.fr


def _state(mood: Adjective, tense: str, person: int, *, feminine: bool, plural: bool, negated: bool) -> Side:
    en = [Word(text, "v") for text in BE[tense][person].split()]
    fr = [Word(ETRE[tense][person], "v")]
    if negated:
        en.insert(1, Word("not", "x"))
        fr = [Word("ne", "x"), *fr, Word("pas", "x")]
    en.append(Word(mood.en, "m"))
    fr.append(Word(_agreed(mood, feminine=feminine, plural=plural), "m"))
    return Side(en, fr)


def _action(rng: random.Random, tense: str, person: int, *, negated: bool) -> Side:
    verb = _pick(rng, VERBS)
    present = verb.en_s if person == 1 else verb.en
    helper = {"present": "does" if person == 1 else "do", "past": "did", "future": "will"}[tense]
    plain = {"present": [present], "past": [verb.en_past], "future": ["will", verb.en]}[tense]
    en = [Word(helper, "v"), Word("not", "x"), Word(verb.en, "v")] if negated else [Word(text, "v") for text in plain]
    first = {"present": verb.fr[person], "past": AVOIR[person], "future": verb.future + FUTURE_ENDINGS[person]}[tense]
    fr = [Word("ne", "x"), Word(first, "v"), Word("pas", "x")] if negated else [Word(first, "v")]
    if tense == "past":
        fr.append(Word(verb.participle, "v"))
    thing = _marked(_noun_words(_noun_phrase(rng, (*THINGS, *PEOPLE)), negated=negated), "o")
    return Side([*en, *thing.en], [*fr, *thing.fr])


def _fixed(phrase: Phrase) -> Side:
    return Side(list(phrase.en), list(phrase.fr))


def _marked(side: Side, mark: str) -> Side:
    """The same words with keys that no other part of the sentence has."""
    en, fr = ([Word(word.text, mark + word.key) for word in words] for words in side)
    return Side(en, fr)


def _elided(words: list[str]) -> list[str]:
    following = [*words[1:], ""]
    return [
        _ELISIONS.get(word, word) if after[:1] and after[0] in _VOWELS else word
        for word, after in zip(words, following, strict=True)
    ]


def _pick(rng: random.Random, items: Sequence[Item]) -> Item:
    return items[int(rng.random() * len(items))]


def _chance(rng: random.Random, what: str) -> bool:
    return rng.random() < SHARES[what]
