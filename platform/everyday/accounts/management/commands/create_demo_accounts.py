"""`manage.py create_demo_accounts`: three accounts and a cohort to try the site with. Development only."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from everyday.accounts.services.demo import DemoAccounts, create_demo_accounts


class Command(BaseCommand):
    help = "Create a demo learner, mentor and operator with random passwords, in a cohort whose week 5 begins today."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset-passwords", action="store_true", help="give the existing demo accounts new passwords")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "Demo accounts are for development only, and EVERYDAY_DEBUG is off. "
                "Set EVERYDAY_DEBUG=true to create them; never do so on a site that others can reach."
            )
        self._report(create_demo_accounts(now=timezone.now(), reset_passwords=options["reset_passwords"]))

    def _report(self, accounts: DemoAccounts) -> None:
        cohort = accounts.cohort
        self.stdout.write(f"Cohort {cohort.name!r} started on {cohort.starts_on.isoformat()}.")
        for username, password in accounts.passwords.items():
            self.stdout.write(f"  {username:<14} password: {password}")
        if accounts.passwords:
            self.stdout.write("These passwords are shown only now.")
        if accounts.kept:
            self.stdout.write(f"Already there, unchanged: {', '.join(accounts.kept)}.")
            self.stdout.write("To give them new passwords: manage.py create_demo_accounts --reset-passwords")
