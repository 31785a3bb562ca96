"""Data sets: whole or absent, readable by sandboxes, labels of hidden rows with the judge alone."""

from pathlib import Path

import pytest

from workers.assets import builders, store
from workers.assets.built import Built
from workers.assets.cli import main
from workers.assets.pins import pinned


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EVERYDAY_STATE", str(tmp_path))
    monkeypatch.setitem(builders.BUILDERS, "tiny", lambda: Built(public={"x.npz": b"rows"}, judge={"y.npz": b"labels"}))
    return tmp_path


def test_build_then_verify(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "tiny"]) == 0
    assert (state / "assets" / "tiny" / "x.npz").read_bytes() == b"rows"
    assert main(["verify", "tiny"]) == 0


def test_hidden_labels_are_the_judges_alone(state: Path) -> None:
    store.build(state, "tiny")
    assert {path.name for path in (state / "assets" / "tiny").iterdir()} == {"x.npz", store.MANIFEST}
    assert (state / "assets-judge" / "tiny" / "y.npz").read_bytes() == b"labels"


def test_files_are_world_readable_whatever_the_umask(state: Path) -> None:
    store.build(state, "tiny")
    folder = state / "assets" / "tiny"
    assert folder.stat().st_mode & 0o777 == 0o755
    assert all(path.stat().st_mode & 0o777 == 0o644 for path in folder.iterdir())


def test_a_changed_file_is_found(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store.build(state, "tiny")
    (state / "assets" / "tiny" / "x.npz").write_bytes(b"other")
    assert main(["verify", "tiny"]) == 1
    assert "x.npz has changed" in capsys.readouterr().out


def test_building_again_replaces_and_leaves_nothing_behind(state: Path) -> None:
    store.build(state, "tiny")
    store.build(state, "tiny")
    assert [path.name for path in (state / "assets").iterdir()] == ["tiny"]


def test_only_missing_ones_are_built(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.build(state, "tiny")
    monkeypatch.setitem(builders.BUILDERS, "tiny", lambda: pytest.fail("built again"))
    assert main(["build", "--missing", "tiny"]) == 0


def test_an_unknown_id_is_a_usage_error(state: Path) -> None:
    assert main(["build", "nothing-like-it"]) == 2


@pytest.mark.parametrize("asset", ["digits", "spiral", "diabetes", "iris", "titanic"])
def test_what_is_built_is_what_the_course_pins(state: Path, asset: str) -> None:
    store.build(state, asset)
    assert pinned(asset)
    assert store.problems(state, asset) == []


def test_another_file_than_the_pinned_one_is_found(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(builders.BUILDERS, "iris", lambda: Built(public={"iris.csv": b"another edition"}))
    store.build(state, "iris")
    assert store.problems(state, "iris") == ["iris: iris.csv is not the file that datasets.yaml pins"]


@pytest.mark.parametrize("asset", list(builders.BUILDERS))
def test_every_data_set_is_in_the_course_with_a_pin(asset: str) -> None:
    assert pinned(asset)
