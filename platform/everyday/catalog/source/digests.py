"""Digests of content: what changed since the last sync, and which content a run was judged with."""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

# Words about a task do not change its verdicts; the worker's own computation leaves out the same files.
_NOT_JUDGED = frozenset({"calibration.json", "design.md"})
_PAGES = ("debrief", "hints", "statement")


def content_files(folder: Path) -> list[Path]:
    """Every file below `folder` in the order of its relative path, without Python's caches."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(files, key=lambda path: path.relative_to(folder).as_posix())


def digest_files(base: Path, paths: Iterable[Path]) -> str:
    state = hashlib.sha256()
    for path in paths:
        if path.exists():
            data = path.read_bytes()
            state.update(f"{path.relative_to(base).as_posix()}\0{len(data)}\0".encode())
            state.update(data)
    return state.hexdigest()


def digest_of(*parts: object) -> str:
    """The digest of JSON values; equal values give equal digests in any process."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def task_digest(folder: Path) -> str:
    """What a verdict depends on in a task's or lab's folder; workers compute the very same.

    Each file adds its path, NUL, its length as eight bytes, its content, in the order of the paths.
    """
    state = hashlib.sha256(b"everyday-content-1\0")
    for path in content_files(folder):
        if path.name not in _NOT_JUDGED and not path.name.startswith(_PAGES):
            data = path.read_bytes()
            state.update(path.relative_to(folder).as_posix().encode() + b"\0" + len(data).to_bytes(8, "big") + data)
    return state.hexdigest()


@cache
def program_digest() -> str:
    """The programs that turn files into rows: when they change, everything is rendered again."""
    everyday = Path(__file__).resolve().parents[2]
    parts = [everyday / "lib" / "markdown", everyday / "catalog" / "publishing", everyday / "catalog" / "source"]
    parts.append(everyday / "catalog" / "schema")
    return digest_of(*(digest_files(everyday, content_files(part)) for part in parts))


def course_digest(root: Path) -> str:
    return digest_of(program_digest(), digest_files(root, content_files(root)))
