"""What is wrong with the curriculum, said so that an author can go to the line and mend it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Level(StrEnum):
    """Only errors refuse the course; a notice says what a draft still lacks."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, order=True)
class Problem:
    path: str
    line: int
    message: str
    level: Level = Level.ERROR

    def __str__(self) -> str:
        prefix = "" if self.level is Level.ERROR else f"{self.level}: "
        return f"{self.path}:{self.line}: {prefix}{self.message}"


@dataclass
class Report:
    """Collects problems; paths are shown relative to the folder that holds curriculum/."""

    root: Path
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: Path, line: int, message: str, level: Level = Level.ERROR) -> None:
        self.problems.append(Problem(self.shown(path), max(line, 1), message, level))

    def shown(self, path: Path) -> str:
        base = self.root.parent
        return str(path.relative_to(base)) if path.is_relative_to(base) else str(path)

    def keep(self, pattern: str) -> None:
        """Forget the problems of files whose path does not match the regular expression."""
        self.problems = [problem for problem in self.problems if re.search(pattern, problem.path)]

    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.level is Level.ERROR]

    def counts(self) -> dict[Level, int]:
        return {level: sum(problem.level is level for problem in self.problems) for level in Level}

    def by_file(self) -> Iterator[tuple[str, list[Problem]]]:
        """Problems without doubles, file by file in line order."""
        unique = sorted(set(self.problems))
        for path in dict.fromkeys(problem.path for problem in unique):
            yield path, [problem for problem in unique if problem.path == path]
