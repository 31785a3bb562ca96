"""One week with everything in it, and what the learner did of it."""

from collections import Counter
from dataclasses import dataclass

from everyday.accounts.models import User
from everyday.catalog.models import Day, Lab, Lesson, Task, Week
from everyday.learning.models import DayTick, QuizAnswer
from everyday.learning.selectors.items import DayItem, items_of_days


@dataclass(frozen=True)
class DayRow:
    day: Day
    items: list[DayItem]
    ticked: bool


@dataclass(frozen=True)
class LessonRow:
    """`item` tells how far the learner is; None for a lesson that no day names."""

    lesson: Lesson
    item: DayItem | None


@dataclass(frozen=True)
class TaskRow:
    """`item` tells the best score so far; None for a task that no day names. Of `one_of` tasks together one counts; 0 alone."""

    task: Task
    item: DayItem | None
    one_of: int


@dataclass(frozen=True)
class QuizCount:
    total: int
    answered: int = 0
    correct: int = 0


@dataclass(frozen=True)
class WeekPage:
    week: Week
    lessons: list[LessonRow]
    days: list[DayRow]
    tasks: list[TaskRow]
    labs: list[Lab]
    quiz: QuizCount

    @property
    def done_days(self) -> int:
        return sum(row.ticked for row in self.days)


def week_page(week: Week, learner: User | None) -> WeekPage:
    """The page of a week; for a visitor, nothing in it is begun or done."""
    days = list(week.days.select_related("week").order_by("number"))
    ticked = ticked_days(learner, week) if learner is not None else set()
    items = items_of_days(days, learner, ticked=ticked)
    by_id = {item.id: item for row in items.values() for item in row}
    lessons = week.lessons.defer("body_html", "contents", "objectives", "misconceptions")
    tasks = week.tasks.only("task_id", "slug", "kind", "title", "points", "group", "is_ready", "week_id")
    groups = Counter(task.group for task in tasks if task.group)
    return WeekPage(
        week=week,
        lessons=[LessonRow(lesson, by_id.get(lesson.lesson_id)) for lesson in lessons],
        days=[DayRow(day, items[day.pk], day.pk in ticked) for day in days],
        tasks=[TaskRow(task, by_id.get(task.task_id), groups[task.group]) for task in tasks],
        labs=list(week.labs.only("lab_id", "slug", "title", "is_ready", "week_id")),
        quiz=_quiz_count(week, learner),
    )


def ticked_days(learner: User, week: Week) -> set[int]:
    """The pks of the week's days that the learner called done."""
    return set(DayTick.objects.filter(learner=learner, day__week=week).values_list("day_id", flat=True))


def _quiz_count(week: Week, learner: User | None) -> QuizCount:
    total = week.quiz_items.count()
    if learner is None:
        return QuizCount(total)
    results = list(QuizAnswer.objects.filter(learner=learner, item__week=week).values_list("correct", flat=True))
    return QuizCount(total, answered=len(results), correct=sum(results))
