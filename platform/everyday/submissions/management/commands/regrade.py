"""manage.py regrade w05/two-layer-net: judge submissions again, see what would change, publish it."""

import csv
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from everyday.catalog.selectors import task as find_task
from everyday.submissions import services
from everyday.submissions.models import RegradeBatch, Submission
from everyday.submissions.regrade_table import HEAD, cells, change_words
from everyday.submissions.selectors import regrades
from everyday.submissions.services import RegradeRefusedError


class Command(BaseCommand):
    help = "Judges a task's submissions again in the background, shows the differences, and publishes them if told to."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("task", help="for example w05/two-layer-net")
        parser.add_argument("--submission", type=UUID, help="only this one, whatever it was judged with")
        parser.add_argument("--again", action="store_true", help="also what was judged with the present content")
        parser.add_argument("--publish", action="store_true", help="let better results stand")
        parser.add_argument("--lower", action="store_true", help="with --publish and --reason: worse results too")
        parser.add_argument("--reason", default="", help="what learners read about it")

    def handle(self, *args: Any, **options: Any) -> None:
        task = find_task(options["task"])
        if task is None:
            raise CommandError(f"there is no task {options['task']}")
        if options["lower"] and not options["publish"]:
            raise CommandError("--lower goes with --publish")
        submission = None
        if options["submission"] is not None:
            submission = Submission.objects.filter(pk=options["submission"], task=task).first()
            if submission is None:
                raise CommandError(f"{options['task']} has no submission {options['submission']}")
        try:
            started = services.start_regrade(task=task, requested_by=None, submission=submission, again=options["again"])
            self.stderr.write(f"judged again: {started.added} new, {started.repeated} repeated")
            if options["publish"]:
                self._publish(started.batch, submission, options)
        except RegradeRefusedError as error:
            raise CommandError(error.message) from None
        self._show(started.batch, submission)

    def _publish(self, batch: RegradeBatch, submission: Submission | None, options: dict[str, Any]) -> None:
        published = services.publish_regrade(
            batch=batch, publisher=None, lower=options["lower"], reason=options["reason"], submission=submission
        )
        self.stderr.write(
            f"published: {published.raised} raised, {published.lowered} lowered; left as they are: {published.kept_lower} lower, "
            f"{published.same} the same, {published.without_verdict} without a verdict"
        )

    def _show(self, batch: RegradeBatch, submission: Submission | None) -> None:
        """The differences as tab-separated lines on standard output, their counts on standard error."""
        found = regrades.differences(batch)
        if submission is not None:
            found = [one for one in found if one.item.submission_id == submission.pk]
        writer = csv.writer(self.stdout, delimiter="\t", lineterminator="\n")
        writer.writerow([*HEAD, "changed_tests", "published"])
        for one in regrades.with_tests(batch.task, found):
            published = one.item.published_at.date().isoformat() if one.item.published_at else ""
            writer.writerow([*cells(one), change_words(one.tests), published])
        self.stderr.write(", ".join(f"{name} {number}" for name, number in regrades.counts(found).items()))
