"""Sentences of film reviews, rated by some twenty people each; classification uses those that are clearly for or against."""

from dataclasses import dataclass

from workers.assets.built import Built
from workers.assets.sdist import SourceArchive, member

_SOURCE = SourceArchive(
    requirement="vaderSentiment==0.5",
    sha256="5d97c37f3ef6e24eef331122e055dbedafeb6a56abfce0608b326701116ea49a",
)
_ARCHIVE = "vaderSentiment-0.5/additional_resources/hutto_ICWSM_2014.tar.gz"
_RATINGS = "hutto_ICWSM_2014/movieReviewSnippets_GroundTruth.txt"
CLEAR = 1.5  # of 4: below it the raters themselves disagree
_SIZES = {"train": 800, "val": 200, "test": 500}  # half of each is positive


@dataclass(frozen=True)
class Sentence:
    """`rating` is the mean of the raters, −4 to 4; `label` is 1 for praise, 0 for blame."""

    rating: float
    text: str

    @property
    def label(self) -> int:
        return int(self.rating > 0)

    def line(self) -> str:
        return f"{self.label}\t{self.rating:.2f}\t{self.text}\n"


def film_sentences() -> Built:
    """`label <tab> rating <tab> text` a line, half of every file positive, no text twice. The judge alone has test.tsv."""
    import numpy as np

    rng = np.random.default_rng(15)
    sentences = clear_ones(member(_SOURCE.read(_ARCHIVE), _RATINGS).decode())
    parts: dict[str, list[Sentence]] = {name: [] for name in _SIZES}
    for label in (0, 1):
        own = [sentence for sentence in sentences if sentence.label == label]
        drawn = (own[row] for row in rng.permutation(len(own)))
        for name, size in _SIZES.items():
            parts[name] += [next(drawn) for _ in range(size // 2)]
    files = {f"{name}.tsv": "".join(rows[k].line() for k in rng.permutation(len(rows))).encode() for name, rows in parts.items()}
    return Built(public={name: files[name] for name in ("train.tsv", "val.tsv")}, judge={"test.tsv": files["test.tsv"]})


def clear_ones(table: str) -> list[Sentence]:
    """The sentences of `id <tab> rating <tab> text` lines that are rated ±1.5 or further, each text once, single spaces."""
    found: dict[str, Sentence] = {}
    for line in table.split("\n"):
        if line.strip():
            _, rating, text = line.split("\t")
            sentence = Sentence(float(rating), " ".join(text.split()))
            if abs(sentence.rating) >= CLEAR:
                found.setdefault(sentence.text.lower(), sentence)
    return list(found.values())
