"""`python -m workers …` as someone at a shell meets it: output, exit codes, and what it does not import."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.workers.grading import FIXTURES, RIGHT
from workers.commands.calibrate import keys_of, profile_record
from workers.commands.cells import difference
from workers.commands.printing import padded
from workers.commands.prove import problems
from workers.commands.submission import BadSubmission, read_folder
from workers.content import Content, all_ids, find, task_digest
from workers.judge.cells import split_cells
from workers.protocol import Verdict
from workers.spec import SpecError, read_task

ROOT = Path(__file__).resolve().parents[2]
TASK = FIXTURES / "weeks/01-fixture/tasks/double"


def workers(*arguments: str | Path, state: Path, lang: str = "en_GB.UTF-8", **more: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "EVERYDAY_STATE": str(state),
        "EVERYDAY_CURRICULUM": str(FIXTURES),
        "LANG": lang,
        "LC_ALL": "",
        **more,
    }
    command = [sys.executable, "-m", "workers", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=False)


@pytest.fixture
def solution(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "solution.py").write_text(RIGHT, "utf-8")
    return tmp_path / "work"


def test_grade_prints_the_published_json(solution: Path, tmp_path: Path) -> None:
    done = workers("grade", "w01/double", solution, "--json", "--min-isolation", "none", state=tmp_path)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["task"] == "w01/double"
    assert (data["status"], data["score"], data["max_score"]) == ("passed", 100, 100)
    assert {"tests", "metrics", "cpu_s", "wall_s", "peak_mib", "sandbox", "isolation"} <= set(data)
    assert set(data["tests"][0]) == {"id", "public", "status", "points", "max_points", "message"}


@pytest.mark.parametrize(("lang", "word"), [("en_US.UTF-8", "failed"), ("zh_CN.UTF-8", "未通过"), ("C", "未通过")])
def test_grade_speaks_the_terminals_language(solution: Path, tmp_path: Path, lang: str, word: str) -> None:
    (solution / "solution.py").write_text(RIGHT.replace("x + x", "x"), "utf-8")
    done = workers("grade", "w01/double", solution, "--min-isolation", "none", state=tmp_path, lang=lang, PYTHONUTF8="1")
    assert done.returncode == 0, done.stderr
    assert word in done.stdout
    assert "40 / 100" not in done.stdout


def test_usage_and_isolation_have_their_own_exit_codes(solution: Path, tmp_path: Path) -> None:
    assert workers("grade", "w99/nothing", solution, state=tmp_path).returncode == 2
    assert workers("grade", "w01/double", tmp_path / "absent", state=tmp_path).returncode == 2
    assert workers("grade", state=tmp_path).returncode == 2
    assert workers("run-lab", "w01/labs/absent", state=tmp_path).returncode == 2
    bad = tmp_path / "bad.json"
    bad.write_text('{"rate": 7}')
    assert workers("run-lab", "w01/labs/decay", "--config", bad, "--min-isolation", "none", state=tmp_path).returncode == 2
    refused = workers("grade", "w01/double", solution, "--min-isolation", "full", state=tmp_path, EVERYDAY_SANDBOX="process")
    assert refused.returncode == 3
    assert "isolation" in refused.stderr


def test_run_lab_prints_its_json(tmp_path: Path) -> None:
    done = workers("run-lab", "w01/labs/decay", "--seed", "3", "--json", "--min-isolation", "none", state=tmp_path)
    data = json.loads(done.stdout)
    assert set(data) == {"lab", "config", "status", "metrics", "figures", "goal_met", "cpu_s", "wall_s"}
    assert data["config"] == {"rate": 0.5, "steps": 10, "kind": "plain"}
    assert data["goal_met"] is True
    assert list(data["figures"]) == ["curve"]


@pytest.mark.slow
def test_prove_holds_every_solution_to_its_word(tmp_path: Path) -> None:
    done = workers("prove", "w01", "--min-isolation", "none", state=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "12 as expected, 0 not"
    again = workers("prove", "--changed", "--min-isolation", "none", state=tmp_path)
    assert again.stdout.splitlines() == ["0 as expected, 0 not"]


def test_cells_are_compared_with_what_was_stored(tmp_path: Path) -> None:
    for name in ("weeks/01-fixture/lessons",):
        (tmp_path / "c" / name).mkdir(parents=True)
    source = tmp_path / "c/weeks/01-fixture/lessons/01-cells.py"
    source.write_bytes((FIXTURES / "weeks/01-fixture/lessons/01-cells.py").read_bytes())
    options = {"state": tmp_path, "EVERYDAY_CURRICULUM": str(tmp_path / "c")}
    tmp_path.chmod(0o755)
    assert workers("cells", "w01", "--min-isolation", "none", **options).returncode == 1  # type: ignore[arg-type]
    assert workers("cells", "w01", "--write", "--min-isolation", "none", **options).returncode == 0  # type: ignore[arg-type]
    stored = json.loads((source.parent / "out/01-cells.json").read_text())
    assert stored["cells"] == {"first": {"stdout": "x = 2\n"}, "second": {"stdout": "0.666667\n"}}
    assert workers("cells", "w01", "--min-isolation", "none", **options).returncode == 0  # type: ignore[arg-type]
    source.write_text(source.read_text().replace("1 + 1", "1 + 2"))
    assert "printed 'x = 3'" in workers("cells", "w01", "--min-isolation", "none", **options).stdout  # type: ignore[arg-type]


def test_the_parent_imports_neither_numpy_nor_torch_nor_django() -> None:
    code = "import sys, workers.__main__; print({'numpy', 'torch', 'django', 'workers.judge.judging'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "set()"


def test_a_folder_is_read_without_following_links(solution: Path) -> None:
    secret = solution.parent / "secret.txt"
    secret.write_text("secret")
    (solution / "link.py").symlink_to(secret)
    (solution / "folder").symlink_to(solution.parent)
    (solution / ".hidden").write_text("x")
    (solution / "parts").mkdir()
    (solution / "parts" / "a.py").write_text("y = 1")
    os.mkfifo(solution / "fifo.py")
    assert set(read_folder(solution, 1 << 16)) == {"solution.py", "parts/a.py"}


def test_a_folder_over_its_cap_is_refused(solution: Path) -> None:
    (solution / "big.py").write_bytes(bytes(70_000))
    with pytest.raises(BadSubmission):
        read_folder(solution, 1 << 16)
    (solution / "big.py").unlink()
    for index in range(70):
        (solution / f"f{index}.py").touch()
    with pytest.raises(BadSubmission, match="64"):
        read_folder(solution, 1 << 16)


def verdict(status: str, score: float, **tests: str) -> Verdict:
    rows = [{"id": name, "status": value, "message": {"zh": "", "en": "why"}} for name, value in tests.items()]
    return Verdict(task="w01/double", status=status, score=score, max_score=100, tests=rows)


@pytest.mark.parametrize(
    ("expect", "found", "count"),
    [
        (None, verdict("passed", 100, a="passed"), 0),
        (None, verdict("failed", 0, a="failed"), 1),
        (None, verdict("infrastructure", 0), 1),
        ({"fails": ["a"]}, verdict("failed", 0, a="failed", b="failed"), 0),
        ({"fails": ["a"]}, verdict("passed", 100, a="passed"), 2),
        ({"fails": ["a"]}, verdict("failed", 0, a="skipped", b="failed"), 1),
        ({"fails": ["a"], "only": True}, verdict("failed", 0, a="failed", b="error"), 1),
        ({"fails": ["a"], "only": True}, verdict("failed", 0, a="failed", K3="failed"), 0),
        ({"fails": ["a"], "score_max": 50}, verdict("failed", 60, a="failed"), 1),
        ({"fails": ["a"]}, verdict("infrastructure", 0), 1),
    ],
)
def test_a_proof_finds_what_is_not_as_expected(expect: dict[str, Any] | None, found: Verdict, count: int) -> None:
    assert len(problems(expect, found)) == count


def test_thresholds_are_derived_on_the_lenient_side() -> None:
    raw = {
        "metrics": [{"name": "acc", "goal": "max"}, {"name": "loss", "goal": "min"}],
        "thresholds": [
            {"test": "t", "metric": "acc", "value": "calibration:acc"},
            {"test": "u", "metric": "loss", "value": "calibration:loss", "merit": "calibration:base"},
            {"test": "v", "metric": "acc", "value": 0.5},
        ],
    }
    assert keys_of(raw, "cpu") == {"acc": ("acc", "max"), "loss": ("loss", "min"), "base": ("loss", "min")}
    verdicts = [
        Verdict(task="t", status="passed", score=1, max_score=1, tests=[], metrics={"acc": a, "loss": 1 - a})
        for a in (0.9, 0.92, 0.94)
    ]
    record = profile_record(raw, {"profiles": {"cpu": {"fixed": {"base": 2.0}}}}, "cpu", verdicts, {})
    assert record["thresholds"] == {"acc": 0.84, "loss": 0.16}
    assert record["fixed"] == {"base": 2.0}


@pytest.mark.parametrize(
    ("stored", "printed", "same"),
    [
        ("a = 1.00000\n", "a = 1.00001\n", True),
        ("a = 1.0\n", "a = 1.1\n", False),
        ("a = 1\n", "b = 1\n", False),
        ("a\nb\n", "a\n", False),
        ("[1. 2.]\n", "[1. 2.]\n", True),
        ("", "", True),
    ],
)
def test_outputs_differ_in_words_or_clearly_in_numbers(stored: str, printed: str, same: bool) -> None:
    assert (difference(stored, printed) == "") is same


def test_cells_are_split_at_their_marks() -> None:
    cells = split_cells("# header\n# %% id=a\nx = 1\n# %% id=b implements=eq-1\ny = 2\n")
    assert [name for name, _ in cells] == ["a", "b"]
    assert cells[1][1].splitlines()[4] == "y = 2"


def test_a_digest_changes_with_what_is_judged_and_not_with_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.py").write_text("1")
    (tmp_path / "judge.py").write_text("2")
    before = task_digest(tmp_path)
    for name in ("statement.zh.md", "hints.en.md", "debrief.zh.md", "design.md", "calibration.json"):
        (tmp_path / name).write_text("text")
    assert task_digest(tmp_path) == before
    (tmp_path / "a" / "x.py").rename(tmp_path / "a" / "y.py")
    assert task_digest(tmp_path) != before


def test_content_is_found_by_its_id() -> None:
    assert all_ids(FIXTURES) == ["w01/affine", "w01/double", "w01/essay", "w01/exporter", "w01/fit"]
    assert all_ids(FIXTURES, labs=True) == ["w01/labs/decay"]
    found = find("w01/double", FIXTURES)
    assert isinstance(found, Content)
    assert found.task("cpu").limits.memory_mib == 256
    with pytest.raises(SpecError, match="gpu"):
        found.task("gpu")


@pytest.mark.parametrize(
    "change",
    [{"points": 90}, {"tests": []}, {"kind": None, "tests": [{"id": "K1", "public": True, "points": 100}]}, {"points": "many"}],
)
def test_a_description_that_contradicts_itself_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(SpecError):
        read_task({**find("w01/double", FIXTURES).raw, **change}, {}, "cpu")


def test_columns_count_chinese_twice() -> None:
    assert padded("通过", 6) == "通过  "
    assert padded("passed", 4) == "passed"
