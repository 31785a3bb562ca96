"""Whether a learner can use a lesson, task or lab, or it is still in preparation."""

from everyday.catalog.schema.week import Lesson
from everyday.catalog.source.pages import language_path
from everyday.catalog.source.tree import LANGUAGES, LabSource, TaskSource, WeekSource


def lesson_is_ready(source: WeekSource, lesson: Lesson) -> bool:
    stem = source.lesson_stem(lesson)
    return all(language_path(stem, language).exists() for language in LANGUAGES)


def task_is_ready(source: TaskSource) -> bool:
    """Statement, starter programs and judge are there, and the rubric of a document."""
    task = source.file.model
    wanted = [language_path(source.folder / "statement", language) for language in LANGUAGES]
    wanted += [source.folder / task.files.starter / name for name in task.files.learner if name.endswith(".py")]
    wanted.append(source.folder / "judge.py")
    return all(path.exists() for path in wanted) and (task.kind != "document" or source.rubric is not None)


def lab_is_ready(source: LabSource) -> bool:
    wanted = [language_path(source.folder / "statement", language) for language in LANGUAGES]
    return all(path.exists() for path in (*wanted, source.folder / source.file.model.trainer, source.folder / "sweep.json"))
