"""A document that was handed in, read, refused in one point and judged; a lab's run that was explained. For the browser tests."""

import base64
import io
from typing import Any

from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageDraw

from everyday.accounts.models import User
from everyday.catalog.models import Lab, Task, Week
from everyday.reviews.models import LabReply, LookRequest, RubricMark
from everyday.submissions.models import Run, RunEvent, Submission, SubmissionFile, TestResult

POST = "# 残差为什么好训练\n\n## 问题\n\n越深的普通网络反而越难训练。\n\n## 方法\n\n$y = x + F(x)$\n\n<script>alert(1)</script>\n"


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def level(points: int, zh: str, en: str) -> dict[str, Any]:
    return {
        "points": points,
        "title": both(zh, en),
        "anchor": both(f"例：{zh}的样子。", f"For example: what {en.lower()} looks like."),
    }


RUBRIC = [
    {
        "id": name,
        "title": both(zh, en),
        "levels": [level(0, "缺失", "Missing"), level(4, "基本", "Basic"), level(10, "出色", "Excellent")],
    }
    for name, zh, en in (("accuracy", "准确", "Accuracy"), ("insight", "见解", "Insight"))
]
TESTS = [
    {"id": "structure", "rung": "shape", "public": True, "points": 20, "name": both("结构", "Structure")},
    {"id": "phash", "rung": "property", "public": False, "points": 20, "name": both("自己的图", "Own diagram")},
]


def drawing() -> bytes:
    image = Image.new("RGB", (320, 200), "white")
    ImageDraw.Draw(image).rectangle((60, 50, 200, 150), outline="black", width=4)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def document_task(week: Week) -> Task:
    tests = [{**test, "about": test["name"]} for test in TESTS]
    spec = {
        "tests": tests,
        "files": {"learner": ["post.{md,pdf,pptx}", "diagrams/plan.png"], "optional": ["images/*.png"], "max_bytes": 4_000_000},
        "profiles": {"cpu": {"cpu_s": 20, "memory_mib": 512}},
        "rubric": {"criteria": RUBRIC, "points": 20},
    }
    return Task.objects.create(
        week=week,
        task_id=f"{week.code}/browser-post",
        slug="browser-post",
        position=99,
        kind="document",
        title=both("写一篇文章", "Write a post"),
        points=40,
        is_ready=True,
        spec=spec,
        statement_html=both("<p>讲清楚一个想法。</p>", "<p>Explain one idea.</p>"),
        digest="e" * 64,
        version="1.0.0",
    )


def handed_in(learner: User, task: Task) -> Run:
    submission = Submission.objects.create(
        learner=learner,
        task=task,
        number=1,
        source="upload",
        files={"post.md": POST},
        digest="1" * 64,
        self_assessment={"accuracy": 2},
    )
    data = drawing()
    SubmissionFile.objects.create(submission=submission, path="diagrams/plan.png", size=len(data), sha256="0" * 64, content=data)
    now = timezone.now()
    run = Run.objects.create(
        learner=learner,
        submission=submission,
        content_digest=task.digest,
        state="finished",
        status="failed",
        score=20,
        max_score=40,
        isolation="full",
        started_at=now,
        ended_at=now,
    )
    for position, test in enumerate(TESTS):
        bad = test["id"] == "phash"
        message = both("图片与一张已有的图几乎相同。", "The picture is nearly the same as a published one.") if bad else {}
        TestResult.objects.create(
            run=run,
            test_id=test["id"],
            position=position,
            public=test["public"],
            status="failed" if bad else "passed",
            points=0 if bad else test["points"],
            max_points=test["points"],
            message=message,
        )
    _preview(run, data)
    return run


def _preview(run: Run, png: bytes) -> None:
    empty = {
        "pages": 1,
        "language": "zh",
        "han": 0,
        "words": 0,
        "formulas": 0,
        "tables": 0,
        "links": 0,
        "code": 0,
        "headings": [],
    }
    empty |= {"picture_count": 0, "pictures": [], "text": "", "is_cut": False}
    picture = {"page": 1, "width": 1280, "height": 800, "png": base64.b64encode(png).decode()}
    headings = [{"level": 1, "text": "残差为什么好训练"}, {"level": 2, "text": "问题"}, {"level": 2, "text": "方法"}]
    post = {
        **empty,
        "path": "post.md",
        "kind": "markdown",
        "han": 22,
        "words": 3,
        "formulas": 1,
        "headings": headings,
        "text": POST,
    }
    plan = {**empty, "path": "diagrams/plan.png", "kind": "picture", "picture_count": 1, "pictures": [picture]}
    for seq, data in enumerate([post, plan], start=1):
        RunEvent.objects.create(run=run, seq=seq, kind="preview", data=data, at=timezone.now())
    Run.objects.filter(pk=run.pk).update(event_seq=2)


def lab_runs(lab: Lab, learner: User, mentor: User) -> tuple[Run, Run]:
    """One run that is not explained yet, and one that is and was answered."""
    now = timezone.now()
    given = {"learner": learner, "lab": lab, "content_digest": lab.digest, "state": "finished", "status": "passed"}
    config = {param["name"]: param["default"] for param in lab.spec["params"]}
    runs = [Run.objects.create(config=config, started_at=now, ended_at=now, **given) for _ in range(2)]
    questions = lab.spec.get("explain") or []
    runs[1].explanation = {one["id"]: (one["options"][0]["id"] if one.get("options") else "因为尺度。") for one in questions}
    runs[1].explained_at = now
    runs[1].save()
    LabReply.objects.create(run=runs[1], author=mentor, body="说得对，再想想深度的影响。")
    return runs[0], runs[1]


def pages(week: Week, lab: Lab | None, learner: User, mentor: User) -> dict[str, str]:
    task = document_task(week)
    run = handed_in(learner, task)
    assert run.submission is not None
    LookRequest.objects.create(run=run, test_id="phash", reason="这张图是我自己画的。")
    RubricMark.objects.create(
        submission=run.submission,
        mentor=mentor,
        levels={"accuracy": 1, "insight": 2},
        points=14,
        max_points=20,
        note="符号要解释。",
    )
    found = {
        "hand in": reverse("submissions:task-detail", args=[week.code, task.slug]),
        "document run": reverse("submissions:run-detail", args=[run.pk]),
        "document files": reverse("submissions:submission-detail", args=[run.submission.pk]),
        "document review": reverse("reviews:submission", args=[run.submission.pk]),
    }
    if lab is not None:
        open_run, explained = lab_runs(lab, learner, mentor)
        found["lab run"] = reverse("submissions:run-detail", args=[open_run.pk])
        found["explained lab run"] = reverse("submissions:run-detail", args=[explained.pk])
    return found
