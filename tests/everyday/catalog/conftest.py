"""A small whole course to break in one place at a time."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from everyday.catalog.checks.run import run_checks
from everyday.catalog.services import SyncResult, sync_curriculum
from everyday.catalog.source.problems import Level, Problem

COURSE = Path(__file__).parents[2] / "fixtures" / "course"


@dataclass(frozen=True)
class CourseFolder:
    """A copy of the fixture course in a folder of its own."""

    root: Path

    def path(self, name: str) -> Path:
        return self.root / name

    def edit(self, name: str, old: str, new: str) -> int:
        """Replace `old` (which must be there) once; the line where it stood."""
        path = self.path(name)
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def problems(self, *, weeks: Iterable[int] | None = None, strict: bool = False) -> list[Problem]:
        return sorted(set(run_checks(self.root, weeks=weeks, strict=strict)[1].problems))

    def errors(self, *, weeks: Iterable[int] | None = None, strict: bool = False) -> list[str]:
        problems = self.problems(weeks=weeks, strict=strict)
        return [str(problem) for problem in problems if problem.level is Level.ERROR]

    def warnings(self) -> list[str]:
        return [str(problem) for problem in self.problems() if problem.level is Level.WARNING]

    def sync(self, *, force: bool = False) -> SyncResult:
        return sync_curriculum(root=self.root, force=force)


@pytest.fixture
def course(tmp_path: Path) -> CourseFolder:
    shutil.copytree(COURSE, tmp_path / "curriculum")
    return CourseFolder(tmp_path / "curriculum")


@pytest.fixture
def synced(db: None, course: CourseFolder) -> CourseFolder:
    course.sync()
    return course
