"""manage.py prune: drops what is not kept for ever. Beat has it done every night."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from everyday.submissions import services


class Command(BaseCommand):
    help = "Drop logs and curves of old runs, expired sessions and unfinished data sets. Submissions and verdicts stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be dropped, and drop nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        for name, count in asdict(services.prune(dry_run=dry_run)).items():
            self.stdout.write(f"{name.replace('_', ' ')}: {count} {'would be dropped' if dry_run else 'dropped'}")
