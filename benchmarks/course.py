"""A trivial torch task: w06/mini-torch cut down to one test, a forward pass of a two-by-two layer."""

import re
import shutil
from pathlib import Path

from ruamel.yaml import YAML

from tests.functional.platform import ROOT

TASK = "w06/mini-torch"
_FOLDER = Path("weeks/06-pytorch/tasks/mini-torch")
_ONE_TEST = "linear_by_hand"


def solution() -> str:
    return (ROOT / "curriculum" / _FOLDER / "reference/solution.py").read_text("utf-8")


def trivial_course(folder: Path) -> Path:
    """A copy of the course with one test left in the task: a judge, a learner, one call."""
    shutil.copytree(ROOT / "curriculum", folder)
    task = folder / _FOLDER
    for name in ("alt", "wrong"):
        shutil.rmtree(task / name)
    yaml = YAML()
    content = yaml.load(task / "task.yaml")
    content["tests"] = [test for test in content["tests"] if test["id"] == _ONE_TEST]
    content["tests"][0]["points"] = content["points"]
    yaml.dump(content, task / "task.yaml")
    first, *checks = re.split(r"(?m)^(?=@check)", (task / "judge.py").read_text("utf-8"))
    kept = next(check for check in checks if check.startswith(f'@check("{_ONE_TEST}")'))
    (task / "judge.py").write_text(first + kept, "utf-8")
    return folder
