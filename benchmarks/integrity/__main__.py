"""Hands the same solutions, honest and forged, to our judge, to otter-grader and to nbgrader, and prints who was fooled.

    python -m benchmarks.integrity [--only NAME …] [--without otter nbgrader]

One task, three hidden tests, 100 points. Every forgery is at heart the honest wrong solution or none at all: what it gets above
that is forged. The forgeries run in the other graders without any sandbox, as those graders run them; they are harmless.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.integrity import environment, ours
from benchmarks.integrity.hidden import REFERENCE, TESTS

HERE = Path(__file__).parent
PEERS = {"otter": "otter-grader", "nbgrader": "nbgrader"}
BASELINE = "honest_wrong"
Scores = Mapping[str, float | None]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", help="names of submissions")
    parser.add_argument("--without", nargs="*", default=[], choices=list(PEERS))
    options = parser.parse_args()
    files = {path.stem: path.read_text() for path in sorted((HERE / "submissions").glob("*.py"))}
    names = [name for name in _in_order(files) if not options.only or name in {*options.only, BASELINE}]
    chosen = {name: files[name] for name in names}
    found, held = ours.scores(chosen)
    columns: dict[str, Scores] = {"ours": found}
    for peer in PEERS:
        if peer not in options.without:
            columns[PEERS[peer]] = _peer(peer, chosen)
    _print(names, columns, held)
    return int(any(_fooled(name, columns["ours"]) for name in names))


def _in_order(files: Mapping[str, str]) -> list[str]:
    return sorted(files, key=lambda name: (not name.startswith("honest"), name))


def _peer(peer: str, submissions: Mapping[str, str]) -> Scores:
    """Runs a peer's program in its own environment, with nothing of ours in the surroundings."""
    interpreter = environment.python()
    with tempfile.TemporaryDirectory(prefix=f"everyday-{peer}-") as temporary:
        folder = Path(temporary)
        (folder / "submissions").mkdir()
        for name, text in submissions.items():
            (folder / "submissions" / f"{name}.py").write_text(text)
        (folder / "job.json").write_text(json.dumps({"reference": REFERENCE, "tests": TESTS}))
        surroundings = {
            "PATH": f"{interpreter.parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "OMP_NUM_THREADS": "1",
        }
        program = HERE / "peers" / f"grade_with_{peer}.py"
        subprocess.run([str(interpreter), str(program), str(folder)], env=surroundings, cwd=folder, check=True)
        scores: Scores = json.loads((folder / "scores.json").read_text())
        return scores


def _fooled(name: str, scores: Scores) -> bool:
    """More points than the honest wrong solution, which every forgery is at heart."""
    return name.startswith("forged") and (scores[name] or 0) > (scores[BASELINE] or 0)


def _print(names: list[str], columns: Mapping[str, Scores], held: str) -> None:
    pins = environment.versions()
    titles = {title: f"{title} {pins[title]}" if title in pins else title for title in columns}
    width = max(map(len, names)) + 2
    print(f"\nPoints of 100; ours: {held}; Python {sys.version.split()[0]}\n")
    print(f"{'submission':<{width}}" + "".join(f"{titles[title]:>22}" for title in columns))
    for name in names:
        print(f"{name:<{width}}" + "".join(f"{_cell(name, scores):>22}" for scores in columns.values()))
    forged = [name for name in names if name.startswith("forged")]
    fooled = [sum(_fooled(name, scores) for name in forged) for scores in columns.values()]
    print(f"{'fooled by':<{width}}" + "".join(f"{f'{count} of {len(forged)}':>22}" for count in fooled))


def _cell(name: str, scores: Scores) -> str:
    points = scores[name]
    text = "no result" if points is None else f"{points:g}"
    return f"FOOLED {text}" if _fooled(name, scores) else text


if __name__ == "__main__":
    sys.exit(main())
