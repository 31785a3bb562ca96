"""Objectives, misconceptions and hint anchors lead to a question, a test, a wrong solution or a heading that is there."""

from collections.abc import Iterator

from everyday.catalog.checks.context import Context
from everyday.catalog.schema.week import Lesson


def check_objectives(context: Context) -> None:
    """Every objective is hit by a quiz item or a test."""
    source = context.source
    if source.quiz is None and not source.tasks:
        return
    items = source.quiz.model.items if source.quiz else []
    hit = {(item.lesson, item.objective.removeprefix(f"{item.lesson}.")) for item in items}
    tested = {name for task in source.tasks.values() for test in task.file.model.tests for name in test.objectives}
    known = {f"{lesson.id}.{one.id}" for lesson in source.week.lessons for one in lesson.objectives}
    for index, lesson in enumerate(source.week.lessons):
        for place, one in enumerate(lesson.objectives):
            if (lesson.id, one.id) not in hit and f"{lesson.id}.{one.id}" not in tested:
                message = f"objective {lesson.id}.{one.id} is hit by no quiz item and no test"
                context.week_missing(message, "lessons", index, "objectives", place)
    for task in source.tasks.values():
        for index, test in enumerate(task.file.model.tests):
            for name in set(test.objectives) - known:
                line = task.file.line("tests", index, "objectives")
                context.error(task.file.path, line, f"{test.id}: there is no objective {name!r}; write w05.l2.o1")


def check_misconceptions(context: Context) -> None:
    """Every lesson has at least two, each linked to a distractor or a wrong solution."""
    targets = set(_targets(context))
    for index, lesson in enumerate(context.source.week.lessons):
        if len(lesson.misconceptions) < 2:
            context.week_missing(f"{lesson.id} has fewer than two misconceptions", "lessons", index)
        _check_linked(context, index, lesson, targets)


def _check_linked(context: Context, index: int, lesson: Lesson, targets: set[str]) -> None:
    for place, one in enumerate(lesson.misconceptions):
        for link in one.links:
            if link not in targets:
                message = f"misconception {lesson.id}.{one.id}: there is no quiz item, option or wrong solution {link!r}"
                context.week_missing(message, "lessons", index, "misconceptions", place)


def _targets(context: Context) -> Iterator[str]:
    source = context.source
    for item in source.quiz.model.items if source.quiz else []:
        yield item.id
        yield from (f"{item.id}.{option.id}" for option in item.options)
    for slug, task in source.tasks.items():
        for wrong in task.wrong:
            yield from (wrong, f"{slug}/{wrong}", f"{source.week.id}/{slug}/{wrong}")
