"""Data from large downloads: left out by setup, and missed by name until they are there."""

from pathlib import Path
from typing import Any

import pytest

from workers.assets import builders, store
from workers.assets.built import Built
from workers.assets.cli import main
from workers.assets.later import LATER, awaited
from workers.content import all_ids, find

TASK: dict[str, Any] = {
    "profiles": {"cpu": {"data": "newsgroups6", "overrides": {"vectors": "glove-50d", "epochs": 3}}, "gpu": {"data": "digits"}}
}


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EVERYDAY_STATE", str(tmp_path))
    for asset in builders.BUILDERS:
        monkeypatch.setitem(builders.BUILDERS, asset, lambda: Built(public={"x.txt": b"rows"}))
    return tmp_path


def test_they_are_data_sets_that_can_be_built() -> None:
    assert set(builders.BUILDERS) >= LATER


def test_setup_leaves_them_out_and_the_next_build_brings_them(state: Path) -> None:
    assert main(["build", "--missing", "--small"]) == 0
    assert {asset for asset in builders.BUILDERS if not store.is_built(state, asset)} == LATER
    assert main(["build", "--missing"]) == 0
    assert all(store.is_built(state, asset) for asset in builders.BUILDERS)


def test_a_task_awaits_what_its_profile_names(state: Path) -> None:
    assert awaited(TASK, "cpu", state) == ["glove-50d", "newsgroups6"]
    store.build(state, "newsgroups6")
    assert awaited(TASK, "cpu", state) == ["glove-50d"]
    store.build(state, "glove-50d")
    assert awaited(TASK, "cpu", state) == []


def test_small_data_and_an_absent_profile_are_not_awaited(state: Path) -> None:
    assert awaited(TASK, "gpu", state) == []
    assert awaited({}, "cpu", state) == []


def test_the_week_that_needs_them_says_so(tmp_path: Path) -> None:
    waiting = {task for task in all_ids() if awaited(find(task).raw, "cpu", tmp_path)}
    assert "w10/wv-classify" in waiting
