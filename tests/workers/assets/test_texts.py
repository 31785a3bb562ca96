"""Newsgroups and word vectors: what lies in the files, and that every build gives the same bytes."""

import json
from collections import Counter

import numpy as np
import pytest

from workers.assets import store
from workers.assets.built import Built
from workers.assets.datasets import texts
from workers.assets.parquet import ParquetError, distinct_strings, snappy
from workers.assets.pins import pinned


@pytest.fixture(scope="module")
def posts() -> Built:
    return texts.newsgroups6()


@pytest.fixture(scope="module")
def vectors() -> Built:
    return texts.glove_50d()


def rows(content: bytes) -> list[tuple[int, str]]:
    return [(row["label"], row["text"]) for row in map(json.loads, content.decode().splitlines())]


def test_both_are_what_the_course_pins(posts: Built, vectors: Built) -> None:
    for asset, built in (("newsgroups6", posts), ("glove-50d", vectors)):
        files = {**built.public, **built.judge}
        assert {name: store._sha256(content) for name, content in files.items()} == pinned(asset)


def test_the_posts_are_balanced_and_nobody_sees_a_hidden_one(posts: Built) -> None:
    parts = {name: rows(content) for name, content in {**posts.public, **posts.judge}.items()}
    for name, each in (("train.jsonl", 10), ("val.jsonl", 5), ("pool.jsonl", 100), ("test.jsonl", 200)):
        assert Counter(label for label, _ in parts[name]) == dict.fromkeys(range(6), each)
    seen = {text for name in posts.public for _, text in parts[name]}
    assert not seen & {text for name in posts.judge for _, text in parts[name]}
    lengths = [len(text.split()) for part in parts.values() for _, text in part]
    assert (min(lengths), max(lengths)) == (20, 120)


def test_the_text_and_the_binary_file_hold_the_same_vectors(vectors: Built) -> None:
    lines = vectors.public["vectors.txt"].decode().splitlines()
    count, width = map(int, lines[0].split())
    assert len(lines) == count + 1
    packed = vectors.public["vectors.bin"]
    place = packed.index(b"\n") + 1
    assert packed[: place - 1].decode() == lines[0]
    for line in lines[1:2000]:
        word, *numbers = line.split(" ")
        end = packed.index(b" ", place)
        assert packed[place:end].decode() == word
        row = np.frombuffer(packed, "<f4", width, end + 1)
        assert np.array_equal(row, np.array(numbers, np.float32))
        place = end + 1 + 4 * width + 1


def test_the_vectors_are_the_known_ones(vectors: Built) -> None:
    first = vectors.public["vectors.txt"].decode().splitlines()[1]
    assert first.startswith("the 0.418 0.24968 -0.41242 0.1217 ")  # the first line of glove.6B.50d.txt


@pytest.mark.parametrize(
    ("packed", "plain"),
    [
        pytest.param(b"\x05\x10hello", b"hello", id="literal"),
        pytest.param(b"\x0a\x04ab\x11\x02", b"ab" * 5, id="a copy that overlaps itself"),
        pytest.param(b"\x46\xf0\x41" + bytes(range(66)) + b"\x0e\x42\x00", bytes(range(66)) + bytes(range(4)), id="long"),
    ],
)
def test_snappy(packed: bytes, plain: bytes) -> None:
    assert snappy(packed) == plain


def test_another_file_is_refused() -> None:
    with pytest.raises(ParquetError, match="not a Parquet file"):
        distinct_strings(b"PAR2 and so on")
    with pytest.raises(ParquetError, match="another length"):
        snappy(b"\x06\x10hello")
