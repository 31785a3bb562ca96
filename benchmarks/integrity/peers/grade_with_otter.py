"""Grades files with otter-grader as its documentation says: `otter generate`, then `otter run` for each submission, here by the
function behind that command, each in a fork of its own, since the command takes long to start.

python grade_with_otter.py FOLDER: FOLDER holds job.json {"reference", "tests": {name: [points, body]}} and submissions/*.py;
scores.json {name: points | null} is written there, null where the grader gave no result.
"""

import contextlib
import io
import json
import os
import signal
import sys
import time
from pathlib import Path
from textwrap import indent

import otter.generate
import otter.run

FOLDER = Path(sys.argv[1])
TIMEOUT_S = 240

HEADER = 'from otter.test_files import test_case\n\nOK_FORMAT = False\nname = "softmax"\n\n'
CASE = '@test_case(name="{name}", points={points}, hidden=True)\ndef test_{name}(softmax):\n{body}\n\n'


def main():
    job = json.loads((FOLDER / "job.json").read_text())
    tests = FOLDER / "tests"
    tests.mkdir()
    cases = [CASE.format(name=name, points=points, body=indent(body, "    ")) for name, (points, body) in job["tests"].items()]
    (tests / "softmax.py").write_text(HEADER + job["reference"] + "\n\n" + "".join(cases))
    (FOLDER / "requirements.txt").write_text("numpy\n")
    autograder = FOLDER / "autograder.zip"
    otter.generate.main(tests_dir=str(tests), output_path=str(autograder), no_config=True, no_environment=True)
    scores = {path.stem: _score(path, autograder) for path in sorted((FOLDER / "submissions").glob("*.py"))}
    (FOLDER / "scores.json").write_text(json.dumps(scores))


def _score(submission, autograder):
    out = FOLDER / "results" / submission.stem
    out.mkdir(parents=True)
    _in_a_fork(submission, autograder, out)
    results = out / "results.json"
    if not results.is_file():
        return None
    tests = json.loads(results.read_text())["tests"]
    return sum(test.get("score", 0) for test in tests if test.get("max_score"))


def _in_a_fork(submission, autograder, out):
    child = os.fork()
    if child == 0:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the notebook kernel's own warnings
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(BaseException):
            otter.run.main(str(submission), autograder=str(autograder), output_dir=str(out), no_logo=True)
        os._exit(0)
    deadline = time.monotonic() + TIMEOUT_S
    while os.waitpid(child, os.WNOHANG)[0] == 0:
        time.sleep(0.1)
        if time.monotonic() > deadline:
            os.killpg(child, signal.SIGKILL)
            deadline = float("inf")


if __name__ == "__main__":
    main()
