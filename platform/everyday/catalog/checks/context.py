"""What every check gets: the course, one week, and where to report."""

from dataclasses import dataclass
from pathlib import Path

from everyday.catalog.source.problems import Level, Report
from everyday.catalog.source.tree import CourseSource, WeekSource


@dataclass(frozen=True)
class Context:
    course: CourseSource
    source: WeekSource
    report: Report
    strict: bool = False
    # Syncing needs what is there to be right; what is not there is shown as in preparation.
    lenient: bool = False

    @property
    def is_live(self) -> bool:
        return self.strict or self.source.week.status == "live"

    def error(self, path: Path, line: int, message: str) -> None:
        self.report.add(path, line, message)

    def warning(self, path: Path, line: int, message: str) -> None:
        self.report.add(path, line, message, Level.WARNING)

    def missing(self, path: Path, line: int, message: str) -> None:
        """Something a finished week has: an error, but only a notice while the week is a draft."""
        in_preparation = self.lenient or (self.source.is_draft and not self.strict)
        self.report.add(path, line, message, Level.NOTICE if in_preparation else Level.ERROR)

    def week_line(self, *keys: str | int) -> int:
        return self.source.file.line(*keys)

    def week_error(self, message: str, *keys: str | int) -> None:
        self.error(self.source.file.path, self.week_line(*keys), message)

    def week_missing(self, message: str, *keys: str | int) -> None:
        self.missing(self.source.file.path, self.week_line(*keys), message)
