"""A cohort's progress as a file for a spreadsheet."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from everyday.accounts.models import User
from everyday.learning.selectors import LearnerProgress, Pace
from everyday.lib.spreadsheets import Variant, table_file
from everyday.reviews.selectors.cohorts import pace_words


def progress_file(progress: list[LearnerProgress], variant: Variant) -> bytes:
    """One row a learner, three columns a published week."""
    weeks = [number for number, week in progress[0].weeks.items() if week.pace is not Pace.PREPARING] if progress else []
    return table_file(_head(weeks), [_row(one, weeks) for one in progress], variant)


def _head(weeks: Iterable[int]) -> list[str]:
    head = [_("Learner"), _("User name"), _("Days done"), _("Days behind"), _("Points")]
    for week in weeks:
        names = {"week": week}
        head += [_("W%(week)d days") % names, _("W%(week)d points") % names, _("W%(week)d pace") % names]
    return head


def _row(one: LearnerProgress, weeks: Iterable[int]) -> list[str]:
    row = [_name(one.learner), one.learner.username, str(one.done_days), str(one.missing_days), f"{one.score:g}"]
    for number in weeks:
        week = one.weeks[number]
        row += [str(week.done_days), f"{week.score:g}", pace_words(week.pace)]
    return row


def _name(learner: User) -> str:
    return str(learner)
