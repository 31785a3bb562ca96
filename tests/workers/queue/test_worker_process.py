"""Workers die, stop and refuse: no run is lost, none is judged twice."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from everyday.submissions import broker, selectors, services
from everyday.submissions.models import Run
from tests.workers.queue.conftest import RIGHT, ROOT, SLEEPY, Worker, in_state, over, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

HandIn = Callable[[str], Run]
StartWorker = Callable[..., Worker]


def kinds_of(run: Run) -> list[str]:
    return [event.kind for event in selectors.events_after(run.pk, 0)]


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_of_a_run_loses_nothing(site: str, hand_in: HandIn, another_worker: StartWorker) -> None:
    """The lease runs out in its own time; the reaper, called as beat calls it, gives the run to another worker."""
    first = another_worker().wait_ready()
    run = hand_in(SLEEPY.replace("120", "6"))
    wait_until(lambda: "log" in kinds_of(run))
    lost_token = Run.objects.get(pk=run.pk).attempt_token
    first.kill()
    killed = time.monotonic()
    second = another_worker().wait_ready()

    def requeued() -> bool:
        services.requeue_lost()
        run.refresh_from_db()
        return run.attempt == 2

    wait_until(requeued, 60)
    assert time.monotonic() - killed < 60
    over(run, 60)
    assert (run.state, run.status, run.attempt) == ("finished", "passed", 2)
    assert run.worker_id == second.ready_file.read_text()
    kinds = kinds_of(run)
    assert (kinds.count("claimed"), kinds.count("verdict")) == (2, 1)
    assert lost_token != run.attempt_token
    assert [event.seq for event in selectors.events_after(run.pk, 0)] == list(range(1, len(kinds) + 1))


def test_a_worker_told_to_stop_hands_back_what_it_cannot_finish(site: str, hand_in: HandIn, another_worker: StartWorker) -> None:
    worker = another_worker(EVERYDAY_STOP_GRACE_S="1").wait_ready()
    run = hand_in(SLEEPY)
    wait_until(lambda: "log" in kinds_of(run))
    assert worker.stop() == 0
    wait_until(in_state(run, "queued"))
    assert run.attempt <= 1  # handed over again, perhaps, but not one more
    assert "phase" in kinds_of(run)
    assert selectors.capable_workers() == []
    assert not worker.ready_file.exists()


def test_a_worker_told_to_stop_finishes_what_is_nearly_done(site: str, hand_in: HandIn, another_worker: StartWorker) -> None:
    worker = another_worker().wait_ready()
    run = hand_in(SLEEPY.replace("120", "1"))
    wait_until(lambda: "log" in kinds_of(run))
    assert worker.stop() == 0
    assert over(run).status == "passed"


def test_an_attempt_that_was_taken_back_is_given_up_by_its_worker(
    site: str, hand_in: HandIn, another_worker: StartWorker
) -> None:
    """A worker that was silent too long comes back and finds its attempt closed: it stops and says nothing more."""
    another_worker().wait_ready()
    run = hand_in(SLEEPY)
    wait_until(lambda: "log" in kinds_of(run))
    run.refresh_from_db()
    token = run.attempt_token
    broker.client().set(f"lease:{run.pk}:{token}", "closed")
    wait_until(lambda: all(worker.busy == 0 for worker in selectors.capable_workers()), 20)
    assert "verdict" not in kinds_of(run)


def _refusal(tmp_path: Path, broker_url: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "celery", "-A", "workers.app", "worker"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "EVERYDAY_STATE": str(tmp_path), "EVERYDAY_BROKER_URL": broker_url, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("environment", "code", "message"),
    [
        ({"EVERYDAY_BROKER_URL": ""}, 2, "EVERYDAY_BROKER_URL is not set"),
        ({"EVERYDAY_SLOTS": "many"}, 2, "EVERYDAY_SLOTS must be a whole number"),
        ({"EVERYDAY_PROFILE": "tpu"}, 2, "EVERYDAY_PROFILE must be one of cpu, gpu"),
        ({"EVERYDAY_PROFILE": "gpu"}, 2, "EVERYDAY_GPU_UUID is not set, and this machine has 0 GPUs"),
        ({"EVERYDAY_MIN_ISOLATION": "some"}, 2, "EVERYDAY_MIN_ISOLATION must be one of full, partial, none"),
        ({"EVERYDAY_MIN_ISOLATION": "full", "EVERYDAY_SANDBOX": "process"}, 3, "isolation full was asked for"),
    ],
)
def test_a_worker_refuses_to_start_and_says_why(
    tmp_path: Path, broker_url: str, environment: dict[str, str], code: int, message: str
) -> None:
    refused = _refusal(tmp_path, broker_url, **environment)
    assert message in refused.stderr
    assert refused.returncode == code


def test_importing_the_app_asks_nothing_of_the_environment() -> None:
    code = "import workers.app, sys; assert not {'everyday', 'torch', 'numpy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={"PATH": "/usr/bin:/bin"}, check=True, timeout=60)


def test_a_worker_says_that_it_is_online(broker_url: str, another_worker: StartWorker) -> None:
    worker = another_worker(EVERYDAY_SLOTS="3").wait_ready()
    [presence] = selectors.capable_workers()
    assert (presence.worker_id, presence.slots, presence.busy) == (worker.ready_file.read_text(), 3, 0)
    assert presence.queues == ["evaluate-cpu"]
    assert presence.isolation in {"full", "partial"}


def test_a_waiting_message_is_taken_by_the_first_worker_that_comes(
    site: str, hand_in: HandIn, another_worker: StartWorker
) -> None:
    run = hand_in(RIGHT)
    assert selectors.queue_state(run).workers == 0
    another_worker().wait_ready()
    assert over(run).status == "passed"


@pytest.fixture(autouse=True)
def _clean(broker_url: str) -> Any:
    broker.client().flushdb()
    yield
    broker.client().flushdb()
