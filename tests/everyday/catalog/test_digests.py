"""Web side and workers mean the same content by the same digest."""

from pathlib import Path

from everyday.catalog.source.digests import course_digest, task_digest
from tests.everyday.catalog.conftest import CourseFolder
from workers.content import task_digest as workers_digest


def _task(course: CourseFolder) -> Path:
    return course.path("weeks/01-numbers/tasks/add")


def test_the_workers_compute_the_very_same(course: CourseFolder) -> None:
    assert task_digest(_task(course)) == workers_digest(_task(course))
    lab = course.path("weeks/01-numbers/labs/dice")
    assert task_digest(lab) == workers_digest(lab)


def test_words_and_caches_do_not_count(course: CourseFolder) -> None:
    before = task_digest(_task(course))
    for name in ("statement.zh.md", "hints.en.md", "debrief.en.md", "design.md", "calibration.json"):
        (_task(course) / name).write_text("other", encoding="utf-8")
    cache = _task(course) / "reference" / "__pycache__"
    cache.mkdir()
    (cache / "solution.pyc").write_bytes(b"x")
    assert task_digest(_task(course)) == before == workers_digest(_task(course))


def test_code_and_contract_count(course: CourseFolder) -> None:
    seen = {task_digest(_task(course))}
    for name in ("judge.py", "task.yaml", "reference/solution.py", "starter/solution.py"):
        path = _task(course) / name
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        seen.add(task_digest(_task(course)))
    assert len(seen) == 5


def test_any_file_changes_the_digest_of_the_course(course: CourseFolder) -> None:
    before = course_digest(course.root)
    assert course_digest(course.root) == before
    course.edit("weeks/02-slopes/quiz.yaml", "斜率？", "斜率是？")
    assert course_digest(course.root) != before
