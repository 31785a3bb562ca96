"""A run whose data are still being fetched ends at once, says so, and is no fault of the machine's."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from workers import tasks
from workers.assets import store
from workers.assets.builders import BUILDERS
from workers.assets.built import Built
from workers.content import CURRICULUM, find, task_digest
from workers.protocol import EventKind, RunRequest, Status


def fetched(url: str, sha256: str) -> dict[str, bytes]:
    """The files were asked for, so the run went on; nothing that the worker would take for a fault of its own."""
    raise KeyboardInterrupt


def request_for(task: str) -> RunRequest:
    digest = task_digest(find(task).folder)
    return RunRequest(run_id="r", attempt_token="t", kind="task", content_id=task, content_digest=digest, bundle_url="http://x/")


def outcome(state: Path, task: str) -> tuple[str, dict[str, Any]]:
    here: Any = SimpleNamespace(configuration=SimpleNamespace(curriculum=CURRICULUM, state=state))
    lease: Any = SimpleNamespace()
    return tasks._outcome(here, lease, request_for(task))


def test_without_its_data_a_run_says_that_they_are_being_prepared(tmp_path: Path) -> None:
    kind, verdict = outcome(tmp_path, "w10/wv-classify")
    assert kind == EventKind.VERDICT
    assert verdict["status"] == Status.INFRASTRUCTURE
    assert "being prepared" in verdict["message"]["en"]
    assert "准备" in verdict["message"]["zh"]


def test_with_its_data_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for asset in ("newsgroups6", "glove-50d"):
        monkeypatch.setitem(BUILDERS, asset, lambda: Built(public={"x.txt": b"rows"}))
        store.build(tmp_path, asset)
    monkeypatch.setattr(tasks, "fetch_files", fetched)
    with pytest.raises(KeyboardInterrupt):
        outcome(tmp_path, "w10/wv-classify")


def test_a_task_without_large_data_never_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "fetch_files", fetched)
    with pytest.raises(KeyboardInterrupt):
        outcome(tmp_path, "w10/sgns")
