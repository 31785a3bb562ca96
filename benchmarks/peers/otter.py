"""otter-grader: `otter generate` once, then `otter run` for each hand-in."""

import json
from pathlib import Path
from textwrap import indent

from benchmarks.peers.grader import Grader
from benchmarks.peers.work import TEST, handed_in

_TEST_FILE = """from otter.test_files import test_case

OK_FORMAT = False
name = "linear"


@test_case(name="forward", points=100, hidden=True)
def test_forward(Linear):
"""


class Otter(Grader):
    module = "otter"

    def prepare(self, folder: Path) -> None:
        tests = folder / "tests"
        tests.mkdir()
        (tests / "linear.py").write_text(_TEST_FILE + indent(TEST, "    "))
        (folder / "requirements.txt").write_text("")
        (folder / "results").mkdir()
        (folder / "solution.py").write_text(handed_in())
        self.run(folder, "generate", "-t", str(tests), "-o", "autograder.zip", "--no-config", "--no-environment")

    def grade(self, folder: Path) -> float:
        out = folder / "results"
        self.run(folder, "run", "-a", "autograder.zip", "-o", str(out), "--no-logo", "solution.py")
        tests = json.loads((out / "results.json").read_text())["tests"]
        return float(sum(test.get("score", 0) for test in tests if test.get("max_score")))
