"""Rows that tests need, made directly. Every function fills in what its test does not care about."""

import datetime as dt
import itertools
from collections.abc import Mapping
from typing import Any

from django.test import Client
from django.utils import timezone

from everyday.accounts.models import User
from everyday.catalog.models import Day, Lab, Lesson, QuizItem, Task, Week
from everyday.submissions.models import Run, RunEvent, Submission, TestResult

_DIGEST = "0" * 64
_numbers = itertools.count(1)


def both(text: str) -> dict[str, str]:
    """A bilingual text whose two sides can be told apart."""
    return {"zh": f"{text}（中）", "en": text}


def make_week(number: int = 5, *, status: str = "live", **fields: Any) -> Week:
    """A week without anything in it."""
    given = {
        "slug": f"week-{number}",
        "title": both(f"Topic {number}"),
        "goal": both(f"Goal {number}"),
        "seed": {"topic": f"主题{number}", "content": ["甲", "乙"], "practice": "实践", "resources": ["《书》"]},
        "minutes_per_day": [60] * 7,
        "status": status,
        "version": "1.0.0",
        "digest": _DIGEST,
    }
    return Week.objects.create(number=number, **(given | fields))


def make_lesson(week: Week, position: int = 1, **fields: Any) -> Lesson:
    given = {
        "lesson_id": f"{week.code}.l{position}",
        "slug": f"lesson-{position}",
        "title": both(f"Lesson {week.number}.{position}"),
        "question": both(f"Why {week.number}.{position}?"),
        "objectives": [{"id": "o1", "verb": "explain", "text": both("Explain it")}],
        "minutes": 45,
        "is_ready": True,
        "body_html": {
            "zh": '<h2 id="first">开头</h2><h2 id="second">后来</h2>',
            "en": '<h2 id="first">Start</h2><h2 id="second">Later</h2>',
        },
        "contents": {
            "zh": [{"level": 2, "id": "first", "title": "开头"}, {"level": 2, "id": "second", "title": "后来"}],
            "en": [{"level": 2, "id": "first", "title": "Start"}, {"level": 2, "id": "second", "title": "Later"}],
        },
        "digest": _DIGEST,
    }
    return Lesson.objects.create(week=week, position=position, **(given | fields))


def make_task(week: Week, slug: str = "softmax", **fields: Any) -> Task:
    given = {
        "task_id": f"{week.code}/{slug}",
        "position": next(_numbers),
        "kind": "module",
        "title": both(f"Task {slug}"),
        "points": 100,
        "is_ready": True,
        "spec": {"tests": [{"id": "stable", "rung": "value", "public": True, "points": 100, "name": both("Stays finite")}]},
        "digest": _DIGEST,
        "version": "1.0.0",
    }
    return Task.objects.create(week=week, slug=slug, **(given | fields))


def make_lab(week: Week, slug: str = "init", **fields: Any) -> Lab:
    given = {
        "lab_id": f"{week.code}/labs/{slug}",
        "position": next(_numbers),
        "title": both(f"Lab {slug}"),
        "is_ready": True,
        "digest": _DIGEST,
        "version": "1.0.0",
    }
    return Lab.objects.create(week=week, slug=slug, **(given | fields))


def choice_spec(**fields: Any) -> dict[str, Any]:
    """A question with options a (right) and b (wrong)."""
    options = [
        {"id": "a", "text": both("Option A"), "correct": True, "explain": both("A is right because")},
        {"id": "b", "text": both("Option B"), "correct": False, "explain": both("B is wrong because")},
    ]
    return {"stem": both("Which one?"), "explain": both("In short"), "options": options, "answer": None} | fields


def text_spec(value: Any, tol: float = 0.0) -> dict[str, Any]:
    """A question that is answered by writing."""
    answer = {"value": value, "tol": tol}
    return {"stem": both("What comes out?"), "explain": both("In short"), "options": [], "answer": answer}


def make_item(
    week: Week, lesson: Lesson | None = None, *, kind: str = "single", spec: Mapping[str, Any] | None = None
) -> QuizItem:
    number = next(_numbers)
    return QuizItem.objects.create(
        week=week,
        lesson=lesson,
        item_id=f"{week.code}.q{number:03d}",
        position=number,
        kind=kind,
        spec=dict(choice_spec() if spec is None else spec),
        digest=_DIGEST,
    )


def entry(kind: str, item_id: str) -> dict[str, Any]:
    """An item of a day."""
    return {"kind": kind, "id": item_id, "title": both(item_id), "ready": True}


def make_day(week: Week, number: int, items: list[dict[str, Any]], **fields: Any) -> Day:
    given = {"minutes": 60, "deliverable": both(f"Deliverable {number}")}
    return Day.objects.create(week=week, number=number, items=items, **(given | fields))


def make_full_week(number: int = 5, *, status: str = "live", lessons: int = 5, questions: int = 4) -> Week:
    """A week as authors write it: a lesson and its questions on days 1–5, a lab on day 5, a task on day 6, a review on day 7."""
    week = make_week(number, status=status)
    ready = status != "draft"
    for position in range(1, lessons + 1):
        lesson = make_lesson(week, position, is_ready=ready)
        for _ in range(questions):
            make_item(week, lesson)
        items = [entry("lesson", lesson.lesson_id), {**entry("quiz", f"{week.code}.quiz"), "lessons": [lesson.lesson_id]}]
        make_day(week, position, items)
    lab, task = make_lab(week, is_ready=ready), make_task(week, is_ready=ready)
    make_day(week, 6, [entry("lab", lab.lab_id), entry("task", task.task_id)])
    make_day(week, 7, [entry("review", f"{week.code}.review")])
    return week


def make_submission(learner: User, task: Task, **fields: Any) -> Submission:
    given = {
        "number": Submission.objects.filter(learner=learner, task=task).count() + 1,
        "files": {"solution.py": "import numpy as np\n\n\ndef softmax(z):\n    return z\n"},
        "digest": _DIGEST,
    }
    return Submission.objects.create(learner=learner, task=task, **(given | fields))


def make_run(submission: Submission, *, status: str = "passed", score: float | None = 100.0, **fields: Any) -> Run:
    """A finished run with its verdict and one test."""
    now = timezone.now()
    given = {
        "learner": submission.learner,
        "state": Run.State.FINISHED,
        "status": status,
        "score": score,
        "max_score": float(submission.task.points),
        "content_digest": submission.task.digest,
        "started_at": now - dt.timedelta(seconds=2),
        "ended_at": now,
    }
    run = Run.objects.create(submission=submission, **(given | fields))
    TestResult.objects.create(
        run=run,
        test_id="stable",
        position=1,
        public=True,
        status="passed" if status == "passed" else "failed",
        points=score or 0,
        max_points=100,
        message=both("Expected [0, 1], got [nan, nan]"),
    )
    return run


def make_event(run: Run, kind: str, data: dict[str, Any]) -> RunEvent:
    return RunEvent.objects.create(run=run, seq=run.events.count() + 1, kind=kind, data=data, at=timezone.now())


def signed_in(user: User | None) -> Client:
    """A browser in English: signed in as `user`, or anonymous."""
    client = Client(headers={"accept-language": "en"})
    if user is not None:
        client.force_login(user)
    return client
