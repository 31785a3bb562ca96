"""Runs to lay side by side, and a re-grade, for the browser tests."""

import datetime as dt
import math
from typing import Any

from django.urls import reverse
from django.utils import timezone

from everyday.accounts.models import User
from everyday.catalog.models import Lab, Task
from everyday.submissions.models import RegradeBatch, RegradeItem, Run, RunEvent, Submission, TestResult

NOW = timezone.now()


def lab_runs(learner: User, lab: Lab, *, runs: int = 3, steps: int = 60) -> list[Run]:
    """Runs of different configurations, each with two curves."""
    found = []
    for number in range(runs):
        config = {param["name"]: param["default"] for param in lab.spec["params"]}
        for param in lab.spec["params"]:
            if param["type"] == "float" and number:
                config[param["name"]] = round(param["default"] / (number + 1), 6)
        run = Run.objects.create(
            learner=learner,
            lab=lab,
            config=config,
            seed=number,
            state="finished",
            status="passed",
            metrics={"val_acc": 0.9 - number / 100, "val_loss": 0.3 + number / 50},
            content_digest=lab.digest,
            content_version=lab.version,
            cpu_s=1.5,
            wall_s=2.25 + number,
            peak_mib=140.0,
            device="cpu",
            started_at=NOW,
            ended_at=NOW,
        )
        RunEvent.objects.bulk_create(RunEvent(run=run, **event) for event in curves(number, steps))
        Run.objects.filter(pk=run.pk).update(event_seq=steps, queued_at=NOW - dt.timedelta(minutes=runs - number))
        found.append(run)
    return found


def curves(number: int, steps: int) -> list[dict[str, Any]]:
    """Two metrics over 120 steps of training, as a worker reports them."""
    events = []
    for index in range(steps):
        step = round(120 * index / steps)
        loss = 1.1 * math.exp(-index * (1 + number) / steps) + 0.02 * math.sin(index + number)
        values = {"loss": loss, "val_acc": 1 - loss / 2}
        events.append(
            {"seq": index + 1, "kind": "metric", "data": {"step": step, "values": values, "source": "judge"}, "at": NOW}
        )
    return events


def regrade(task: Task, submission: Submission) -> RegradeBatch:
    """`submission` was judged again, and got better."""
    old = submission.runs.get()
    run = Run.objects.create(
        learner=submission.learner,
        aside_of=submission,
        is_regrade=True,
        content_digest=task.digest,
        content_version=task.version,
        state="finished",
        status="failed",
        score=old.score + 15 if old.score is not None else 15,
        max_score=old.max_score,
        started_at=NOW,
        ended_at=NOW,
    )
    for result in old.test_results.all():
        passed = result.status == "passed" or result.position == 1
        TestResult.objects.create(
            run=run,
            test_id=result.test_id,
            position=result.position,
            public=result.public,
            status="passed" if passed else result.status,
            points=result.max_points if passed else result.points,
            max_points=result.max_points,
        )
    batch = RegradeBatch.objects.create(task=task, content_digest=task.digest, content_version=task.version)
    RegradeItem.objects.create(batch=batch, submission=submission, old_run=old, run=run)
    return batch


def pages(task: Task, outdated: Run, lab: Lab | None, learner: User) -> dict[str, str]:
    """The addresses of what is seeded here: `outdated` is judged again, `learner` runs the lab."""
    assert outdated.submission is not None
    batch = regrade(task, outdated.submission)
    found = {"regrades": reverse("submissions:regrade-list"), "regrade": reverse("submissions:regrade-detail", args=[batch.pk])}
    if lab is not None:
        runs = lab_runs(learner, lab)
        address = reverse("submissions:lab-compare", args=[lab.week.code, lab.slug])
        found |= {"compare choice": address, "compare": f"{address}?runs={','.join(str(run.pk) for run in runs)}"}
    return found
