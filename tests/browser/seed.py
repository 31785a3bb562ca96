"""People, attempts and runs for the browser tests; prints sessions and addresses as JSON.

Run as a program of its own: `python -m tests.browser.seed`, with the settings of the site under test.
"""

import datetime as dt
import json
import math
from typing import Any

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from everyday.accounts.models import Cohort, Enrolment, Role, User  # noqa: E402
from everyday.catalog.models import Figure, Lab, Lesson, Task  # noqa: E402
from everyday.submissions.models import Run, RunEvent, Submission, TestResult  # noqa: E402
from tests.browser import seed_comparison, seed_documents, seed_opening, seed_portfolio  # noqa: E402

NOW = timezone.now()


def person(name: str, role: Role, cohort: Cohort) -> User:
    user = User.objects.create_user(username=name, password="a quiet river 42", role=role, display_name=name.title())
    Enrolment.objects.create(user=user, cohort=cohort, kind=role.value)
    return user


def session_of(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    key = store.session_key
    assert key is not None
    return key


def attempt(learner: User, task: Task, number: int, **fields: Any) -> Run:
    submission = Submission.objects.create(
        learner=learner, task=task, number=number, files={"solution.py": f"ANSWER = {number}\n"}, digest=str(number) * 64
    )
    given = {"started_at": NOW, "ended_at": NOW, **fields}
    return Run.objects.create(learner=learner, submission=submission, content_digest=task.digest, **given)


def record(run: Run, events: list[tuple[str, dict[str, Any]]]) -> None:
    rows = [RunEvent(run=run, seq=seq, kind=kind, data=data, at=NOW) for seq, (kind, data) in enumerate(events, 1)]
    RunEvent.objects.bulk_create(rows)
    Run.objects.filter(pk=run.pk).update(event_seq=len(rows))


def training() -> list[tuple[str, dict[str, Any]]]:
    """Two curves, a log and a confusion matrix."""
    events: list[tuple[str, dict[str, Any]]] = [("claimed", {"worker_id": "w", "sandbox": "zygote", "isolation": "partial"})]
    for step in range(30):
        loss = 2.3 * math.exp(-step / 10)
        events.append(("metric", {"step": step, "values": {"train_loss": loss}, "source": "learner"}))
        events.append(("log", {"stream": "stdout", "text": f"step {step} loss {loss:.3f}\n"}))
    matrix = [[9 if row == column else 1 for column in range(4)] for row in range(4)]
    figure = {"data": [{"type": "heatmap", "z": matrix}], "layout": {"title": {"text": "confusion"}}}
    return [*events, ("figure", {"id": "confusion", "plotly": figure, "source": "judge"})]


def results(run: Run, failing: int) -> None:
    """Every test passed but the one at `failing`; a negative number spares all."""
    message = {"zh": "期望形状 (7, 5)，得到 (5, 7)", "en": "expected shape (7, 5), got (5, 7)"}
    assert run.submission is not None
    for position, test in enumerate(run.submission.task.tests):
        bad = position == failing
        TestResult.objects.create(
            run=run,
            test_id=test["id"],
            position=position,
            public=test["public"],
            status="failed" if bad else "passed",
            points=0 if bad else test["points"],
            max_points=test["points"],
            message=message if bad else {},
        )


def lesson_with_a_slider() -> str:
    """The address of a lesson that shows a figure with a slider; empty when there is none."""
    figures = [figure for figure in Figure.objects.all() if figure.plotly.get("layout", {}).get("sliders")]
    for figure in figures:
        for lesson in Lesson.objects.filter(week=figure.week).select_related("week"):
            if f"figure-{figure.slug}" in lesson.body_html.get("en", ""):
                return reverse("learning:lesson-detail", args=[lesson.week.number, lesson.slug])
    return ""


def main() -> None:
    cohort = Cohort.objects.create(name="Spring", slug="spring", starts_on=NOW.date() - dt.timedelta(days=30))
    learner, mentor = person("lin", Role.LEARNER, cohort), person("mei", Role.MENTOR, cohort)
    operator = User.objects.create_user(username="ada", password="a quiet river 42", role=Role.OPERATOR, display_name="Ada")
    task = Task.objects.filter(is_ready=True).select_related("week").order_by("week__number", "position")[0]
    failed = attempt(learner, task, 1, state="finished", status="failed", score=70, max_score=100, isolation="partial", cpu_s=1.5)
    passed = attempt(learner, task, 2, state="finished", status="passed", score=100, max_score=100, isolation="full")
    queued = attempt(learner, task, 3, state="queued", ended_at=None, started_at=None)
    for run, failing in ((failed, 1), (passed, -1)):
        record(run, training())
        results(run, failing)
    week, slug = task.week, task.slug
    pages = {
        "task": reverse("submissions:task-detail", args=[week.code, slug]),
        "attempts": reverse("submissions:submission-list", args=[week.code, slug]),
        "files": reverse("submissions:submission-detail", args=[passed.submission_id]),
        "changes": reverse("submissions:submission-diff", args=[passed.submission_id]),
        "failed run": reverse("submissions:run-detail", args=[failed.pk]),
        "passed run": reverse("submissions:run-detail", args=[passed.pk]),
        "queued run": reverse("submissions:run-detail", args=[queued.pk]),
        "week": reverse("learning:week-detail", args=[week.number]),
        "day": reverse("learning:day-detail", args=[week.number, 1]),
        "review": reverse("reviews:submission", args=[passed.submission_id]),
        "cohort": reverse("reviews:cohort", args=[cohort.slug]),
    }
    lesson = Lesson.objects.filter(is_ready=True).select_related("week").first()
    if lesson is not None:
        pages["lesson"] = reverse("learning:lesson-detail", args=[lesson.week.number, lesson.slug])
    if address := lesson_with_a_slider():
        pages["figure"] = address
    lab = Lab.objects.filter(is_ready=True).select_related("week").first()
    if lab is not None:
        pages["lab"] = reverse("submissions:lab-detail", args=[lab.week.code, lab.slug])
    other = User.objects.create_user(username="bo", password="a quiet river 42", role=Role.LEARNER, display_name="Bo")
    outdated = attempt(other, task, 1, state="finished", status="failed", score=70, max_score=100, isolation="full")
    results(outdated, 1)
    pages |= seed_comparison.pages(task, outdated, lab, learner)
    pages |= seed_documents.pages(week, lab, learner, mentor)
    pages |= seed_opening.pages(week, learner, mentor, cohort)
    pages |= seed_portfolio.pages(learner, operator, other, passed)
    print(
        json.dumps({"sessions": {user.username: session_of(user) for user in (learner, mentor, operator, other)}, "pages": pages})
    )


if __name__ == "__main__":
    main()
