"""Whether a learner has completed the course (docs/adr/0010).

A week counts once the course's pass mark of its points is reached, by the best attempt at each task; a week that has no
points counts once its days are called done. The course is complete when each of its weeks is published and counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from everyday.accounts.models import User
from everyday.catalog.models import Week
from everyday.catalog.selectors import course
from everyday.learning.grading_policy import GradingPolicy, grading_policy
from everyday.learning.selectors.progress import WeekProgress, progress_of


class WeekStanding(StrEnum):
    PASSED = "passed"
    OPEN = "open"
    PREPARING = "preparing"  # not published: nobody can complete the course before it is


@dataclass(frozen=True, kw_only=True)
class WeekLine:
    """One week of the learner's account. `score` and `max_score` are points."""

    number: int
    title: Mapping[str, str]
    standing: WeekStanding
    score: float
    max_score: float
    done_days: int
    days: int

    @property
    def percent(self) -> int:
        return int(100 * self.score / self.max_score) if self.max_score else 0


@dataclass(frozen=True, kw_only=True)
class Completion:
    """`course_weeks` is how many weeks the course has, whether or not all of them are in the catalogue."""

    weeks: list[WeekLine]
    course_weeks: int
    pass_percent: int

    @property
    def passed_weeks(self) -> int:
        return sum(week.standing is WeekStanding.PASSED for week in self.weeks)

    @property
    def preparing_weeks(self) -> int:
        return self.course_weeks - sum(week.standing is not WeekStanding.PREPARING for week in self.weeks)

    @property
    def is_complete(self) -> bool:
        return 0 < self.course_weeks <= self.passed_weeks

    @property
    def share_percent(self) -> int:
        """Of all points of the published weeks, rounded down."""
        published = [week for week in self.weeks if week.standing is not WeekStanding.PREPARING]
        most = sum(week.max_score for week in published)
        # A sum of floats may fall a hair short of the whole number that it is.
        return min(100, int(100 * sum(week.score for week in published) / most + 1e-9)) if most else 0


def completion_of(learner: User) -> Completion:
    """The learner's account, week by week (9 queries)."""
    policy = grading_policy()
    progress = progress_of(learner)
    rows = Week.objects.only("number", "title", "status")
    lines = [_line(week, progress[week.number], policy) for week in rows if week.number in progress]
    listed = len(course().get("weeks") or [])
    return Completion(weeks=lines, course_weeks=max(listed, len(lines)), pass_percent=round(100 * policy.passing))


def _line(week: Week, progress: WeekProgress, policy: GradingPolicy) -> WeekLine:
    standing = WeekStanding.OPEN
    if week.status == "draft":
        standing = WeekStanding.PREPARING
    elif policy.passed(progress.score, progress.max_score) if progress.max_score else 0 < progress.days <= progress.done_days:
        standing = WeekStanding.PASSED
    return WeekLine(
        number=week.number,
        title=week.title,
        standing=standing,
        score=progress.score,
        max_score=progress.max_score,
        done_days=progress.done_days,
        days=progress.days,
    )
