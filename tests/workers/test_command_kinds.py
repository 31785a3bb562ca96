"""`python -m workers grade` on models and documents, and on folders that are no submissions, in both languages."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.workers.grading import FIXTURES
from tests.workers.test_commands import workers

TASKS = FIXTURES / "weeks/01-fixture/tasks"
LANGUAGES = [("zh_CN.UTF-8", "zh"), ("en_GB.UTF-8", "en")]


def graded(task: str, folder: Path, state: Path) -> dict[str, Any]:
    done = workers("grade", f"w01/{task}", folder, "--json", "--min-isolation", "none", state=state)
    assert done.returncode == 0, done.stderr
    verdict: dict[str, Any] = json.loads(done.stdout)
    return verdict


@pytest.mark.parametrize(("task", "score"), [("affine", 100), ("exporter", 100), ("essay", 40)])
def test_the_reference_of_every_kind_passes(task: str, score: float, tmp_path: Path) -> None:
    verdict = graded(task, TASKS / task / "reference", tmp_path)
    assert (verdict["status"], verdict["score"], verdict["isolation"] in {"full", "partial", "none"}) == ("passed", score, True)


@pytest.mark.parametrize(
    ("task", "name", "data"),
    [
        ("affine", "model.onnx", b"\x80\x04\x95."),
        ("affine", "weights.safetensors", b"\xff" * 9),
        ("essay", "essay.md", b"\xff\xfe\x00binary"),
        ("essay", "diagrams/plan.png", b"<svg/>"),
        ("exporter", "solution.py", b"def export(out:\n"),
    ],
)
def test_a_bad_file_is_a_verdict_in_the_terminals_language(task: str, name: str, data: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    shutil.copytree(TASKS / task / "reference", folder)
    (folder / name).write_bytes(data)
    verdict = graded(task, folder, tmp_path / "state")
    gate = verdict["tests"][0]
    assert (verdict["status"], gate["id"], gate["status"]) == ("not_gradable", "K1", "failed")
    assert name in gate["message"]["zh"]
    assert name in gate["message"]["en"]


@pytest.mark.parametrize(("lang", "language"), LANGUAGES)
def test_a_folder_that_is_no_submission_is_refused_in_the_terminals_language(tmp_path: Path, lang: str, language: str) -> None:
    words = {"zh": ("不是文件夹", "超过了", "文件超过"), "en": ("not a folder", "more bytes", "more than 64 files")}[language]
    large, many = tmp_path / "large", tmp_path / "many"
    for folder in (large, many):
        folder.mkdir()
    (large / "essay.md").write_bytes(b"x" * 5_000_000)
    for number in range(70):
        (many / f"{number}.md").write_bytes(b"x")
    for folder, word in zip((tmp_path / "absent", large, many), words, strict=True):
        done = workers("grade", "w01/essay", folder, "--min-isolation", "none", state=tmp_path, lang=lang, PYTHONUTF8="1")
        assert done.returncode == 2
        assert word in done.stderr
        assert "Traceback" not in done.stderr


def test_links_and_pipes_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    shutil.copytree(TASKS / "essay" / "reference", folder)
    (folder / "essay.md").unlink()
    (folder / "essay.md").symlink_to("/etc/passwd")
    os.mkfifo(folder / "essay.pdf")
    verdict = graded("essay", folder, tmp_path / "state")
    assert verdict["status"] == "not_gradable"
    assert "essay" in verdict["tests"][0]["message"]["en"]
