"""What a waiting learner is told about time is honest: whole days are played, and what was promised is held against what came."""

import datetime as dt
import random
import statistics
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils import timezone

from everyday.catalog.models import Task
from everyday.submissions import selectors
from everyday.submissions.dispatch import MAX_RUNNING_PER_LEARNER
from everyday.submissions.models import Run
from everyday.submissions.selectors import Waiting, in_order
from everyday.submissions.selectors.estimates import left_s, result_in_s
from tests.conftest import Cast
from tests.everyday.submissions.conftest import Attempt

Submit = Callable[..., Run]
MORNING = dt.datetime(2031, 3, 1, 8, tzinfo=dt.UTC)
USUAL_S = {"quick": 2.0, "middling": 12.0, "training": 60.0}


@pytest.mark.parametrize(
    ("slots", "running", "ahead", "own", "expected"),
    [
        (1, [], [], 5, 5),
        (1, [3], [], 5, 8),
        (2, [3], [], 5, 5),
        (2, [3, 9], [], 5, 8),
        (2, [3, 9], [4], 5, 12),
        (2, [3, 9], [4, 4], 5, 14),
        (1, [3, 9], [], 5, 14),  # one of the two drains, and makes no room
        (3, [], [60, 60, 2, 2], 5, 9),
    ],
)
def test_what_is_ahead_is_played_through(
    slots: int, running: list[float], ahead: list[float], own: float, expected: float
) -> None:
    assert result_in_s(slots=slots, running_left_s=running, ahead_s=ahead, own_s=own) == expected


def test_a_run_over_its_time_is_not_about_to_end_at_once() -> None:
    assert (left_s(10, 0), left_s(10, 9), left_s(10, 30)) == (10, 1, 5)


@dataclass
class Job:
    """A run of the played day. `told_s` is what its learner was told, to the result."""

    waiting: Waiting
    kind: str
    takes_s: float
    told_s: float = 0.0
    started: float = -1.0
    ended: float = -1.0


@dataclass
class Day:
    """A day of `slots` slots: jobs come, are served by the product's order and limits, and take their time."""

    slots: int
    dice: random.Random
    waiting: list[Job] = field(default_factory=list)
    running: list[Job] = field(default_factory=list)
    served: dict[int, dt.datetime] = field(default_factory=dict)

    def play(self, arrivals: list[tuple[float, int, str]]) -> list[Job]:
        jobs = []
        for now, learner, kind in arrivals:
            self._run_until(now)
            at = MORNING + dt.timedelta(seconds=now)
            waiting = Waiting(run_id=uuid.UUID(int=len(jobs)), learner_id=learner, is_lab=False, profile="cpu", queued_at=at)
            job = Job(waiting, kind, USUAL_S[kind] * self.dice.lognormvariate(0, 0.35))
            jobs.append(job)
            self.waiting.append(job)
            job.told_s = self._told(job, now)
            self._serve(now)
        self._run_until(float("inf"))
        return jobs

    def _told(self, job: Job, now: float) -> float:
        order = self._order()
        ahead = [USUAL_S[other.kind] for other in order[: order.index(job)]]
        running = [left_s(USUAL_S[other.kind], now - other.started) for other in self.running]
        return result_in_s(slots=self.slots, running_left_s=running, ahead_s=ahead, own_s=USUAL_S[job.kind])

    def _order(self) -> list[Job]:
        jobs = {job.waiting.run_id: job for job in self.waiting}
        under_way = Counter(job.waiting.learner_id for job in self.running)
        return [jobs[run.run_id] for run in in_order([job.waiting for job in self.waiting], under_way, self.served)]

    def _serve(self, now: float) -> None:
        while len(self.running) < self.slots:
            under_way = Counter(job.waiting.learner_id for job in self.running)
            allowed = [job for job in self._order() if under_way[job.waiting.learner_id] < MAX_RUNNING_PER_LEARNER]
            if not allowed:
                return
            job = allowed[0]
            job.started, job.ended = now, now + job.takes_s
            self.served[job.waiting.learner_id] = MORNING + dt.timedelta(seconds=now)
            self.waiting.remove(job)
            self.running.append(job)

    def _run_until(self, now: float) -> None:
        while self.running and (first := min(self.running, key=lambda job: job.ended)).ended <= now:
            self.running.remove(first)
            self._serve(first.ended)


def _arrivals(dice: random.Random, learners: int, every_s: float, hours: float) -> list[tuple[float, int, str]]:
    now, found = 0.0, []
    while now < hours * 3600:
        now += dice.expovariate(1 / every_s)
        found.append((now, dice.randrange(learners), dice.choices(list(USUAL_S), [5, 3, 1])[0]))
    return found


@pytest.mark.parametrize(("slots", "every_s"), [(1, 15.6), (2, 7.8), (4, 3.9)], ids=["one slot", "two slots", "four slots"])
def test_over_a_day_what_was_told_is_what_came(slots: int, every_s: float) -> None:
    """At four fifths of what the slots can do, with runs whose time varies by a third."""
    dice = random.Random(slots)
    jobs = Day(slots, dice).play(_arrivals(dice, 30, every_s, 8))
    came = [job.ended - (job.waiting.queued_at - MORNING).total_seconds() for job in jobs]
    ratios = sorted(real / job.told_s for real, job in zip(came, jobs, strict=True))
    assert 0.8 < statistics.median(ratios) < 1.25
    assert ratios[len(ratios) // 10] > 0.5, "not gloomy: nine of ten waited at least half of what they were told"
    assert ratios[len(ratios) * 9 // 10] < 2.0, "not rosy: nine of ten had their result within twice what they were told"
    assert 0.8 < sum(came) / sum(job.told_s for job in jobs) < 1.3


def test_in_a_rush_nobody_is_told_less_than_half() -> None:
    """The evening before a deadline: forty learners hand in within a minute."""
    dice = random.Random(5)
    jobs = Day(2, dice).play(sorted((dice.uniform(0, 60), n, "middling") for n in range(40)))
    jobs_by_time = sorted(jobs, key=lambda job: job.waiting.queued_at)
    came = [job.ended - (job.waiting.queued_at - MORNING).total_seconds() for job in jobs_by_time]
    worst = max(real / job.told_s for real, job in zip(came, jobs_by_time, strict=True))
    assert worst < 2.0, worst


def test_each_run_ahead_counts_with_its_own_tasks_time(cast: Cast, task: Task, submit: Submit, online: Any) -> None:
    """A quick run behind a long training is not told that it will be quick."""
    slow = Task.objects.create(
        week=task.week,
        task_id="w05/slow",
        slug="slow",
        position=2,
        kind="module",
        points=100,
        is_ready=True,
        spec=task.spec,
        digest="s" * 64,
        version="1.0.0",
    )
    online(slots=1)
    for content, seconds in ((task, 4), (slow, 100)):
        run = submit(cast.mentor, task=content)
        Attempt(run).claim()
        now = timezone.now()
        Run.objects.filter(pk=run.pk).update(
            state=Run.State.FINISHED, started_at=now - dt.timedelta(seconds=seconds), ended_at=now, attempt_token=""
        )
    running = submit(cast.learner, task=slow)
    Attempt(running).claim()
    Run.objects.filter(pk=running.pk).update(started_at=timezone.now() - dt.timedelta(seconds=40))
    waiting = submit(cast.classmate)
    estimate = selectors.queue_state(waiting).estimate_s
    assert estimate is not None
    assert 62 < estimate < 65, "sixty seconds of the training, and its own four"
