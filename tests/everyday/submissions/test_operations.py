"""Draining workers: the queue passes them by, operators see why, and nobody else may look."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from everyday.submissions import broker, selectors, services
from everyday.submissions.models import Run
from tests.conftest import Cast
from tests.everyday.factories import signed_in
from tests.everyday.submissions.conftest import Attempt
from workers.protocol import CPU_QUEUE, WorkerPresence, drain_key, worker_key

Submit = Callable[..., Run]


def drain(presence: WorkerPresence, reason: str = "self-test: loopback", busy: int = 0) -> None:
    """What a draining worker writes of itself."""
    told = WorkerPresence(**{**presence.to_dict(), "draining": reason, "busy": busy})
    broker.client().set(worker_key(presence.worker_id), told.to_json(), ex=20)


def test_a_draining_worker_is_nobody_who_could_take_a_run(cast: Cast, submit: Submit, online: Any) -> None:
    drain(online())
    run = submit(cast.learner)
    assert selectors.capable_workers() == []
    state = selectors.queue_state(run)
    assert (state.workers, state.estimate_s) == (0, None)


def test_its_slots_are_not_counted_and_what_it_still_runs_is_in_nobodys_way(cast: Cast, submit: Submit, online: Any) -> None:
    first = online("w1", slots=2)
    for learner in (cast.learner, cast.classmate):
        Attempt(submit(learner)).claim()
    broker.client().delete(CPU_QUEUE)
    drain(first, busy=2)
    online("w2", slots=1)
    for learner in (cast.stranger, cast.mentor, cast.operator):
        submit(learner)
    # One slot and one message to spare, beside the two that the draining worker finishes.
    assert broker.queue_length(CPU_QUEUE) == 2


def test_a_gpus_queue_is_never_a_draining_workers(cast: Cast, submit: Submit, online: Any, task: Any) -> None:
    task.spec["profiles"] = {"gpu": {}}
    task.save()
    drain(online("g1", slots=1, profile="gpu", queues=["evaluate-gpu-a"]))
    submit(cast.learner, profile="gpu")
    assert broker.queue_length("evaluate-gpu-a") == 0


def test_the_page_shows_who_drains_and_why(cast: Cast, submit: Submit, online: Any) -> None:
    drain(online("sick-1"))
    online("well-1")
    submit(cast.learner)
    text = signed_in(cast.operator).get(reverse("submissions:operations")).text
    assert "self-test: loopback" in text
    assert "One worker takes no more work." in text
    assert text.index("sick-1") < text.index("well-1")


def test_the_page_says_that_nobody_judges(cast: Cast, clean_broker: str) -> None:
    assert "No worker takes work" in signed_in(cast.operator).get(reverse("submissions:operations")).text


@pytest.mark.parametrize("who", ["learner", "mentor", "stranger"])
def test_only_operators_may_look_and_drain(cast: Cast, online: Any, who: str) -> None:
    online()
    client = signed_in(getattr(cast, who))
    assert client.get(reverse("submissions:operations")).status_code == 404
    assert client.post(reverse("submissions:worker-drain"), {"worker": "w1"}).status_code == 404
    assert not broker.client().exists(drain_key("w1"))


def test_an_operator_drains_and_resumes(cast: Cast, online: Any) -> None:
    online()
    client = signed_in(cast.operator)
    client.post(reverse("submissions:worker-drain"), {"worker": "w1", "action": "drain"})
    assert broker.client().get(drain_key("w1")) == b"drained by an operator"
    client.post(reverse("submissions:worker-drain"), {"worker": "w1", "action": "resume"})
    assert not broker.client().exists(drain_key("w1"))
    answer = client.post(reverse("submissions:worker-drain"), {"worker": "gone"}, follow=True)
    assert "not online any more" in answer.text


def test_the_command_lists_drains_and_resumes(online: Any, db: None) -> None:
    drain(online("w1"), "upgrade")
    online("w2")
    out = StringIO()
    call_command("workers", "--drain", "w2", "--reason", "disk", stdout=out)
    assert "w1  cpu zygote/full  0 of 2 busy  draining: upgrade" in out.getvalue()
    assert broker.client().get(drain_key("w2")) == b"disk"
    out = StringIO()
    call_command("workers", "--resume", "w2", "--json", stdout=out)
    assert [worker["worker_id"] for worker in json.loads(out.getvalue())] == ["w1", "w2"]
    assert not broker.client().exists(drain_key("w2"))
    with pytest.raises(CommandError, match="no worker w9"):
        call_command("workers", "--drain", "w9")


def test_a_run_that_a_machine_failed_is_queued_again_and_costs_nothing(cast: Cast, submit: Submit, online: Any) -> None:
    online()
    run = submit(cast.learner)
    for number in (1, 2, 3):
        attempt = Attempt(run)
        attempt.claim()
        run.refresh_from_db()
        assert (run.state, run.attempt) == (Run.State.RUNNING, number)
        attempt.say("released", {"reason": services.recording.BROKEN})
        services.release_queued()
    run.refresh_from_db()
    assert (run.state, run.status, run.attempt) == (Run.State.FAILED, "infrastructure", 3)
    restarts = [event.data["text"]["en"] for event in selectors.events_after(run.pk, 0) if event.kind == "phase"]
    assert restarts == ["The machine failed; the evaluation is queued again"] * 2
