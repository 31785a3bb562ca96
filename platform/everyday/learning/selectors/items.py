"""The items of days, with what the learner has done of each: one query a kind, however many days are asked for."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Max, Q
from django.urls import reverse

from everyday.accounts.models import User
from everyday.catalog.models import Day, Lab, Lesson, QuizItem, Task
from everyday.learning.grading_policy import GradingPolicy, grading_policy
from everyday.learning.models import LessonReading, QuizAnswer
from everyday.lib.i18n import content_language
from everyday.submissions.models import Run


class ItemState(StrEnum):
    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    PREPARING = "preparing"  # announced, not written yet: nothing to open


@dataclass(frozen=True)
class DayItem:
    """One thing to do on a day. `done`/`total` count check questions or points; `section` is where reading stopped."""

    kind: str  # lesson quiz lab task review
    id: str
    title: Mapping[str, str]
    url: str
    state: ItemState
    minutes: int | None = None
    done: float = 0
    total: float = 0
    section: str = ""
    mastered: bool = False
    one_of: int = 0  # how many tasks are in its group, of which one counts; 0 without a group
    spared: bool = False  # another task of its group is passed or, this one untouched, begun: nothing asks for it

    @property
    def is_open(self) -> bool:
        return self.state in {ItemState.OPEN, ItemState.STARTED} and not self.spared


@dataclass
class _Shelf:
    """What the days' items refer to, and what the learner did with it."""

    lessons: dict[str, Lesson] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)  # with those that share a group with one of them
    labs: dict[str, Lab] = field(default_factory=dict)
    readings: dict[int, LessonReading] = field(default_factory=dict)
    questions: Counter[tuple[int, str]] = field(default_factory=Counter)  # (week, lesson id) → items
    answered: Counter[tuple[int, str]] = field(default_factory=Counter)
    scores: dict[int, float | None] = field(default_factory=dict)  # task pk → best score, None while ungraded
    lab_runs: set[int] = field(default_factory=set)
    policy: GradingPolicy = field(default_factory=GradingPolicy)


def items_of_days(days: Sequence[Day], learner: User | None, *, ticked: Iterable[int] = ()) -> dict[int, list[DayItem]]:
    """Day pk → its items in order. `ticked` are the pks of days that the learner called done (a review has no other end)."""
    shelf = _load(days, learner)
    ticked = set(ticked)
    return {day.pk: [_item(shelf, day, entry, ticked=day.pk in ticked) for entry in day.items] for day in days}


def _load(days: Sequence[Day], learner: User | None) -> _Shelf:
    ids: dict[str, set[str]] = {}
    for day in days:
        for entry in day.items:
            ids.setdefault(entry["kind"], set()).add(entry["id"])
    shelf = _Shelf()
    if ids.get("lesson"):
        lessons = Lesson.objects.filter(lesson_id__in=ids["lesson"]).select_related("week").defer("body_html", "week__seed")
        shelf.lessons = {lesson.lesson_id: lesson for lesson in lessons}
    if ids.get("task"):
        shelf.policy = grading_policy()
        grouped = Q(week__in={day.week_id for day in days}) & ~Q(group="")
        tasks = Task.objects.filter(Q(task_id__in=ids["task"]) | grouped).select_related("week")
        wanted = ("task_id", "slug", "title", "points", "group", "is_ready", "week__number")
        shelf.tasks = {task.task_id: task for task in tasks.only(*wanted)}
    if ids.get("lab"):
        labs = Lab.objects.filter(lab_id__in=ids["lab"]).select_related("week")
        shelf.labs = {lab.lab_id: lab for lab in labs.only("lab_id", "slug", "title", "is_ready", "week__number")}
    if ids.get("quiz"):
        rows = QuizItem.objects.filter(week__in={day.week_id for day in days}).values_list("week_id", "lesson__lesson_id")
        shelf.questions = Counter((week, lesson or "") for week, lesson in rows)
    if learner is not None:
        _load_deeds(shelf, learner)
    return shelf


def _load_deeds(shelf: _Shelf, learner: User) -> None:
    if shelf.lessons:
        readings = LessonReading.objects.filter(learner=learner, lesson__in=shelf.lessons.values())
        shelf.readings = {reading.lesson_id: reading for reading in readings}
    if shelf.questions:
        weeks = {week for week, _ in shelf.questions}
        answers = QuizAnswer.objects.filter(learner=learner, item__week__in=weeks)
        rows = answers.values_list("item__week_id", "item__lesson__lesson_id")
        shelf.answered = Counter((week, lesson or "") for week, lesson in rows)
    tasks, labs = list(shelf.tasks.values()), list(shelf.labs.values())
    if tasks or labs:
        runs = Run.objects.filter(learner=learner).filter(
            Q(submission__task__in=tasks) | Q(lab__in=labs, state=Run.State.FINISHED)
        )
        for task, lab, score in runs.order_by().values_list("submission__task", "lab").annotate(Max("score")):
            if task is not None:
                shelf.scores[task] = score
            elif lab is not None:
                shelf.lab_runs.add(lab)


