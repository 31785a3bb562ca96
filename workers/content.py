"""The curriculum as the workers read it: finds a task's or lab's folder, reads its YAML, computes its digest.

The trusted parent alone reads YAML (a safe loader, no objects); judges get plain data. Nothing is cached across changes:
a file's size and time of change are part of the key.
"""

import functools
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from workers.spec import SpecError, TaskSpec, read_task

DIGEST_PREFIX = b"everyday-content-1\0"
CONTENT_ID = re.compile(r"(w\d\d)(/labs)?/([A-Za-z0-9][A-Za-z0-9-]*)\Z")
ROOT = Path(__file__).resolve().parents[1]
CURRICULUM = ROOT / "curriculum"


class UnknownContent(LookupError):
    """No task or lab of that id."""


@dataclass(frozen=True)
class Content:
    """A task or lab on disk. `raw` is its YAML, `calibration` its calibration.json ({} if none)."""

    id: str
    folder: Path
    raw: dict[str, Any]
    calibration: dict[str, Any]

    @property
    def is_lab(self) -> bool:
        return "/labs/" in self.id

    def task(self, profile: str) -> TaskSpec:
        return read_task(self.raw, self.calibration, profile)


def find(content_id: str, curriculum: Path = CURRICULUM) -> Content:
    """Raises UnknownContent for an id that does not exist, SpecError for one that cannot be read."""
    match = CONTENT_ID.match(content_id)
    if match is None:
        raise UnknownContent(content_id)
    code, lab, slug = match.groups()
    for week in sorted((curriculum / "weeks").glob(f"{code[1:]}-*")):
        folder = week / ("labs" if lab else "tasks") / slug
        name = "lab.yaml" if lab else "task.yaml"
        if (folder / name).is_file():
            return Content(content_id, folder, _yaml(folder / name), _json(folder / "calibration.json"))
    raise UnknownContent(content_id)


def all_ids(curriculum: Path = CURRICULUM, *, labs: bool = False) -> list[str]:
    """Ids of every task (or lab) that has a description on disk, in course order."""
    pattern = "weeks/*/labs/*/lab.yaml" if labs else "weeks/*/tasks/*/task.yaml"
    middle = "/labs/" if labs else "/"
    return sorted(f"w{path.parents[2].name[:2]}{middle}{path.parent.name}" for path in curriculum.glob(pattern))


def task_digest(folder: Path) -> str:
    """sha256 over the sorted relative paths and bytes of all that decides a verdict (the web side computes the very same).

    Each file adds its path, NUL, its length as eight bytes, its content. Texts for reading and the calibration's log stay out.
    """
    digest = hashlib.sha256(DIGEST_PREFIX)
    paths = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    for name in sorted(path.as_posix() for path in paths if _counts(path)):
        data = (folder / name).read_bytes()
        digest.update(name.encode() + b"\0" + len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _counts(path: Path) -> bool:
    if "__pycache__" in path.parts:
        return False
    return not (path.name in ("calibration.json", "design.md") or path.name.startswith(("debrief", "hints", "statement")))


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML file as plain data."""
    return _yaml(path)


def _yaml(path: Path) -> dict[str, Any]:
    status = path.stat()
    # A round trip through JSON: a fresh copy of nothing but plain data (a date becomes a string).
    data: dict[str, Any] = json.loads(_parsed(path, status.st_mtime_ns, status.st_size))
    return data


@functools.lru_cache(maxsize=256)
def _parsed(path: Path, _changed_ns: int, _size: int) -> str:
    try:
        data = YAML(typ="safe").load(path.read_text("utf-8"))
    except YAMLError as error:
        raise SpecError(f"{path.parent.name}/{path.name}: {error}") from None
    if not isinstance(data, dict):
        raise SpecError(f"{path.parent.name}/{path.name}: not a mapping")
    return json.dumps(data, ensure_ascii=False, default=str)


def _json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    data = json.loads(path.read_text("utf-8"))
    if not isinstance(data, dict):
        raise SpecError(f"{path.parent.name}/{path.name}: not an object")
    return data
