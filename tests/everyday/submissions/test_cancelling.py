"""Cancel works in every phase, and only for whose run it is."""

from collections.abc import Callable
from typing import Any

import pytest

from everyday.submissions import broker, services
from everyday.submissions.models import Run, RunEvent
from everyday.submissions.services import NotAllowedError
from tests.conftest import Cast
from tests.everyday.submissions.conftest import Attempt
from workers.protocol import CPU_QUEUE, cancel_key, lease_key

Submit = Callable[..., Run]


def test_a_wish_that_the_broker_lost_is_told_again(cast: Cast, submit: Submit, online: Any) -> None:
    online()
    run = submit(cast.learner)
    attempt = Attempt(run)
    attempt.hold()
    attempt.claim()
    services.cancel(user=cast.learner, run=run)
    broker.client().delete(cancel_key(str(run.pk)))
    services.requeue_lost()
    assert broker.client().exists(cancel_key(str(run.pk)))


def test_a_run_that_waits_its_turn_is_cancelled_at_once(cast: Cast, submit: Submit) -> None:
    submit(cast.classmate)
    run = submit(cast.learner)
    assert run.dispatched_at is None
    assert services.cancel(user=cast.learner, run=run).state == Run.State.CANCELLED
    run.refresh_from_db()
    assert (run.state, run.status) == (Run.State.CANCELLED, "cancelled")
    assert run.ended_at is not None
    assert RunEvent.objects.get(run=run).kind == "verdict"


def test_a_run_in_the_broker_is_taken_back_before_a_worker_claims_it(cast: Cast, submit: Submit, online: Any) -> None:
    online()
    run = submit(cast.learner)
    run.refresh_from_db()
    token = run.attempt_token
    assert broker.queue_length(CPU_QUEUE) == 1
    assert services.cancel(user=cast.learner, run=run).state == Run.State.CANCELLED
    # The message is still there; whoever takes it finds the attempt closed.
    assert not broker.client().set(lease_key(str(run.pk), token), "w1", nx=True)


def test_a_running_run_is_asked_to_stop(cast: Cast, submit: Submit, online: Any, django_capture_on_commit_callbacks: Any) -> None:
    online()
    run = submit(cast.learner)
    attempt = Attempt(run)
    attempt.hold()
    attempt.claim()
    with django_capture_on_commit_callbacks(execute=True):
        assert services.cancel(user=cast.learner, run=run).state == Run.State.RUNNING
    assert broker.client().exists(cancel_key(str(run.pk)))
    attempt.decide("cancelled", 0.0)
    run.refresh_from_db()
    assert run.state == Run.State.CANCELLED


def test_a_claimed_run_that_is_not_recorded_as_running_yet_is_asked_too(
    cast: Cast, submit: Submit, online: Any, django_capture_on_commit_callbacks: Any
) -> None:
    online()
    run = submit(cast.learner)
    Attempt(run).hold()
    with django_capture_on_commit_callbacks(execute=True):
        assert services.cancel(user=cast.learner, run=run).state == Run.State.QUEUED
    assert broker.client().exists(cancel_key(str(run.pk)))


def test_a_verdict_that_came_before_the_cancel_stands(cast: Cast, submit: Submit, online: Any) -> None:
    online()
    run = submit(cast.learner)
    attempt = Attempt(run)
    attempt.claim()
    attempt.decide()
    assert services.cancel(user=cast.learner, run=run).state == Run.State.FINISHED


def test_cancelling_twice_is_cancelling_once(cast: Cast, submit: Submit) -> None:
    run = submit(cast.learner)
    services.cancel(user=cast.learner, run=run)
    services.cancel(user=cast.learner, run=run)
    assert RunEvent.objects.filter(run=run).count() == 1


@pytest.mark.parametrize("who", ["classmate", "mentor", "other_mentor", "stranger"])
def test_nobody_else_cancels(cast: Cast, submit: Submit, who: str) -> None:
    run = submit(cast.learner)
    with pytest.raises(NotAllowedError):
        services.cancel(user=getattr(cast, who), run=run)
    run.refresh_from_db()
    assert run.state == Run.State.QUEUED


def test_an_operator_cancels_for_others(cast: Cast, submit: Submit) -> None:
    assert services.cancel(user=cast.operator, run=submit(cast.learner)).state == Run.State.CANCELLED
