"""Fairness: who is served next, how many at once, and what a waiting learner is told."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from everyday.catalog.models import Lab, Task
from everyday.submissions import broker, selectors, services
from everyday.submissions.models import Run
from everyday.submissions.selectors import Waiting, in_order
from tests.conftest import Cast
from tests.everyday.submissions.conftest import Attempt
from workers.protocol import CPU_QUEUE

Submit = Callable[..., Run]
NOON = dt.datetime(2031, 3, 1, 12, tzinfo=dt.UTC)


def waiting(learner: int, minute: int, *, lab: bool = False) -> Waiting:
    return Waiting(
        run_id=uuid.uuid4(), learner_id=learner, is_lab=lab, profile="cpu", queued_at=NOON + dt.timedelta(minutes=minute)
    )


def served(order: list[Waiting]) -> list[tuple[int, int]]:
    return [(run.learner_id, run.queued_at.minute) for run in order]


def test_first_come_first_served_for_one_run_each() -> None:
    runs = [waiting(1, 0), waiting(2, 1), waiting(3, 2)]
    assert served(in_order(runs, {}, {})) == [(1, 0), (2, 1), (3, 2)]


def test_round_robin_among_learners() -> None:
    runs = [waiting(1, 0), waiting(1, 1), waiting(1, 2), waiting(2, 3), waiting(2, 4), waiting(3, 5)]
    assert served(in_order(runs, {}, {})) == [(1, 0), (2, 3), (3, 5), (1, 1), (2, 4), (1, 2)]


def test_who_has_something_under_way_waits_for_who_has_not() -> None:
    runs = [waiting(1, 0), waiting(2, 1)]
    assert served(in_order(runs, {1: 1}, {})) == [(2, 1), (1, 0)]


def test_who_was_served_last_waits_for_who_was_served_before() -> None:
    runs = [waiting(1, 0), waiting(2, 1), waiting(3, 2)]
    order = in_order(runs, {}, {1: NOON + dt.timedelta(minutes=4), 2: NOON + dt.timedelta(minutes=3)})
    assert served(order) == [(3, 2), (2, 1), (1, 0)]


def test_who_comes_later_overtakes_nobody_for_having_been_away_longer() -> None:
    runs = [waiting(1, 0), waiting(2, 1), waiting(3, 2)]
    assert served(in_order(runs, {}, {1: NOON - dt.timedelta(minutes=1), 2: NOON - dt.timedelta(days=9)})) == [
        (1, 0),
        (2, 1),
        (3, 2),
    ]


def test_graded_work_goes_before_labs() -> None:
    runs = [waiting(1, 0, lab=True), waiting(2, 1), waiting(1, 2)]
    assert served(in_order(runs, {}, {})) == [(2, 1), (1, 2), (1, 0)]


def test_no_more_is_handed_over_than_slots_and_one(cast: Cast, submit: Submit, online: Any) -> None:
    online(slots=2)
    for learner in (cast.learner, cast.classmate, cast.stranger, cast.mentor, cast.operator):
        submit(learner)
    assert Run.objects.filter(dispatched_at__isnull=False).count() == 3
    assert broker.queue_length(CPU_QUEUE) == 3


def test_at_most_two_runs_of_a_learner_are_under_way(cast: Cast, submit: Submit, online: Any) -> None:
    online(slots=8)
    runs = [submit(cast.learner) for _ in range(3)]
    assert Run.objects.filter(dispatched_at__isnull=False).count() == 2
    attempt = Attempt(runs[0])
    attempt.claim()
    with_room = attempt.decide
    with_room()
    assert services.release_queued() == 1
    assert Run.objects.filter(dispatched_at__isnull=False, state=Run.State.QUEUED).count() == 2


def test_without_a_worker_one_message_waits_for_the_first_that_comes(cast: Cast, submit: Submit) -> None:
    submit(cast.learner)
    submit(cast.classmate)
    assert broker.queue_length(CPU_QUEUE) == 1


def test_a_gpu_run_waits_for_a_gpu_worker_and_goes_to_the_least_busy(
    cast: Cast, task: Task, submit: Submit, online: Any, django_capture_on_commit_callbacks: Any
) -> None:
    task.spec["profiles"]["gpu"] = {}
    task.save()
    online()
    run = submit(cast.learner, profile="gpu")
    assert run.dispatched_at is None
    online("g1", profile="gpu", queues=["evaluate-gpu-a"], slots=1)
    online("g2", profile="gpu", queues=["evaluate-gpu-b"], slots=1)
    broker.client().lpush("evaluate-gpu-a", "busy")
    with django_capture_on_commit_callbacks(execute=True):
        assert services.release_queued() == 1
    assert (broker.queue_length("evaluate-gpu-a"), broker.queue_length("evaluate-gpu-b")) == (1, 1)


def test_position_and_estimate(cast: Cast, task: Task, submit: Submit, online: Any) -> None:
    online(slots=1)
    for learner in (cast.learner, cast.classmate):
        submit(learner)
    third = submit(cast.stranger)
    fourth = submit(cast.mentor)
    assert selectors.queue_state(third).position == 3
    assert selectors.queue_state(fourth).position == 4
    # Without a finished run of the task nobody can know how long it takes.
    assert selectors.queue_state(third).estimate_s is None
    attempt = Attempt(Run.objects.order_by("queued_at")[0])
    attempt.claim()
    attempt.decide()
    done = Run.objects.get(pk=attempt.run_id)
    Run.objects.filter(pk=done.pk).update(started_at=NOON, ended_at=NOON + dt.timedelta(seconds=8))
    state = selectors.queue_state(Run.objects.get(pk=third.pk))
    assert (state.position, state.estimate_s, state.workers) == (2, 16.0, 1)


def test_no_capable_worker_is_said_at_once(cast: Cast, submit: Submit) -> None:
    state = selectors.queue_state(submit(cast.learner))
    assert (state.workers, state.position, state.estimate_s) == (0, 1, None)


def test_a_worker_whose_presence_expired_is_not_counted(online: Any) -> None:
    online("w1")
    online("w2")
    broker.client().delete("worker:w2")
    assert [worker.worker_id for worker in selectors.capable_workers()] == ["w1"]


def test_a_worker_of_another_protocol_version_is_not_counted(online: Any) -> None:
    online("w1")
    broker.client().set("worker:w1", '{"version": 99}')
    assert selectors.capable_workers() == []


@pytest.mark.django_db
def test_a_lab_waits_behind_graded_work(cast: Cast, submit: Submit, lab: Lab, online: Any) -> None:
    online(slots=1)
    submit(cast.classmate)
    submit(cast.stranger)
    held = Run.objects.create(learner=cast.learner, lab=lab, content_digest=lab.digest)
    Run.objects.filter(pk=held.pk).update(queued_at=timezone.now() - dt.timedelta(hours=1))
    graded = submit(cast.mentor)
    order = [run.run_id for run in selectors.service_order()]
    assert order == [graded.pk, held.pk]
