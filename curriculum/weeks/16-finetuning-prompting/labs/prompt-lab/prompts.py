"""Templates, label words, the sentences of the lab, and the orders in which its examples are shown."""

from workers.harness.paths import resolve

TEMPLATES = {
    "sentiment": "Review: {text}\nSentiment:",
    "in-short": "{text}\nIn short, the movie was",
    "arrow": "Input: {text}\nOutput:",
}
WORDS = {"positive/negative": (" positive", " negative"), "good/bad": (" good", " bad")}
# One letter an example: P praise, B blame. With four examples these are all six patterns of two and two.
ORDERS = {
    0: [""],
    1: ["P", "B"],
    2: ["PB", "BP"],
    4: ["PPBB", "PBPB", "PBBP", "BPPB", "BPBP", "BBPP"],
    8: ["PPPPBBBB", "PBPBPBPB", "PPBBBBPP", "BBPPPPBB", "BPBPBPBP", "BBBBPPPP"],
}
LONGEST = 100  # characters: short sentences keep a run within its budget

Sentence = tuple[str, int]


def read(path: str) -> list[tuple[float, Sentence]]:
    """(rating, (text, 1 for praise)) for each line, short sentences only."""
    lines = [line.split("\t") for line in resolve(path).read_text("utf-8").splitlines()]
    return [(float(rating), (text, int(label))) for label, rating, text in lines if len(text) <= LONGEST]


def exam(count: int) -> list[Sentence]:
    """`count` sentences, half of them praise, that no choice of prompt was made on."""
    rows = [row for _, row in read("/assets/film-sentences/val.tsv")]
    return [row for label in (1, 0) for row in [row for row in rows if row[1] == label][: count // 2]]


def shots(pattern: str, seed: int) -> list[Sentence]:
    """The examples in the order of `pattern`; two patterns of one length and seed show the same sentences.

    Seed 0 takes the sentences with the clearest ratings, each further seed the next four of either kind.
    """
    rows = sorted(read("/assets/film-sentences/train.tsv"))
    sources = {}
    for letter, label, ordered in (("P", 1, rows[::-1]), ("B", 0, rows)):
        kind = [row for _, row in ordered if row[1] == label]
        sources[letter] = iter(kind[4 * seed % (len(kind) - 3) :])
    return [next(sources[letter]) for letter in pattern]


def head(template: str, words: tuple[str, str], examples: list[Sentence]) -> str:
    """Everything before the query: each example filled in with its label word, a blank line after each."""
    return "".join(filled(template, text) + words[1 - label] + "\n\n" for text, label in examples)


def filled(template: str, text: str) -> str:
    before, after = template.split("{text}")
    return before + text + after