def _item(shelf: _Shelf, day: Day, entry: Mapping[str, Any], *, ticked: bool) -> DayItem:
    kind, key = str(entry["kind"]), str(entry["id"])
    title: Mapping[str, str] = entry.get("title") or {}
    if kind == "lesson" and key in shelf.lessons:
        return _lesson_item(shelf, shelf.lessons[key])
    if kind == "task" and key in shelf.tasks:
        return _task_item(shelf, shelf.tasks[key])
    if kind == "lab" and key in shelf.labs:
        return _lab_item(shelf, shelf.labs[key])
    if kind == "quiz":
        return _quiz_item(shelf, day, key, title)
    if kind == "review":
        url = reverse("learning:review-take", args=[day.week.number])
        return DayItem(kind, key, title, url, ItemState.DONE if ticked else ItemState.OPEN)
    return DayItem(kind, key, title, "", ItemState.PREPARING)


def _lesson_item(shelf: _Shelf, lesson: Lesson) -> DayItem:
    url = reverse("learning:lesson-detail", args=[lesson.week.number, lesson.slug])
    reading = shelf.readings.get(lesson.pk)
    state, section = ItemState.OPEN, ""
    if not lesson.is_ready:
        state = ItemState.PREPARING
    elif reading is not None and reading.finished_at is not None:
        state = ItemState.DONE
    elif reading is not None:
        state = ItemState.STARTED
        section = _section_title(lesson, reading.anchor)
        url = f"{url}#{reading.anchor}" if reading.anchor else url
    return DayItem("lesson", lesson.lesson_id, lesson.title, url, state, minutes=lesson.minutes, section=section)


def _section_title(lesson: Lesson, anchor: str) -> str:
    for entry in lesson.contents.get(content_language(), []):
        if entry["id"] == anchor:
            return str(entry["title"])
    return ""


def _task_item(shelf: _Shelf, task: Task) -> DayItem:
    score = shelf.scores.get(task.pk)
    state = _task_state(shelf, task)
    others = [
        other for other in shelf.tasks.values() if task.group and (other.week_id, other.group) == (task.week_id, task.group)
    ]
    states = {_task_state(shelf, other) for other in others if other.pk != task.pk}
    return DayItem(
        "task",
        task.task_id,
        task.title,
        reverse("submissions:task-detail", args=[task.week.code, task.slug]),
        state,
        done=score or 0,
        total=task.points,
        mastered=shelf.policy.mastered(score, task.points),
        one_of=len(others),
        spared=state in {ItemState.OPEN, ItemState.STARTED}
        and (ItemState.DONE in states or (state is ItemState.OPEN and ItemState.STARTED in states)),
    )


def _task_state(shelf: _Shelf, task: Task) -> ItemState:
    if not task.is_ready:
        return ItemState.PREPARING
    if shelf.policy.passed(shelf.scores.get(task.pk), task.points):
        return ItemState.DONE
    return ItemState.STARTED if task.pk in shelf.scores else ItemState.OPEN


def _lab_item(shelf: _Shelf, lab: Lab) -> DayItem:
    state = ItemState.PREPARING
    if lab.is_ready:
        state = ItemState.DONE if lab.pk in shelf.lab_runs else ItemState.OPEN
    return DayItem("lab", lab.lab_id, lab.title, reverse("submissions:lab-detail", args=[lab.week.code, lab.slug]), state)


def _quiz_item(shelf: _Shelf, day: Day, key: str, title: Mapping[str, str]) -> DayItem:
    """The check questions of the day's lessons; of the whole week on a day without a lesson."""
    lessons = [entry["id"] for entry in day.items if entry["kind"] == "lesson"]
    keys = [(week, lesson) for week, lesson in shelf.questions if week == day.week_id and (not lessons or lesson in lessons)]
    total = sum(shelf.questions[group] for group in keys)
    done = sum(shelf.answered[group] for group in keys)
    url = reverse("learning:quiz-take", args=[day.week.number])
    if lessons:
        url = f"{url}#{lessons[0].replace('.', '-')}"
    if total == 0:
        state = ItemState.PREPARING
    else:
        state = ItemState.DONE if done >= total else ItemState.STARTED if done else ItemState.OPEN
    return DayItem("quiz", key, title, url, state, done=done, total=total)
