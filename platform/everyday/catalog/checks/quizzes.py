"""Check questions: linked, balanced, and reaching back to earlier weeks."""

from collections import Counter

from everyday.catalog.checks.context import Context
from everyday.catalog.schema.quiz import PREDICTING_KINDS, Quiz, QuizItem
from everyday.catalog.schema.week import Lesson
from everyday.catalog.source.tree import File

ITEMS_PER_LESSON = range(4, 7)
RETRIEVAL_ITEMS = 2
# A position may hold this share of all the correct options of a kind before it tells the answer.
MOST_FAVOURED = 0.5
CATCH_ALLS = ("以上都对", "以上皆是", "以上全部", "all of the above", "none of the above", "以上都不对")


def check_quiz(context: Context) -> None:
    quiz = context.source.quiz
    if quiz is None:
        return
    _check_items(context, quiz)
    _check_counts(context, quiz)
    _check_positions(context, quiz)
    _check_retrieval(context, quiz)


def _check_items(context: Context, quiz: File[Quiz]) -> None:
    week = context.source.week
    lessons = {lesson.id: lesson for lesson in week.lessons}
    doubled = {one for one, count in Counter(item.id for item in quiz.model.items).items() if count > 1}
    for index, item in enumerate(quiz.model.items):
        line = quiz.line("items", index, "id")
        if item.id in doubled or not item.id.startswith(f"{week.id}."):
            context.error(quiz.path, line, f"{item.id}: ids are unique and start with {week.id}.")
        _check_lesson(context, quiz, index, item, lessons)
        _check_from_week(context, quiz, index, item)
        for place, option in enumerate(item.options):
            said = option.text.zh.lower() + option.text.en.lower()
            if any(phrase in said for phrase in CATCH_ALLS):
                context.error(quiz.path, quiz.line("items", index, "options", place), f"{item.id}: no catch-all options")


def _check_lesson(context: Context, quiz: File[Quiz], index: int, item: QuizItem, lessons: dict[str, Lesson]) -> None:
    lesson = lessons.get(item.lesson)
    if lesson is None:
        if int(item.lesson[1:3]) in context.course.unreadable:
            return
        if item.from_week is None or item.lesson not in context.course.lesson_ids():
            context.error(quiz.path, quiz.line("items", index, "lesson"), f"{item.id}: {item.lesson} is no lesson of this week")
        return
    if item.objective not in {name for one in lesson.objectives for name in (one.id, f"{lesson.id}.{one.id}")}:
        message = f"{item.id}: {item.lesson} has no objective {item.objective!r}"
        context.error(quiz.path, quiz.line("items", index, "objective"), message)


def _check_from_week(context: Context, quiz: File[Quiz], index: int, item: QuizItem) -> None:
    if item.from_week is not None and int(item.from_week[1:]) >= context.source.week.number:
        context.error(quiz.path, quiz.line("items", index, "from_week"), f"{item.id}: from_week is not an earlier week")


def _check_counts(context: Context, quiz: File[Quiz]) -> None:
    for lesson in context.source.week.lessons:
        items = [item for item in quiz.model.items if item.lesson == lesson.id and item.from_week is None]
        if len(items) not in ITEMS_PER_LESSON:
            message = f"{lesson.id} has {len(items)} quiz items of its own; a lesson has 4 to 6"
            context.missing(quiz.path, quiz.line("items"), message)
        if not any(item.kind in PREDICTING_KINDS for item in items):
            message = f"{lesson.id} has no item that predicts a number, a shape or an output"
            context.missing(quiz.path, quiz.line("items"), message)


def _check_positions(context: Context, quiz: File[Quiz]) -> None:
    single = [item for item in quiz.model.items if item.kind == "single"]
    if len(single) < 6:
        return
    places = Counter(next(place for place, option in enumerate(item.options) if option.correct) for item in single)
    _, count = places.most_common(1)[0]
    if count / len(single) > MOST_FAVOURED or len(places) < 3:
        spread = ", ".join(f"{chr(ord('a') + one)} {places[one]}" for one in sorted(places))
        context.missing(quiz.path, quiz.line("items"), f"the correct option's place is not balanced: {spread} of {len(single)}")


def _check_retrieval(context: Context, quiz: File[Quiz]) -> None:
    if context.source.week.number == 1:
        return
    number = context.source.week.number
    earlier = [item for item in quiz.model.items if item.from_week or int(item.lesson[1:3]) < number]
    if len(earlier) < RETRIEVAL_ITEMS:
        message = f"{len(earlier)} items come from earlier weeks (from_week); a week has at least {RETRIEVAL_ITEMS}"
        context.missing(quiz.path, quiz.line("items"), message)
