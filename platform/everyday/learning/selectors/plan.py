"""The 24-week map."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from everyday.accounts.models import User
from everyday.accounts.selectors import cohort_of, local_date
from everyday.catalog.models import Week
from everyday.catalog.selectors import course
from everyday.learning.plan_calendar import PlanDay, date_of, plan_day
from everyday.learning.selectors.progress import Pace, WeekProgress, progress_in


@dataclass(frozen=True)
class WeekCard:
    """A week on the map. `progress` is None for visitors; dates are None without a cohort."""

    week: Week
    progress: WeekProgress | None
    is_current: bool
    starts_on: dt.date | None

    @property
    def state(self) -> str:
        """`preparing`, `done` or `open`."""
        if self.week.status == "draft":
            return "preparing"
        return "done" if self.progress is not None and self.progress.pace is Pace.DONE else "open"


@dataclass(frozen=True)
class BandRow:
    """Weeks that belong together."""

    number: int
    title: Mapping[str, str]
    cards: list[WeekCard]

    @property
    def first_week(self) -> int:
        return self.cards[0].week.number

    @property
    def last_week(self) -> int:
        return self.cards[-1].week.number


def plan_map(learner: User | None, now: dt.datetime) -> list[BandRow]:
    """The bands that have weeks in the catalogue, in order."""
    cohort = cohort_of(learner) if learner else None
    current = plan_day(cohort.starts_on, local_date(learner, now)) if learner and cohort else None
    progress = progress_in(learner, cohort, now) if learner else {}
    weeks = Week.objects.defer("seed", "resources")
    cards = [
        WeekCard(
            week=week,
            progress=progress.get(week.number),
            is_current=current is not None and current.week == week.number,
            starts_on=date_of(cohort.starts_on, PlanDay(week.number, 1)) if cohort else None,
        )
        for week in weeks
    ]
    return _in_bands(cards)


def _in_bands(cards: list[WeekCard]) -> list[BandRow]:
    """As course.yaml groups the weeks; weeks that it puts nowhere come last, together."""
    rows, placed = [], set()
    for number, band in enumerate(course().get("bands") or [], start=1):
        own = [card for card in cards if card.week.code in band["weeks"]]
        placed |= {card.week.code for card in own}
        if own:
            rows.append(BandRow(number, band["title"], own))
    rest = [card for card in cards if card.week.code not in placed]
    return [*rows, BandRow(len(rows) + 1, {}, rest)] if rest else rows
