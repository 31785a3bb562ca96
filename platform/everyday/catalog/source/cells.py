"""A lesson's one code file: cells begin with `# %% id=name`; both languages show the same cells."""

import ast
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from everyday.catalog.source.problems import Report

_MARK = re.compile(r"#\s*%%\s*(?:id=([a-z0-9]+(?:-[a-z0-9]+)*))?\s*$")
_HAND = re.compile(r"\s*#\s*hand:\s*([A-Za-z0-9][\w.-]*)\s*$")
_BILINGUAL = re.compile(r"#:\s*(.*?)\s*\|\s*(.*?)\s*$")

MAX_LINES = 25


@dataclass(frozen=True)
class Cell:
    """`line` is where its mark stands; `hands` are the worked examples that it asserts."""

    id: str
    line: int
    text: str
    hands: tuple[str, ...]

    def source(self, language: str) -> str:
        """What a reader sees: bilingual comments in one language, marks of worked examples taken out."""
        shown = [_in_language(line, language) for line in self.text.splitlines() if not _HAND.match(line)]
        return "\n".join(shown).strip("\n")

    def asserts(self) -> bool:
        """Whether the cell has an assert statement."""
        try:
            return any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(self.text)))
        except SyntaxError:
            return False


def _in_language(line: str, language: str) -> str:
    return _BILINGUAL.sub(lambda match: f"# {match[1] if language == 'zh' else match[2]}", line)


def read_cells(path: Path, report: Report | None = None) -> dict[str, Cell]:
    """The cells of a lesson in order; none where the lesson has no code file."""
    if not path.exists():
        return {}
    cells: dict[str, Cell] = {}
    starts: list[tuple[int, str]] = []
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        mark = _MARK.match(line)
        if mark and not mark[1] and report:
            report.add(path, number, "a cell needs an id: # %% id=name")
        if mark:
            starts.append((number, mark[1] or f"line-{number}"))
    if report and any(line.strip() and not line.startswith("#") for line in lines[: starts[0][0] - 1 if starts else len(lines)]):
        report.add(path, 1, "code before the first `# %% id=name` belongs to no cell")
    for (start, name), (end, _) in zip(starts, [*starts[1:], (len(lines) + 1, "")], strict=True):
        if name in cells and report:
            report.add(path, start, f"cell {name!r} is there twice (line {cells[name].line})")
        body = lines[start : end - 1]
        hands = tuple(match[1] for match in map(_HAND.match, body) if match)
        cells[name] = Cell(name, start, "\n".join(body).strip("\n"), hands)
    return cells


@dataclass(frozen=True)
class Recording:
    """lessons/out/NN-slug.json: what each cell printed, and the hash of the file that was run."""

    source_sha256: str
    stdout: dict[str, str]

    def is_fresh(self, path: Path) -> bool:
        return hashlib.sha256(path.read_bytes()).hexdigest() == self.source_sha256


def recording_path(stem: Path) -> Path:
    return stem.parent / "out" / f"{stem.name}.json"


def read_recording(path: Path) -> Recording | None:
    """None where nothing was recorded. Raises ValueError where the file is not a recording."""
    if not path.exists():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        cells = {str(name): str(cell.get("stdout", "")) for name, cell in data["cells"].items()}
        return Recording(str(data["source_sha256"]), cells)
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
        raise ValueError(f"not a recording of cell outputs: {error}") from error
