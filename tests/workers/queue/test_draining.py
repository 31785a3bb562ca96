"""Workers that take no more work: because an operator wishes it, or because their machine cannot judge."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from everyday.accounts.models import User
from everyday.submissions import broker, selectors, services
from everyday.submissions.models import Run
from tests.workers.queue.conftest import RIGHT, SLEEPY, Worker, in_state, over, wait_until
from workers.protocol import WorkerPresence

pytestmark = pytest.mark.django_db(transaction=True)

HandIn = Callable[[str], Run]
StartWorker = Callable[..., Worker]


@pytest.fixture(autouse=True)
def _clean(broker_url: str) -> Any:
    broker.client().flushdb()
    yield
    broker.client().flushdb()


def presence_of(worker: Worker) -> WorkerPresence:
    return next(found for found in broker.online_workers() if found.worker_id == worker.ready_file.read_text())


def launcher_of(worker: Worker) -> int:
    """The process that starts the worker's sandboxes."""
    for folder in Path("/proc").iterdir():
        with suppress(OSError, IndexError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == worker.process.pid and b"launcher_main" in (folder / "cmdline").read_bytes():
                return int(folder.name)
    raise AssertionError("no launcher")


def test_a_drained_worker_finishes_its_run_and_takes_no_other_until_it_is_resumed(
    site: str, hand_in: HandIn, another_worker: StartWorker
) -> None:
    worker = another_worker().wait_ready()
    running = hand_in(SLEEPY.replace("120", "7"))
    wait_until(in_state(running, "running"))
    broker.ask_to_drain(presence_of(worker).worker_id, "upgrade")
    wait_until(lambda: presence_of(worker).draining == "upgrade", 8)
    assert selectors.capable_workers() == []
    waiting = hand_in(RIGHT)
    assert selectors.queue_state(waiting).workers == 0, "the page says at once that nobody can take it"
    assert over(running).status == "passed"
    time.sleep(2)
    waiting.refresh_from_db()
    assert waiting.state == Run.State.QUEUED
    broker.ask_to_drain(presence_of(worker).worker_id, "")
    assert over(waiting).status == "passed"
    assert presence_of(worker).takes_work


def test_another_worker_takes_what_a_drained_one_leaves(site: str, hand_in: HandIn, another_worker: StartWorker) -> None:
    first, second = another_worker(), another_worker()
    first.wait_ready()
    second.wait_ready()
    broker.ask_to_drain(presence_of(first).worker_id, "upgrade")
    wait_until(lambda: presence_of(first).draining, 8)
    time.sleep(1)  # a read of the queue that had begun goes on for as long
    assert {over(hand_in(RIGHT)).worker_id for _ in range(3)} == {second.ready_file.read_text()}


@pytest.mark.slow
def test_a_machine_that_cannot_judge_says_so_and_its_run_goes_elsewhere(
    site: str, hand_in: HandIn, another_worker: StartWorker
) -> None:
    """What starts its sandboxes is killed: the run is handed back, judged by the other worker, and costs nothing; the worker
    opens its sandboxes anew and comes back.
    """
    broken = another_worker().wait_ready()
    os.kill(launcher_of(broken), signal.SIGKILL)
    run = hand_in(RIGHT)
    wait_until(lambda: presence_of(broken).draining or run.attempt == 2, 30)
    assert "the machine failed a run" in broken.log.read_text()
    sound = another_worker().wait_ready()
    assert over(run, 60).status == "passed"
    assert run.attempt == 2
    assert run.worker_id in {sound.ready_file.read_text(), broken.ready_file.read_text()}
    kinds = [(event.kind, event.data.get("name")) for event in selectors.events_after(run.pk, 0)]
    assert kinds.count(("phase", "restarted")) == 1
    wait_until(lambda: presence_of(broken).takes_work, 90)
    assert "opened anew" in broken.log.read_text()
    sound.stop()
    assert over(hand_in(RIGHT), 60).worker_id == broken.ready_file.read_text()


def test_cancelling_ends_the_sandbox_within_a_second(
    site: str, hand_in: HandIn, another_worker: StartWorker, learner: User
) -> None:
    """From the learner's wish to the end of the processes that ran the code, and to the verdict in the database."""
    worker = another_worker().wait_ready()
    gone, told = [], []
    for _ in range(3):
        before = _below(launcher_of(worker))
        run = hand_in(SLEEPY)
        wait_until(lambda run=run: any(event.kind == "log" for event in selectors.events_after(run.pk, 0)))
        sandbox = _below(launcher_of(worker)) - before
        assert sandbox
        asked = time.monotonic()
        services.cancel(user=learner, run=run)
        wait_until(lambda sandbox=sandbox: not any(Path(f"/proc/{pid}").exists() for pid in sandbox))
        gone.append(time.monotonic() - asked)
        over(run)
        told.append(time.monotonic() - asked)
        assert run.state == Run.State.CANCELLED
    # The median: other tests use the machine too.
    assert sorted(gone)[1] < 1.0, gone
    assert sorted(told)[1] < 1.5, told


def _below(pid: int) -> set[int]:
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            children.setdefault(int((folder / "stat").read_text().rpartition(")")[2].split()[1]), []).append(int(folder.name))
    found: set[int] = set()
    todo = children.get(pid, [])
    while todo:
        found.update(todo)
        todo = [child for parent in todo for child in children.get(parent, [])]
    return found
