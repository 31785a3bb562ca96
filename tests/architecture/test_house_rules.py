"""House rules that no linter knows. The message says what to do instead."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 400


def _tracked(*patterns: str) -> list[Path]:
    argv = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def _code() -> list[Path]:
    return [path for path in _tracked("platform/*.py", "workers/*.py") if "migrations" not in path.parts]


def test_no_file_is_too_long_to_hold_in_the_head() -> None:
    long = {str(path.relative_to(ROOT)): n for path in _code() if (n := len(path.read_text().splitlines())) > LONGEST_FILE}
    assert not long, "split them by purpose"


def test_no_catch_all_modules() -> None:
    names = {"utils.py", "helpers.py", "common.py", "misc.py", "utilities.py"}
    found = [path for path in _code() if path.name in names]
    assert not found, "name a module after what is in it"


@pytest.mark.parametrize("forbidden", ["shell=True", "pickle.load", "np.load(", "torch.load(", "yaml.load(", "mark_safe("])
def test_dangerous_calls_have_a_reason(forbidden: str) -> None:
    offenders = []
    for path in _code():
        lines = path.read_text().splitlines()
        offenders += [
            f"{path.relative_to(ROOT)}:{number}"
            for number, line in enumerate(lines, 1)
            if forbidden in line and "# safe:" not in line and "# safe:" not in lines[max(0, number - 2)]
        ]
    assert not offenders, f"{forbidden} needs a comment `# safe: <why>` on its line or the one above"


def test_no_function_local_imports_of_ours() -> None:
    local = re.compile(r"^\s+(from|import) (everyday|workers)\b")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _code()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if local.match(line) and "TYPE_CHECKING" not in path.read_text().splitlines()[max(0, number - 4) : number].__str__()
    ]
    assert not found, "a local import of our own code hides a circle: move what is shared downwards"
