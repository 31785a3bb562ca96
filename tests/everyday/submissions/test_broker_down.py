"""Without a broker nothing is lost and nobody waits: runs stay in the database till it is back."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from everyday.catalog.models import Task
from everyday.submissions import broker, dispatch, selectors, services
from everyday.submissions.models import Run
from tests.conftest import Cast
from tests.everyday.submissions.conftest import FILES

Submit = Callable[..., Run]


@pytest.fixture
def broker_down(settings: Any, tmp_path: Any, clean_broker: str) -> Iterator[Callable[[], None]]:
    """Call it, and the broker is gone."""
    before = settings.CELERY_BROKER_URL

    def go() -> None:
        settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/nothing.sock"
        broker.client.cache_clear()
        dispatch._producer.cache_clear()

    yield go
    settings.CELERY_BROKER_URL = before
    broker.client.cache_clear()
    dispatch._producer.cache_clear()


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < 10


def test_a_submission_is_stored_and_waits(
    cast: Cast, task: Task, broker_down: Callable[[], None], django_capture_on_commit_callbacks: Any
) -> None:
    broker_down()
    with django_capture_on_commit_callbacks(execute=True):
        submission = services.submit(learner=cast.learner, task=task, files=FILES, source="editor")
    run = submission.runs.get()
    assert (run.state, run.dispatched_at, run.attempt) == (Run.State.QUEUED, None, 0)
    assert selectors.queue_state(run).workers == 0


def test_a_run_whose_message_cannot_be_sent_goes_back_to_waiting(
    cast: Cast, submit: Submit, online: Any, broker_down: Callable[[], None]
) -> None:
    online()
    run = submit(cast.learner)
    run.refresh_from_db()
    assert run.attempt == 1
    broker_down()
    dispatch._send(run.pk, run.attempt_token, "evaluate-cpu")
    run.refresh_from_db()
    assert (run.state, run.dispatched_at, run.attempt, run.attempt_token) == (Run.State.QUEUED, None, 0, "")


def test_nothing_is_taken_back_while_nobody_can_tell(
    cast: Cast, submit: Submit, online: Any, broker_down: Callable[[], None]
) -> None:
    online()
    run = submit(cast.learner)
    Run.objects.filter(pk=run.pk).update(state=Run.State.RUNNING, lease_expires_at=None)
    broker_down()
    assert services.requeue_lost() == 0
    run.refresh_from_db()
    assert run.state == Run.State.RUNNING


def test_cancelling_still_works_for_what_waits(cast: Cast, submit: Submit, broker_down: Callable[[], None]) -> None:
    submit(cast.classmate)
    run = submit(cast.learner)
    broker_down()
    assert services.cancel(user=cast.learner, run=run).state == Run.State.CANCELLED


def test_the_pages_answer(cast: Cast, task: Task, submit: Submit, broker_down: Callable[[], None]) -> None:
    run = submit(cast.learner)
    client = Client()
    client.force_login(cast.learner)
    broker_down()
    for address in (
        reverse("submissions:task-detail", args=["w05", "two-layer-net"]),
        reverse("submissions:run-detail", args=[run.pk]),
        reverse("submissions:run-poll", args=[run.pk]),
    ):
        assert client.get(address).status_code == 200
