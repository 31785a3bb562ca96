"""The whole way: a web server, a recorder process, a worker process, a broker, a database file. Nothing is stood in for."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection

from everyday.accounts.models import User
from everyday.catalog.models import Lab, Task, Week
from everyday.submissions import broker as broker_client
from everyday.submissions import services
from everyday.submissions.models import Run
from workers.content import find, task_digest

ROOT = Path(__file__).resolve().parents[3]
CURRICULUM = Path(__file__).parent / "curriculum"
RIGHT = "def add(a, b):\n    return a + b\n"
WRONG = "def add(a, b):\n    return a - b\n"
SLEEPY = "import time\n\n\ndef add(a, b):\n    print('asleep', flush=True)\n    time.sleep(120)\n    return a + b\n"

_CELERY = [sys.executable, "-m", "celery", "-A", "workers.app", "worker", "-l", "info"]


class Worker:
    """A Celery worker in its own process group."""

    def __init__(self, folder: Path, broker_url: str, **environment: str) -> None:
        self.ready_file = folder / "ready"
        self.log = folder / "log"
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("EVERYDAY_", "DJANGO_"))}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*_CELERY, "--without-gossip", "--without-mingle", "--without-heartbeat"],
                cwd=ROOT,
                env={
                    **clean,
                    "EVERYDAY_BROKER_URL": broker_url,
                    "EVERYDAY_STATE": str(folder),
                    "EVERYDAY_CURRICULUM": str(CURRICULUM),
                    "EVERYDAY_SLOTS": "2",
                    "EVERYDAY_READY_FILE": str(self.ready_file),
                    **environment,
                },
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_ready(self, timeout_s: float = 90) -> "Worker":
        wait_until(lambda: self.ready_file.exists() or self.process.poll() is not None, timeout_s)
        assert self.process.poll() is None, self.log.read_text()
        return self

    def kill(self) -> None:
        """As the kernel's out-of-memory killer would: no word of farewell."""
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(40)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            return self.process.wait(10)


def wait_until(happened: Callable[[], Any], timeout_s: float = 20) -> Any:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if answer := happened():
            return answer
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """The web server warns where nothing was collected."""
    Path(django_settings.STATIC_ROOT).mkdir(exist_ok=True)


@pytest.fixture(scope="module")
def broker_url(broker: str) -> str:
    broker_client.client().flushdb()
    return str(django_settings.CELERY_BROKER_URL)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder that the sandbox's users may enter."""
    folder = tmp_path_factory.mktemp("worker")
    for place in (folder, *folder.parents[:3]):
        if place.stat().st_uid == os.getuid():
            place.chmod(place.stat().st_mode | 0o011)
    return folder


@pytest.fixture(scope="module")
def worker(broker_url: str, state: Path) -> Iterator[Worker]:
    """A warm worker that the module's tests share."""
    worker = Worker(state, broker_url)
    try:
        yield worker.wait_ready()
    finally:
        worker.stop()


@pytest.fixture
def another_worker(broker_url: str, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Starts workers of a test's own."""
    started: list[Worker] = []

    def start(**environment: str) -> Worker:
        folder = tmp_path / str(len(started))
        folder.mkdir()
        for place in (folder, *folder.parents[:4]):
            if place.stat().st_uid == os.getuid():
                place.chmod(place.stat().st_mode | 0o011)
        # Quick to start; what is judged is the queue.
        started.append(Worker(folder, broker_url, EVERYDAY_SANDBOX="cold", **environment))
        return started[-1]

    yield start
    for worker in started:
        worker.stop()


@pytest.fixture
def site(transactional_db: None, broker_url: str, live_server: Any, settings: Any) -> Iterator[str]:
    """The web server and the recorder; yields the address."""
    settings.INTERNAL_URL = live_server.url
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    database = f"sqlite:///{connection.settings_dict['NAME']}"
    # It hands over the next run after a verdict, and so has to know where bundles are fetched.
    environment = {**os.environ, "DATABASE_URL": database, "EVERYDAY_INTERNAL_URL": live_server.url}
    recorder = subprocess.Popen([sys.executable, "manage.py", "record_events"], cwd=ROOT, env=environment)
    wait_until(lambda: broker_client.client().get("recorder:active"))
    yield live_server.url
    recorder.terminate()
    assert recorder.wait(20) == 0


@pytest.fixture
def learner(transactional_db: None) -> User:
    return User.objects.create(username="ada")


@pytest.fixture
def week(transactional_db: None) -> Week:
    return Week.objects.create(number=90, slug="queue", version="1.0.0", digest="w")


@pytest.fixture
def task(week: Week) -> Task:
    content = find("w90/add", CURRICULUM)
    return Task.objects.create(
        week=week,
        task_id="w90/add",
        slug="add",
        position=1,
        kind="function",
        points=100,
        is_ready=True,
        spec=content.raw,
        digest=task_digest(content.folder),
        version="1.0.0",
    )


@pytest.fixture
def lab(week: Week) -> Lab:
    content = find("w90/labs/decay", CURRICULUM)
    return Lab.objects.create(
        week=week,
        lab_id="w90/labs/decay",
        slug="decay",
        position=1,
        is_ready=True,
        spec=content.raw,
        digest=task_digest(content.folder),
        version="1.0.0",
    )


@pytest.fixture
def hand_in(learner: User, task: Task) -> Callable[[str], Run]:
    def do(code: str) -> Run:
        return services.submit(learner=learner, task=task, files={"solution.py": code}, source="editor").runs.get()

    return do


def in_state(run: Run, *states: str) -> Callable[[], bool]:
    def check() -> bool:
        run.refresh_from_db()
        return run.state in states

    return check


def over(run: Run, timeout_s: float = 30) -> Run:
    wait_until(in_state(run, "finished", "failed", "cancelled"), timeout_s)
    return run
