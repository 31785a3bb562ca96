"""Reading the course. What is heavy (rendered bodies, figures, sweeps) is loaded only by the selector that is about it."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from everyday.catalog.models import Day, Figure, Lab, Lesson, QuizItem, SyncState, Task, Term, Week

_HEAVY_LESSON = ("body_html", "contents")
_HEAVY_TASK = ("statement_html", "debrief_html", "hints", "starter", "public_tests")
_HEAVY_LAB = ("statement_html", "sweep")


def weeks() -> QuerySet[Week]:
    """All weeks in order with their days, lessons, tasks and labs, bodies left out (5 queries)."""
    return Week.objects.prefetch_related("days", *_light_parts())


def week(number: int) -> Week | None:
    """A week with its days, lessons, tasks and labs, bodies left out (5 queries)."""
    return weeks().filter(number=number).first()


def _light_parts() -> list[Prefetch[str, QuerySet[Any], str]]:
    return [
        Prefetch("lessons", Lesson.objects.defer(*_HEAVY_LESSON)),
        Prefetch("tasks", Task.objects.defer(*_HEAVY_TASK)),
        Prefetch("labs", Lab.objects.defer(*_HEAVY_LAB)),
    ]


def day(week_number: int, number: int) -> Day | None:
    """A day with its week (1 query)."""
    return Day.objects.select_related("week").filter(week__number=week_number, number=number).first()


def lesson(week_number: int, slug: str) -> Lesson | None:
    """A lesson with its body and its week (1 query)."""
    return Lesson.objects.select_related("week").filter(week__number=week_number, slug=slug).first()


def lessons_of(week: Week) -> QuerySet[Lesson]:
    """The week's lessons in order, bodies left out (1 query)."""
    return week.lessons.defer(*_HEAVY_LESSON).order_by("position")


def task(task_id: str) -> Task | None:
    """A task with its week (1 query)."""
    return Task.objects.select_related("week").filter(task_id=task_id).first()


def alternatives_to(task: Task) -> QuerySet[Task]:
    """The other tasks of its group, of which with it one counts (1 query)."""
    others = Task.objects.filter(week_id=task.week_id, group=task.group).exclude(pk=task.pk)
    return others.defer("spec", *_HEAVY_TASK)


def lab(lab_id: str) -> Lab | None:
    """A lab with its week (1 query)."""
    return Lab.objects.select_related("week").filter(lab_id=lab_id).first()


def quiz_items(week_number: int) -> QuerySet[QuizItem]:
    """The week's questions in order, each with its lesson's name (1 query); questions from earlier weeks have no lesson."""
    items = QuizItem.objects.filter(week__number=week_number).select_related("lesson")
    return items.defer("lesson__body_html", "lesson__contents").order_by("position")


def figure(week_number: int, slug: str) -> Figure | None:
    """A figure with its week (1 query)."""
    return Figure.objects.select_related("week").filter(week__number=week_number, slug=slug).first()


def terms() -> QuerySet[Term]:
    return Term.objects.all()


def course() -> dict[str, Any]:
    """course.yaml as it was last synced: title, points policy, bands; empty before the first sync (1 query)."""
    state = SyncState.objects.filter(pk=1).first()
    found: dict[str, Any] = state.course if state is not None else {}
    return found
