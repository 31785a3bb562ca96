"""The whole way with a worker that was started as root and gave it up: it judges, and the death of its launcher loses no run."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings as django_settings

from everyday.submissions import selectors
from everyday.submissions.models import Run
from tests.workers.control_groups import groups_of
from tests.workers.queue.conftest import CURRICULUM, RIGHT, SLEEPY, in_state, over, wait_until
from tests.workers.sandbox.rootless import ROOT, Place, end, missing, place
from workers.sandbox.cgroup_trees import find_cgroups

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(bool(missing()), reason=missing() or "-"),
]

HandIn = Callable[[str], Run]
_LOST = 4


class RootlessWorker:
    """As the queue's other workers, started as root at a place where it can stop being it."""

    def __init__(self, where: Place, broker_url: str, number: int) -> None:
        folder = where.folder / "mine"
        self.ready_file, self.log = folder / f"ready{number}", where.folder / f"log{number}"
        with self.log.open("w") as log:
            self.process = where.start(
                ["-m", "celery", "-A", "workers.app", "worker", "-l", "info", "--without-gossip", "--without-mingle"],
                {
                    "EVERYDAY_BROKER_URL": broker_url,
                    "EVERYDAY_CURRICULUM": str(where.code / CURRICULUM.relative_to(ROOT)),
                    "EVERYDAY_READY_FILE": str(self.ready_file),
                    "EVERYDAY_SANDBOX": "cold",
                    "TMPDIR": str(folder),
                },
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        wait_until(lambda: self.ready_file.exists() or self.process.poll() is not None, 90)
        assert self.process.poll() is None, self.log.read_text()

    def roots(self) -> list[int]:
        tree = [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]
        return [each.pid for each in tree if 0 in each.uids()]


@pytest.fixture
def where(broker_url: str) -> Iterator[Place]:
    socket = Path(django_settings.STATE_DIR) / "broker" / "valkey.sock"
    mode = socket.stat().st_mode
    socket.chmod(0o666)
    with place() as where:
        yield where
    socket.chmod(mode)


@pytest.fixture
def start(where: Place, broker_url: str) -> Iterator[Callable[[], RootlessWorker]]:
    started: list[RootlessWorker] = []

    def start() -> RootlessWorker:
        started.append(RootlessWorker(where, broker_url, len(started)))
        return started[-1]

    yield start
    for worker in started:
        end(worker.process)


def test_a_worker_that_gave_root_up_judges_and_stops_as_any_other(
    site: str, hand_in: HandIn, start: Callable[[], RootlessWorker], where: Place
) -> None:
    worker = start()
    assert over(hand_in(RIGHT)).status == "passed"
    assert list(psutil.Process(worker.process.pid).uids()) == [where.uid] * 3
    [launcher] = worker.roots()
    assert "launcher_main" in " ".join(psutil.Process(launcher).cmdline())
    worker.process.send_signal(signal.SIGTERM)
    assert worker.process.wait(40) == 0
    wait_until(lambda: not psutil.pid_exists(launcher))
    assert not worker.ready_file.exists()


def test_a_launcher_that_dies_costs_the_learner_nothing_and_the_worker_ends(
    site: str, hand_in: HandIn, start: Callable[[], RootlessWorker]
) -> None:
    worker = start()
    run = hand_in(SLEEPY.replace("120", "6"))
    wait_until(in_state(run, "running"))
    wait_until(lambda: "log" in [event.kind for event in selectors.events_after(run.pk, 0)])
    [launcher] = worker.roots()
    os.kill(launcher, signal.SIGKILL)
    assert worker.process.wait(40) == _LOST, worker.log.read_text()
    assert "the launcher died" in worker.log.read_text()
    wait_until(in_state(run, "queued"))
    assert "verdict" not in [event.kind for event in selectors.events_after(run.pk, 0)]
    second = start()
    over(run, 60)
    assert (run.state, run.status) == ("finished", "passed")
    assert run.worker_id == second.ready_file.read_text()
    find_cgroups()
    assert groups_of(launcher) == []
