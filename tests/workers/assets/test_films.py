"""Film sentences: clear praise and blame in equal parts, nothing hidden given away, and where their archive comes from."""

import io
import tarfile
from functools import cache

import pytest

from workers.assets import store
from workers.assets.built import Built
from workers.assets.datasets.films import clear_ones, film_sentences
from workers.assets.pins import pinned
from workers.assets.sdist import SourceArchive, member
from workers.assets.sources import AssetError

SIZES = {"train.tsv": 800, "val.tsv": 200, "test.tsv": 500}


@cache
def built() -> Built:
    return film_sentences()


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in {**built().public, **built().judge}[name].decode().splitlines()]


def test_it_is_what_the_course_pins() -> None:
    files = {**built().public, **built().judge}
    assert {name: store._sha256(content) for name, content in files.items()} == pinned("film-sentences")


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_half_of_every_file_is_praise_and_the_label_is_the_sign_of_a_clear_rating(name: str, size: int) -> None:
    found = rows(name)
    assert len(found) == size
    assert sum(row[0] == "1" for row in found) == size // 2
    for label, rating, text in found:
        assert abs(float(rating)) >= 1.5
        assert label == str(int(float(rating) > 0))
        assert text == " ".join(text.split()) != ""


def test_the_judge_alone_has_the_test_sentences_and_none_occurs_twice() -> None:
    assert set(built().judge) == {"test.tsv"}
    texts = [row[2].lower() for name in SIZES for row in rows(name)]
    assert len(set(texts)) == len(texts)


def test_unclear_ratings_and_repeated_texts_are_left_out() -> None:
    table = "1\t1.5\tFine   film\r\n2\t1.49\tSo so\r\n3\t-3.0\tfine film\r\n4\t-1.5\tDull\r\n"
    assert [(sentence.label, sentence.text) for sentence in clear_ones(table)] == [(1, "Fine film"), (0, "Dull")]


def test_an_archive_of_another_hash_is_refused_before_it_is_opened() -> None:
    with pytest.raises(AssetError, match="could not download"):
        SourceArchive(requirement="vaderSentiment==0.5", sha256="0" * 64).read("setup.py")


def test_a_member_that_is_not_there() -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        entry = tarfile.TarInfo("a/b.txt")
        entry.size = 3
        tar.addfile(entry, io.BytesIO(b"abc"))
    assert member(packed.getvalue(), "a/b.txt") == b"abc"
    with pytest.raises(AssetError, match=r"no file a/c\.txt"):
        member(packed.getvalue(), "a/c.txt")
