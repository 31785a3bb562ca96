"""nbgrader: a notebook with a hidden test, `nbgrader generate_assignment` once, then `nbgrader autograde` for each hand-in."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.peers.grader import Grader
from benchmarks.peers.work import TEST, handed_in

_CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'bench'\nc.ExecutePreprocessor.timeout = 300\n"
_SOLUTION = "### BEGIN SOLUTION\nclass Linear: ...\n### END SOLUTION"
_SCORE = "SELECT SUM(COALESCE(manual_score, auto_score)) FROM grade"


class Nbgrader(Grader):
    module = "nbgrader"

    def prepare(self, folder: Path) -> None:
        source = folder / "source" / "ps1"
        source.mkdir(parents=True)
        (folder / "nbgrader_config.py").write_text(_CONFIG)
        hidden = f"### BEGIN HIDDEN TESTS\n{TEST}### END HIDDEN TESTS"
        cells = [
            _cell("solution", _SOLUTION, solution=True, locked=False, grade=False),
            _cell("linear", hidden, solution=False, locked=True, grade=True, points=100),
        ]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
        (source / "p1.ipynb").write_text(json.dumps(notebook))
        self.run(folder, "generate_assignment", "ps1", "--create")
        self._hand_in(folder)

    def _hand_in(self, folder: Path) -> None:
        notebook = json.loads((folder / "release" / "ps1" / "p1.ipynb").read_text())
        notebook["cells"][0]["source"] = handed_in()
        submitted = folder / "submitted" / "somebody" / "ps1"
        submitted.mkdir(parents=True)
        (submitted / "p1.ipynb").write_text(json.dumps(notebook))

    def grade(self, folder: Path) -> float:
        self.run(folder, "autograde", "ps1", "--create", "--force", "--student=somebody")
        with closing(sqlite3.connect(folder / "gradebook.db")) as gradebook:
            return float(gradebook.execute(_SCORE).fetchone()[0] or 0)


def _cell(name: str, source: str, **facts: Any) -> dict[str, Any]:
    grading = {"grade_id": name, "schema_version": 3, "task": False, **facts}
    return {
        "cell_type": "code",
        "id": name,
        "execution_count": None,
        "metadata": {"nbgrader": grading},
        "outputs": [],
        "source": source,
    }
