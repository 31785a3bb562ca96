"""A submission that can be opened, with requests in every state; and two posts that are alike. For the browser tests."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from everyday.accounts.models import Cohort, Enrolment, User
from everyday.catalog.models import Task, Week
from everyday.reviews.services.likeness import measure_new
from everyday.submissions.models import Run, RunEvent, Submission

SAID = (
    "越深的普通网络反而越难训练，这不是过拟合，因为训练误差也更高。残差块让每一层只学与恒等映射的差别，"
    "梯度可以沿着捷径直接传回去，所以很深的网络也能训练。我们在自己的实验里比较了有捷径与没有捷径的网络。"
)


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def demo_task(week: Week) -> Task:
    examples = [both("好看极了", "What a film"), both("<b>难看</b>", "<b>Dull</b>")]
    demo = {"label": both("一句影评", "A sentence about a film"), "max_chars": 2000, "examples": examples}
    tests = [{"id": "fuzz", "rung": "edge", "public": True, "points": 100, "name": both("怪输入", "Odd input")}]
    return Task.objects.create(
        week=week,
        task_id=f"{week.code}/seeded-demo",
        slug="seeded-demo",
        position=98,
        kind="module",
        title=both("一个 Demo", "A demo"),
        points=100,
        is_ready=True,
        spec={"tests": [{**test, "about": test["name"]} for test in tests], "demo": demo},
        digest="d" * 64,
        version="1.0.0",
    )


def request(asker: User, submission: Submission, text: str, *, answer: Any = None, **fields: Any) -> None:
    given = {"state": "finished", "status": "passed", "wall_s": 0.4, "ended_at": timezone.now()}
    run = Run.objects.create(
        learner=asker, demo_of=submission, config={"request": text}, content_digest="d" * 64, **(given | fields)
    )
    if answer is not None:
        RunEvent.objects.create(run=run, seq=1, kind="answer", data={"value": answer}, at=timezone.now())


def opened(week: Week, learner: User, mentor: User) -> dict[str, str]:
    submission = Submission.objects.create(
        learner=learner, task=demo_task(week), number=1, files={"solution.py": "ANSWER = 1\n"}, digest="d" * 64
    )
    Run.objects.create(
        learner=learner,
        submission=submission,
        content_digest="d" * 64,
        state="finished",
        status="passed",
        score=100,
        max_score=100,
    )
    trace = 'Traceback (most recent call last):\n  File "solution.py", line 3, in handle\nIndexError: list index out of range'
    for asker in (learner, mentor):
        answer = {"ok": True, "label": "positive", "score": 0.93, "lang": "en", "echo": "<script>alert(1)</script>"}
        request(asker, submission, "A wonderful film, moving and beautifully acted. " * 4, answer=answer)
        request(asker, submission, "", status="error", message=both(trace, trace))
        request(asker, submission, "好看", state="cancelled", status="cancelled", message=both("已取消。", "Cancelled."))
    address = reverse("submissions:demo-detail", args=[submission.pk])
    return {"opened": address, "opened by the mentor": address}


def alike(week: Week, learner: User, cohort: Cohort) -> dict[str, str]:
    classmate = User.objects.create_user(username="kim", password="a quiet river 42", display_name="Kim")
    Enrolment.objects.create(user=classmate, cohort=cohort)
    task = Task.objects.create(
        week=week,
        task_id=f"{week.code}/seeded-notes",
        slug="seeded-notes",
        position=99,
        kind="document",
        title=both("精读笔记", "Notes on a paper"),
        points=40,
        is_ready=True,
        spec={"tests": []},
        digest="n" * 64,
        version="1.0.0",
    )
    for person, own in ((classmate, "她先写的。" * 20), (learner, "他后来写的。" * 20)):
        submission = Submission.objects.create(
            learner=person, task=task, number=1, files={"notes.md": f"# 残差\n\n{own}\n\n{SAID}\n"}, digest="n" * 64
        )
        Run.objects.create(
            learner=person,
            submission=submission,
            content_digest="n" * 64,
            state="finished",
            status="passed",
            score=40,
            max_score=40,
        )
    measure_new()
    return {"alike review": reverse("reviews:submission", args=[submission.pk])}


def pages(week: Week, learner: User, mentor: User, cohort: Cohort) -> dict[str, str]:
    return {**opened(week, learner, mentor), **alike(week, learner, cohort)}
