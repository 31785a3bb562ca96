"""A cohort as its mentors see it: the heat map, who is behind and why, what was handed in."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everyday.accounts.models import Cohort, Enrolment, User
from everyday.accounts.policies import may_operate
from everyday.accounts.selectors import local_date, mentored_cohorts
from everyday.learning.selectors import LearnerProgress, Pace, WeekProgress
from everyday.lib.i18n import pick
from everyday.reviews.models import Comment, Mark
from everyday.submissions.models import Run, Submission

_HIGHEST_LEVEL = 5
_QUIET_DAYS = 5
_STUCK_ATTEMPTS = 3


def cohorts_for(user: User) -> QuerySet[Cohort]:
    """The cohorts that `user` may open, each with `learner_count`."""
    cohorts = Cohort.objects.all() if may_operate(user) else mentored_cohorts(user)
    learners = Q(enrolments__kind=Enrolment.Kind.LEARNER)
    return Cohort.objects.filter(pk__in=cohorts.values("pk")).annotate(learner_count=Count("enrolments", filter=learners))


@dataclass(frozen=True)
class Cell:
    """One learner in one week. `level` is 0 (nothing done) to 5 (all of it)."""

    week: int
    progress: WeekProgress
    title: str
    url: str

    @property
    def level(self) -> int:
        if not self.progress.done_days or not self.progress.days:
            return 0
        return min(_HIGHEST_LEVEL, max(1, _HIGHEST_LEVEL * self.progress.done_days // self.progress.days))


@dataclass(frozen=True)
class HeatRow:
    learner: User
    cells: list[Cell]


@dataclass(frozen=True)
class Heatmap:
    weeks: list[int]
    rows: list[HeatRow]

    def figure(self) -> dict[str, Any]:
        """The same as a Plotly drawing, first learner on top. Names are escaped: Plotly reads markup in its texts."""
        return {
            "data": [
                {
                    "type": "heatmap",
                    "x": [_("W%(number)d") % {"number": week} for week in self.weeks],
                    "y": [escape(str(row.learner)) for row in self.rows],
                    "z": [[cell.progress.percent for cell in row.cells] for row in self.rows],
                    "hovertext": [[escape(cell.title) for cell in row.cells] for row in self.rows],
                    "hoverinfo": "text",
                    "zmin": 0,
                    "zmax": 100,
                    "xgap": 2,
                    "ygap": 2,
                    "colorbar": {"title": {"text": _("Days done (%)")}},
                }
            ],
            "layout": {
                "yaxis": {"autorange": "reversed", "type": "category", "showgrid": False},
                "xaxis": {"type": "category", "side": "top", "showgrid": False},
                "margin": {"t": 40, "b": 8, "r": 8},
                "height": max(200, 60 + 28 * len(self.rows)),
            },
        }


def heatmap(cohort: Cohort, progress: list[LearnerProgress]) -> Heatmap:
    """Learner × week, over the weeks that are published."""
    first = progress[0].weeks if progress else {}
    weeks = [number for number, week in first.items() if week.pace is not Pace.PREPARING]
    return Heatmap(weeks, [HeatRow(one.learner, [_cell(cohort, one, week) for week in weeks]) for one in progress])


def _cell(cohort: Cohort, one: LearnerProgress, number: int) -> Cell:
    week = one.weeks[number]
    title = _("%(learner)s, week %(week)d: %(pace)s, %(done)d of %(days)d days, %(score)s of %(max)s points") % {
        "learner": one.learner,
        "week": number,
        "pace": pace_words(week.pace),
        "done": week.done_days,
        "days": week.days,
        "score": f"{week.score:g}",
        "max": f"{week.max_score:g}",
    }
    return Cell(number, week, title, f"{reverse('reviews:learner', args=[cohort.slug, one.learner.pk])}#week-{number}")


def pace_words(pace: Pace) -> str:
    """A pace as people say it."""
    return {
        Pace.PREPARING: _("in preparation"),
        Pace.OPEN: _("open"),
        Pace.UPCOMING: _("still to come"),
        Pace.AHEAD: _("ahead of the plan"),
        Pace.ON_PLAN: _("on the plan"),
        Pace.BEHIND: _("behind the plan"),
        Pace.DONE: _("done"),
    }[pace]


@dataclass(frozen=True)
class Standing:
    """A learner against the plan, with the reasons for a word from their mentor (none: all is well)."""

    progress: LearnerProgress
    reasons: list[str]


def standings(progress: list[LearnerProgress], now: dt.datetime) -> list[Standing]:
    """Whoever is furthest behind first (1 query)."""
    stuck = _stuck_tasks([one.learner for one in progress])
    found = [Standing(one, _reasons(one, stuck.get(one.learner.pk, []), now)) for one in progress]
    return sorted(found, key=lambda one: (-one.progress.missing_days, -len(one.reasons)))


def _reasons(one: LearnerProgress, stuck: list[str], now: dt.datetime) -> list[str]:
    reasons = []
    missing = one.missing_days
    if missing:
        reasons.append(ngettext("%(days)d day behind the plan", "%(days)d days behind the plan", missing) % {"days": missing})
        if one.last_tick is None:
            reasons.append(_("no day called done so far"))
        elif (local_date(one.learner, now) - one.last_tick).days >= _QUIET_DAYS:
            reasons.append(_("nothing called done since %(date)s") % {"date": date_format(one.last_tick)})
    return [*reasons, *stuck]


def _stuck_tasks(learners: list[User]) -> Mapping[int, list[str]]:
    """Learner id → tasks with several judged attempts of which none passed."""
    judged = Run.objects.filter(learner__in=learners, submission__isnull=False, state=Run.State.FINISHED)
    rows = (
        judged.order_by("submission__task__task_id")
        .values("learner_id", "submission__task_id", "submission__task__title", "submission__task__task_id")
        .annotate(attempts=Count("submission", distinct=True), passed=Count("id", filter=Q(status=Run.Status.PASSED)))
        .filter(passed=0, attempts__gte=_STUCK_ATTEMPTS)
    )
    stuck: defaultdict[int, list[str]] = defaultdict(list)
    for row in rows:
        words = _("%(attempts)d attempts at “%(task)s” without a pass")
        stuck[row["learner_id"]].append(words % {"attempts": row["attempts"], "task": pick(row["submission__task__title"])})
    return stuck


def cohort_submissions(cohort: Cohort, *, waiting_only: bool = False) -> QuerySet[Submission]:
    """The cohort's submissions, newest first, with `is_reviewed` and their runs."""
    submissions = Submission.objects.filter(learner__enrolments__cohort=cohort, learner__enrolments__kind=Enrolment.Kind.LEARNER)
    return _for_list(submissions, waiting_only=waiting_only)


def learner_submissions(learner: User) -> QuerySet[Submission]:
    """One learner's submissions, newest first, with `is_reviewed` and their runs."""
    return _for_list(Submission.objects.filter(learner=learner))


def _for_list(submissions: QuerySet[Submission], *, waiting_only: bool = False) -> QuerySet[Submission]:
    said = Exists(Comment.objects.filter(submission=OuterRef("pk"))) | Exists(Mark.objects.filter(submission=OuterRef("pk")))
    if waiting_only:
        submissions = submissions.exclude(said)
    runs = Run.objects.defer("config", "metrics", "message").order_by("-queued_at")
    return (
        submissions.annotate(is_reviewed=said)
        .select_related("learner", "task__week")
        .defer("files", "task__statement_html", "task__debrief_html", "task__starter", "task__public_tests", "task__spec")
        .prefetch_related(Prefetch("runs", queryset=runs))
        .order_by("-created_at", "-number")
    )
