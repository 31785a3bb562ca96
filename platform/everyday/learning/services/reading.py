"""How far a learner has read."""

import datetime as dt

from django.db import transaction

from everyday.accounts.models import User
from everyday.catalog.models import Lesson
from everyday.learning.models import LessonReading

QUIZ_ANCHOR = "quiz"


def section_anchors(lesson: Lesson) -> set[str]:
    """The anchors of the lesson's sections in any language, and that of the questions at its end."""
    return {entry["id"] for entries in lesson.contents.values() for entry in entries} | {QUIZ_ANCHOR}


@transaction.atomic
def record_section(*, learner: User, lesson: Lesson, anchor: str) -> LessonReading:
    """Remember the section that is being read. An anchor that the lesson does not have changes nothing but the start."""
    known = {"anchor": anchor} if anchor in section_anchors(lesson) else {}
    reading, _ = LessonReading.objects.update_or_create(learner=learner, lesson=lesson, defaults=known)
    return reading


@transaction.atomic
def finish_lesson(*, learner: User, lesson: Lesson, now: dt.datetime) -> LessonReading:
    """Count the lesson as read; the first time stands."""
    reading, _ = LessonReading.objects.get_or_create(learner=learner, lesson=lesson)
    if reading.finished_at is None:
        reading.finished_at = now
        reading.save(update_fields=["finished_at"])
    return reading


@transaction.atomic
def reopen_lesson(*, learner: User, lesson: Lesson) -> None:
    """Take "read" back."""
    LessonReading.objects.filter(learner=learner, lesson=lesson).update(finished_at=None)
