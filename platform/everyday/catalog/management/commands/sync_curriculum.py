"""`manage.py sync_curriculum [--force]`."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from everyday.catalog.services import InvalidCourse, SyncResult, sync_curriculum


class Command(BaseCommand):
    help = "Loads curriculum/ into the database; writes only what changed, and nothing if the course is invalid."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="render and write everything again")
        parser.add_argument("--curriculum", type=Path, default=settings.CURRICULUM_DIR, help="the folder to load")

    def handle(self, *_args: object, **options: Any) -> None:
        try:
            result = sync_curriculum(root=options["curriculum"], force=options["force"])
        except InvalidCourse as error:
            for problem in sorted(set(error.report.errors())):
                self.stderr.write(str(problem))
            raise CommandError(f"the course has {error} and was not loaded; the database is as it was") from error
        self.stdout.write(self.style.SUCCESS(_summary(result)))


def _summary(result: SyncResult) -> str:
    if not result.changed:
        return "The course is up to date."
    lines = [f"Written: {_counted(result.written)}. Removed: {_counted(result.removed)}."]
    lines += [f"Kept because learners' work hangs on it: {name}" for name in result.kept]
    return "\n".join(lines)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing"
