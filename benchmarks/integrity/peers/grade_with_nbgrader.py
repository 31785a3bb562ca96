"""Grades files with nbgrader as its documentation says: a source notebook with hidden tests, `nbgrader generate_assignment`, one
submitted notebook a learner, `nbgrader autograde`; the score is what stands in its gradebook.

python grade_with_nbgrader.py FOLDER: as grade_with_otter.py.
"""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry

FOLDER = Path(sys.argv[1])
COURSE = FOLDER / "course"
TIMEOUT_S = 900
CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'integrity'\nc.ExecutePreprocessor.timeout = 60\n"


def main():
    job = json.loads((FOLDER / "job.json").read_text())
    (COURSE / "source" / "ps1").mkdir(parents=True)
    (COURSE / "nbgrader_config.py").write_text(CONFIG)
    nbformat.write(_source(job), COURSE / "source" / "ps1" / "p1.ipynb")
    _nbgrader("generate_assignment", "ps1", "--create")
    released = nbformat.read(COURSE / "release" / "ps1" / "p1.ipynb", as_version=4)
    submissions = sorted((FOLDER / "submissions").glob("*.py"))
    for path in submissions:
        _hand_in(released, path)
    _nbgrader("autograde", "ps1", "--create", "--force", check=False)  # not 0 when one of them gave no result
    with Gradebook(f"sqlite:///{COURSE / 'gradebook.db'}") as gradebook:
        scores = {path.stem: _score(gradebook, path.stem) for path in submissions}
    (FOLDER / "scores.json").write_text(json.dumps(scores))


def _source(job):
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    solution = "### BEGIN SOLUTION\ndef softmax(x): ...\n### END SOLUTION"
    notebook.cells.append(_cell("solution", solution, solution=True, locked=False, grade=False))
    for name, (points, body) in job["tests"].items():
        hidden = f"### BEGIN HIDDEN TESTS\n{job['reference']}\n{body}### END HIDDEN TESTS"
        notebook.cells.append(_cell(name, hidden, solution=False, locked=True, grade=True, points=points))
    return notebook


def _cell(name, source, **facts):
    cell = nbformat.v4.new_code_cell(source)
    cell.metadata["nbgrader"] = {"grade_id": name, "schema_version": 3, "task": False, **facts}
    return cell


def _hand_in(released, path):
    notebook = nbformat.from_dict(released)
    for cell in notebook.cells:
        if cell.metadata["nbgrader"]["grade_id"] == "solution":
            cell.source = path.read_text()
    folder = COURSE / "submitted" / path.stem / "ps1"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "p1.ipynb")


def _score(gradebook, student):
    try:
        submission = gradebook.find_submission("ps1", student)
    except MissingEntry:
        return None
    return submission.score if (COURSE / "autograded" / student / "ps1" / "p1.ipynb").is_file() else None


def _nbgrader(*words, check=True):
    subprocess.run([sys.executable, "-m", "nbgrader", *words], cwd=COURSE, capture_output=True, timeout=TIMEOUT_S, check=check)


if __name__ == "__main__":
    main()
