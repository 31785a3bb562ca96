"""`manage.py check_curriculum [--strict] [ID…] [--write-synced]`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from everyday.catalog.checks.run import run_checks, write_synced_hashes
from everyday.catalog.source.problems import Level, Report
from everyday.catalog.source.tree import path_pattern, week_number


class Command(BaseCommand):
    help = "Checks curriculum/ and names every mistake as path:line: message. Exit status 1 if there is an error."
    # The curriculum is files: no database is needed, nor the other apps' URLs.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ids", nargs="*", metavar="ID", help="weeks, lessons, tasks or labs: w05 w05.l3 w05/two-layer-net")
        parser.add_argument("--strict", action="store_true", help="refuse drafts, and treat what they lack as errors")
        parser.add_argument("--write-synced", action="store_true", help="first mark the translations as up to date")
        parser.add_argument("--quiet", action="store_true", help="errors only")
        parser.add_argument("--curriculum", type=Path, default=settings.CURRICULUM_DIR, help="the folder to check")

    def handle(self, *_args: object, **options: Any) -> None:
        numbers = self._numbers(options["ids"])
        if options["write_synced"]:
            for path in write_synced_hashes(options["curriculum"], numbers):
                self.stdout.write(f"synced {path.name}")
        course, report = run_checks(options["curriculum"], weeks=numbers, strict=options["strict"])
        if numbers:
            report.keep("|".join(path_pattern(content_id) for content_id in options["ids"]))
        for number in (numbers or set()) - set(course.weeks):
            report.add(options["curriculum"] / "weeks", 1, f"week {number} is not there")
        self._print(report, quiet=options["quiet"])
        counts = report.counts()
        checked = len(numbers) if numbers else len(course.weeks)
        summary = f"{checked} weeks checked: " + ", ".join(f"{counts[level]} {level}s" for level in Level)
        if counts[Level.ERROR]:
            raise CommandError(summary)
        self.stdout.write(self.style.SUCCESS(summary))

    def _numbers(self, ids: list[str]) -> set[int] | None:
        numbers = set()
        for content_id in ids:
            number = week_number(content_id)
            if number is None:
                raise CommandError(f"{content_id!r} is no id: write w05, w05.l3, w05/two-layer-net or w05/labs/init-activation")
            numbers.add(number)
        return numbers or None

    def _print(self, report: Report, *, quiet: bool) -> None:
        styles = {Level.ERROR: self.style.ERROR, Level.WARNING: self.style.WARNING, Level.NOTICE: self.style.NOTICE}
        for path, problems in report.by_file():
            shown = [problem for problem in problems if not quiet or problem.level is Level.ERROR]
            if shown:
                self.stdout.write(self.style.MIGRATE_HEADING(path))
            for problem in shown:
                self.stdout.write("  " + styles[problem.level](str(problem)))
