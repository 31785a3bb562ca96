"""No run is lost: what a dead worker held, and messages that never arrived, come back with a new token."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from everyday.submissions import broker, services
from everyday.submissions.models import Run
from tests.conftest import Cast
from tests.everyday.submissions.conftest import Attempt
from workers.protocol import CPU_QUEUE, EVENT_STREAM, LEASE_CLOSED, lease_key

Submit = Callable[..., Run]


@pytest.fixture
def attempt(cast: Cast, submit: Submit, online: Any) -> Attempt:
    """A run that a worker holds."""
    online()
    attempt = Attempt(submit(cast.learner))
    attempt.hold()
    attempt.claim()
    broker.client().delete(CPU_QUEUE)
    return attempt


def run_of(attempt: Attempt) -> Run:
    return Run.objects.get(pk=attempt.run_id)


def expire(attempt: Attempt, seconds: float = 31) -> None:
    """The worker dies: nothing renews its lease any more."""
    broker.client().delete(lease_key(attempt.run_id, attempt.token))
    Run.objects.filter(pk=attempt.run_id).update(lease_expires_at=timezone.now() - dt.timedelta(seconds=seconds - 30))


def test_a_lost_run_waits_again_with_a_new_token(attempt: Attempt) -> None:
    expire(attempt)
    assert services.requeue_lost() == 1
    run = run_of(attempt)
    assert (run.state, run.attempt) == (Run.State.QUEUED, 2)
    assert run.attempt_token not in ("", attempt.token)
    assert attempt.decide().refused == 1


def test_nobody_can_claim_the_lost_attempt_again(attempt: Attempt) -> None:
    expire(attempt)
    services.requeue_lost()
    assert broker.client().get(lease_key(attempt.run_id, attempt.token)) == LEASE_CLOSED.encode()


def test_a_worker_that_renews_keeps_its_run_though_the_database_did_not_hear(attempt: Attempt) -> None:
    Run.objects.filter(pk=attempt.run_id).update(lease_expires_at=timezone.now() - dt.timedelta(seconds=60))
    assert services.requeue_lost() == 0
    assert run_of(attempt).state == Run.State.RUNNING


def test_leases_are_mirrored(attempt: Attempt) -> None:
    Run.objects.filter(pk=attempt.run_id).update(lease_expires_at=timezone.now() - dt.timedelta(seconds=60))
    assert services.mirror_leases() == 1
    expires_at = run_of(attempt).lease_expires_at
    assert expires_at is not None
    assert dt.timedelta(seconds=20) < expires_at - timezone.now() <= dt.timedelta(seconds=30)


def test_a_lease_that_is_gone_is_not_mirrored(attempt: Attempt) -> None:
    expire(attempt)
    assert services.mirror_leases() == 0


def test_after_three_lost_attempts_the_run_fails_and_costs_nothing(
    attempt: Attempt, django_capture_on_commit_callbacks: Any
) -> None:
    for number in (1, 2, 3):
        assert run_of(attempt).attempt == number
        again = Attempt(run_of(attempt))
        again.claim()
        expire(again)
        with django_capture_on_commit_callbacks(execute=True):
            assert services.requeue_lost() == 1
    run = run_of(attempt)
    assert (run.state, run.status) == (Run.State.FAILED, "infrastructure")
    assert "三次" in run.message["zh"]
    assert "three times" in run.message["en"]


def test_a_lost_run_whose_cancel_is_wanted_ends_cancelled(cast: Cast, attempt: Attempt) -> None:
    services.cancel(user=cast.learner, run=run_of(attempt))
    expire(attempt)
    services.requeue_lost()
    assert run_of(attempt).state == Run.State.CANCELLED


def test_a_message_that_got_lost_is_sent_again(cast: Cast, submit: Submit, online: Any) -> None:
    online()
    run = submit(cast.learner)
    broker.client().delete(CPU_QUEUE)
    assert services.requeue_lost() == 0  # it may be on its way
    Run.objects.filter(pk=run.pk).update(dispatched_at=timezone.now() - dt.timedelta(seconds=31))
    assert services.requeue_lost() == 1
    run.refresh_from_db()
    assert (run.state, run.attempt) == (Run.State.QUEUED, 2)


def test_a_message_that_waits_in_a_long_queue_is_left_alone(cast: Cast, submit: Submit, online: Any) -> None:
    online()
    run = submit(cast.learner)
    Run.objects.filter(pk=run.pk).update(dispatched_at=timezone.now() - dt.timedelta(minutes=10))
    assert broker.queue_length(CPU_QUEUE) == 1
    assert services.requeue_lost() == 0


def test_a_lost_message_is_found_however_full_the_queue_is(cast: Cast, submit: Submit, online: Any) -> None:
    """Where others' messages wait all day, a lost one is still noticed, and only that one is sent again."""
    online()
    lost, waiting = submit(cast.learner), submit(cast.classmate)
    client = broker.client()
    mark = Run.objects.get(pk=lost.pk).attempt_token.encode()
    [message] = [text for text in client.lrange(CPU_QUEUE, 0, -1) if mark in text]
    client.lrem(CPU_QUEUE, 1, message)
    Run.objects.update(dispatched_at=timezone.now() - dt.timedelta(minutes=10))
    assert services.requeue_lost() == 1
    assert {run.pk: Run.objects.get(pk=run.pk).attempt for run in (lost, waiting)} == {lost.pk: 2, waiting.pk: 1}


def test_a_closed_lease_waits_for_its_verdict(attempt: Attempt) -> None:
    broker.client().set(lease_key(attempt.run_id, attempt.token), LEASE_CLOSED)
    Run.objects.filter(pk=attempt.run_id).update(lease_expires_at=timezone.now() - dt.timedelta(seconds=60))
    assert services.requeue_lost() == 0


def test_a_closed_lease_whose_verdict_never_came_is_queued_again(attempt: Attempt) -> None:
    broker.client().set(lease_key(attempt.run_id, attempt.token), LEASE_CLOSED)
    broker.client().xgroup_create(EVENT_STREAM, "recorder", id="0", mkstream=True)
    Run.objects.filter(pk=attempt.run_id).update(lease_expires_at=timezone.now() - dt.timedelta(seconds=200))
    assert services.requeue_lost() == 1


def test_a_run_that_is_over_is_never_taken_back(attempt: Attempt) -> None:
    attempt.decide()
    expire(attempt)
    assert services.requeue_lost() == 0
    assert run_of(attempt).state == Run.State.FINISHED
