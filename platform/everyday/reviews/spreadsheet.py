"""A cohort's progress as a file for a spreadsheet."""

import csv
import io
from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext as _

from everyday.accounts.models import User
from everyday.learning.selectors import LearnerProgress, Pace
from everyday.reviews.selectors.cohorts import pace_words

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Variant(StrEnum):
    """`excel`: UTF-16LE with a byte order mark and tabs, which Excel opens as it is in any language version."""

    UTF8 = "utf-8"
    EXCEL = "excel"

    @property
    def content_type(self) -> str:
        return "text/csv; charset=utf-16le" if self is Variant.EXCEL else "text/csv; charset=utf-8"


def progress_file(progress: list[LearnerProgress], variant: Variant) -> bytes:
    """One row a learner, three columns a published week."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t" if variant is Variant.EXCEL else ",", lineterminator="\r\n")
    weeks = [number for number, week in progress[0].weeks.items() if week.pace is not Pace.PREPARING] if progress else []
    writer.writerow(_head(weeks))
    for one in progress:
        writer.writerow([_plain(cell) for cell in _row(one, weeks)])
    if variant is Variant.EXCEL:
        return b"\xff\xfe" + text.getvalue().encode("utf-16-le")
    return text.getvalue().encode("utf-8")


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


def _plain(cell: str) -> str:
    """A learner's name must not become a formula in their mentor's spreadsheet."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
