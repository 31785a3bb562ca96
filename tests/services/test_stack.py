"""The processes of docker-compose.yml, with their own commands, against PostgreSQL and Redis servers."""

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.functional.platform import free_port
from tests.services import compose
from tests.services.compose import ROOT, Addresses
from tests.services.servers import Postgres, Redis

pytestmark = pytest.mark.services

TASK = "w05/two-layer-net"
TASK_FOLDER = ROOT / "curriculum" / "weeks" / "05-neural-networks" / "tasks" / "two-layer-net"
PASSWORD = "a quiet river 42"
VARIABLES = {
    "EVERYDAY_SECRET_KEY": secrets.token_urlsafe(48),
    "EVERYDAY_ALLOWED_HOSTS": "learn.example.org",
    "POSTGRES_PASSWORD": "unused",
    "REDIS_PASSWORD": "unused",
    # CI machines differ in what they delegate; what level holds is the sandbox tests' business.
    "EVERYDAY_MIN_ISOLATION": "partial",
}


@dataclass
class Stack:
    """The running services of the file."""

    at: Addresses
    logs: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    token: str = ""

    def start(self, name: str, service: str | None = None) -> None:
        definition = compose.services(VARIABLES)[service or name]
        self.processes[name] = compose.start(definition, self.at, self.logs / f"{name}.log")

    def run(self, name: str) -> None:
        self.start(name)
        assert self.processes.pop(name).wait(180) == 0, self.log(name)

    def log(self, name: str) -> str:
        return (self.logs / f"{name}.log").read_text()[-4000:]

    def api(self, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Content-Type": "application/json", "X-Forwarded-Proto": "https"}
        if self.token:
            headers["Authorization"] = f"Token {self.token}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"http://127.0.0.1:{self.at.port}/api/v1/{path}", data=data, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {error.read()[:800]!r}\n{self.log('web')}") from None

    def submit(self, text: str) -> str:
        """The id of the run."""
        made = self.api(f"tasks/{TASK}/submissions", {"files": {"solution.py": text}})
        run: str = made["runs"][0]["id"]
        return run

    def verdict(self, run_id: str, within_s: float = 180) -> dict[str, Any]:
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            run: dict[str, Any] = self.api(f"runs/{run_id}")
            if run["state"] in {"finished", "failed", "cancelled"}:
                return run
            time.sleep(0.2)
        logs = "\n".join(f"--- {name}\n{self.log(name)}" for name in self.processes)
        raise AssertionError(f"no verdict within {within_s} s; the run is {run['state']}\n{logs}")

    def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def stop(self) -> None:
        for process in reversed(self.processes.values()):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    # Not pytest's own folder, which is closed to other users again whenever another run starts: PostgreSQL is another user.
    with tempfile.TemporaryDirectory(prefix="everyday-services-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        postgres, redis = Postgres(folder, free_port()), Redis(folder, free_port())
        postgres.start()
        redis.start()
        state = folder / "state"
        state.mkdir(mode=0o711)
        at = Addresses(state=state, database_url=postgres.url, redis_url=redis.url, port=free_port())
        running = Stack(at=at, logs=folder)
        try:
            _bring_up(running)
            yield running
        finally:
            running.stop()
            redis.stop()
            postgres.stop()


def _bring_up(stack: Stack) -> None:
    subprocess.run(
        [sys.executable, "-m", "workers", "assets", "build", "digits", "spiral"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "EVERYDAY_STATE": str(stack.at.state)},
        check=True,
        timeout=120,
    )
    stack.run("migrate")
    for name in ("web", "recorder", "tasks", "beat", "worker-cpu"):
        stack.start(name)
    _make_learner(stack)
    deadline = time.monotonic() + 60
    while True:
        try:
            stack.token = stack.api("token", {"username": "learner", "password": PASSWORD})["token"]
            return
        except (OSError, AssertionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def _make_learner(stack: Stack) -> None:
    code = (
        "import django; django.setup()\n"
        "from everyday.accounts.models import User\n"
        f"User.objects.create_user('learner', password={PASSWORD!r})\n"
    )
    definition = compose.services(VARIABLES)["web"]
    process = compose.start({**definition, "command": ["python", "-c", code]}, stack.at, stack.logs / "user.log")
    assert process.wait(60) == 0, stack.log("user")


def test_the_database_is_postgresql(stack: Stack) -> None:
    code = "import django; django.setup()\nfrom django.db import connection\nprint(connection.vendor)"
    definition = compose.services(VARIABLES)["web"]
    process = compose.start({**definition, "command": ["python", "-c", code]}, stack.at, stack.logs / "vendor.log")
    assert process.wait(60) == 0
    assert "postgresql" in stack.log("vendor")


def test_the_plan_is_served(stack: Stack) -> None:
    assert len(stack.api("weeks")) == 24


def test_a_right_and_a_wrong_solution_get_their_verdicts(stack: Stack) -> None:
    right = stack.submit((TASK_FOLDER / "reference" / "solution.py").read_text())
    wrong = stack.submit((next(iter(sorted((TASK_FOLDER / "wrong").iterdir()))) / "solution.py").read_text())
    first, second = stack.verdict(right), stack.verdict(wrong)
    assert (first["status"], first["score"]) == ("passed", first["max_score"])
    assert second["state"] == "finished"
    assert second["score"] < second["max_score"]


def test_a_second_worker_shares_the_queue(stack: Stack) -> None:
    stack.start("worker-cpu-2", service="worker-cpu")
    text = (TASK_FOLDER / "reference" / "solution.py").read_text()
    runs = [stack.submit(f"{text}\n# {number}\n") for number in range(4)]
    assert {stack.verdict(run)["status"] for run in runs} == {"passed"}


def test_a_killed_worker_loses_no_run(stack: Stack) -> None:
    if "worker-cpu-2" in stack.processes:
        stack.kill("worker-cpu-2")
    slow = "import time\ntime.sleep(6)\n" + (TASK_FOLDER / "reference" / "solution.py").read_text()
    run = stack.submit(slow)
    deadline = time.monotonic() + 60
    while stack.api(f"runs/{run}")["state"] == "queued" and time.monotonic() < deadline:
        time.sleep(0.1)
    stack.kill("worker-cpu")
    stack.start("worker-cpu")
    verdict = stack.verdict(run, within_s=240)
    assert verdict["status"] == "passed"
    assert verdict["attempt"] == 2, "the lost attempt came back once"
