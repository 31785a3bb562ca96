"""Check questions with the learner's answers, ready to be shown."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Case, F, Value, When

from everyday.accounts.models import User
from everyday.accounts.selectors import local_date
from everyday.catalog.models import Lesson, QuizItem, Week
from everyday.learning.checking import Outcome, answer_form
from everyday.learning.models import QuizAnswer

MOST_MISSED_ITEMS = 12
MOST_RETRIEVAL_ITEMS = 4


@dataclass(frozen=True)
class ShownOption:
    """`place` is where the reader put it and `right_place` where it belongs (order questions only, from 1)."""

    id: str
    text: Mapping[str, str]
    explain: Mapping[str, str]
    correct: bool
    chosen: bool
    place: int | None = None
    right_place: int | None = None


@dataclass(frozen=True)
class QuizCard:
    """One question. Without an `outcome` it is an empty form; explanations belong to an answered one only."""

    item: QuizItem
    options: list[ShownOption]
    answer: QuizAnswer | None = None
    outcome: Outcome | None = None
    given: str = ""

    @property
    def anchor(self) -> str:
        return self.item.item_id.replace(".", "-")

    @property
    def form(self) -> str:
        return answer_form(self.item.kind, self.item.spec)

    @property
    def is_answered(self) -> bool:
        return self.outcome in {Outcome.CORRECT, Outcome.INCORRECT}

    @property
    def expected(self) -> str:
        """The accepted answer of a text question."""
        value = (self.item.spec.get("answer") or {}).get("value", "")
        if self.item.kind == "shape":
            return f"({', '.join(str(size) for size in value)}{',' if len(value) == 1 else ''})"
        return str(value[0] if isinstance(value, list) and value else value)

    @property
    def places(self) -> range:
        return range(1, len(self.options) + 1)


@dataclass(frozen=True)
class QuizGroup:
    """The questions of one lesson."""

    lesson: Lesson | None
    cards: list[QuizCard]

    @property
    def anchor(self) -> str:
        return self.lesson.lesson_id.replace(".", "-") if self.lesson else "week"

    @property
    def answered(self) -> int:
        return sum(card.is_answered for card in self.cards)

    @property
    def correct(self) -> int:
        return sum(card.outcome is Outcome.CORRECT for card in self.cards)


def card(item: QuizItem, answer: QuizAnswer | None = None, *, fresh: bool = False) -> QuizCard:
    """The question as it stands: with its outcome if it was answered, unless a `fresh` form is wanted."""
    if answer is None or fresh:
        return QuizCard(item, _options(item.spec, [], in_order=False), answer)
    outcome = Outcome.CORRECT if answer.correct else Outcome.INCORRECT
    given = answer.given if isinstance(answer.given, list) else []
    text = answer.given if isinstance(answer.given, str) else ""
    return QuizCard(item, _options(item.spec, given, in_order=item.kind == "order"), answer, outcome, text)


def refused_card(item: QuizItem, answer: QuizAnswer | None, outcome: Outcome, given: str | list[str]) -> QuizCard:
    """The form again, with what was typed, and why it did not count."""
    chosen = given if isinstance(given, list) else []
    options = _options(item.spec, chosen, in_order=item.kind == "order")
    return QuizCard(item, options, answer, outcome, given if isinstance(given, str) else "")


def quiz_groups(items: Iterable[QuizItem], answers: Mapping[int, QuizAnswer]) -> list[QuizGroup]:
    """Questions by lesson, in the author's order."""
    cards = [card(item, answers.get(item.pk)) for item in items]
    return [QuizGroup(lesson, list(group)) for lesson, group in groupby(cards, key=lambda shown: shown.item.lesson)]


def week_quiz(week: Week, learner: User) -> list[QuizGroup]:
    """All questions of a week (2 queries)."""
    items = week.quiz_items.select_related("lesson", "week").defer("lesson__body_html", "week__seed", "week__resources")
    ordered = items.order_by(F("lesson__position").asc(nulls_last=True), "position")
    return quiz_groups(ordered, answers_of(learner, QuizItem.objects.filter(week=week)))


def lesson_quiz(lesson: Lesson, learner: User | None) -> QuizGroup:
    """The questions of a lesson (2 queries)."""
    items = list(lesson.quiz_items.order_by("position"))
    answers = answers_of(learner, items) if learner is not None and items else {}
    return QuizGroup(lesson, [card(item, answers.get(item.pk)) for item in items])


def answers_of(learner: User, items: Iterable[QuizItem]) -> dict[int, QuizAnswer]:
    """Item pk → the learner's answer."""
    return {answer.item_id: answer for answer in QuizAnswer.objects.filter(learner=learner, item__in=items)}


@dataclass(frozen=True)
class ReviewDay:
    """Questions missed at the first try up to this week, and what earlier weeks asked, to be recalled."""

    missed: list[QuizCard]
    retrieval: list[QuizCard]

    @property
    def left(self) -> int:
        return sum(not shown.is_answered for shown in (*self.missed, *self.retrieval))


def review_day(week: Week, learner: User, now: dt.datetime) -> ReviewDay:
    """What was repeated today with its outcome, then what is still wrong, then what was answered longest ago."""
    answers = (
        QuizAnswer.objects.filter(learner=learner, item__week__number__lte=week.number)
        .select_related("item__lesson", "item__week")
        .defer("item__lesson__body_html", "item__week__seed", "item__week__resources")
    )
    zone = zoneinfo.ZoneInfo(learner.time_zone)
    midnight = dt.datetime.combine(local_date(learner, now), dt.time(), tzinfo=zone)
    # What was repeated today stays in its place: a question that vanishes once answered would drag another one in.
    repeated = Case(When(tries__gt=1, answered_at__gte=midnight, then=Value(0)), default=Value(1))
    missed = answers.filter(first_correct=False).order_by(repeated, "correct", "answered_at", "item_id")
    known = answers.filter(first_correct=True, item__week__number__lt=week.number).order_by(repeated, "answered_at", "item_id")
    return ReviewDay(
        missed=[_review_card(answer, midnight) for answer in missed[:MOST_MISSED_ITEMS]],
        retrieval=[*_recalling(week, learner), *(_review_card(answer, midnight) for answer in known[:MOST_RETRIEVAL_ITEMS])],
    )


def _recalling(week: Week, learner: User) -> list[QuizCard]:
    """The week's own questions about earlier weeks (they belong to no lesson), as far as none was missed."""
    items = list(week.quiz_items.filter(lesson=None).select_related("week").order_by("position"))
    answers = answers_of(learner, items) if items else {}
    shown = [card(item, answers.get(item.pk)) for item in items]
    return [one for one in shown if one.answer is None or one.answer.first_correct]


def _review_card(answer: QuizAnswer, midnight: dt.datetime) -> QuizCard:
    return card(answer.item, answer, fresh=answer.answered_at < midnight or answer.tries == 1)


def _options(spec: Mapping[str, Any], given: list[str], *, in_order: bool) -> list[ShownOption]:
    wanted = [str(option) for option in (spec.get("answer") or {}).get("value", [])] if in_order else []
    return [
        ShownOption(
            id=str(option["id"]),
            text=option["text"],
            explain=option.get("explain") or {},
            correct=bool(option.get("correct")),
            chosen=option["id"] in given,
            place=given.index(option["id"]) + 1 if in_order and option["id"] in given else None,
            right_place=wanted.index(option["id"]) + 1 if option["id"] in wanted else None,
        )
        for option in spec.get("options", [])
    ]
