"""`manage.py up`: starts everything, brings back what dies, stops cleanly, keeps its data."""

import os
import signal
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.functional.platform import Platform, command_line, free_port

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("platform")]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    state = tmp_path_factory.mktemp("up")
    # As mkdtemp makes it: closed to every other user, sandboxes included.
    state.parent.chmod(0o700)
    running = Platform(state=state, port=free_port())
    running.start()
    yield running
    if running.process and running.process.poll() is None:
        running.stop()


def _get(url: str) -> int:
    with urllib.request.urlopen(url, timeout=10) as response:
        status: int = response.status
        return status


def test_the_site_answers_and_the_accounts_were_printed_once(platform: Platform) -> None:
    assert _get(f"{platform.url}/") == 200
    assert _get(f"{platform.url}/readyz") == 200
    for role in ("learner", "mentor", "operator"):
        assert role in platform.output


def test_private_folders_are_closed(platform: Platform) -> None:
    for name in ("db", "broker", "run", "logs"):
        assert (platform.state / name).stat().st_mode & 0o077 == 0
    assert (platform.state / "run" / "secret-key").stat().st_mode & 0o077 == 0


def test_the_evaluation_worker_knows_no_secret(platform: Platform) -> None:
    worker = next(pid for pid in platform.children() if "workers.app" in command_line(pid))
    environment = Path(f"/proc/{worker}/environ").read_bytes().decode()
    assert "EVERYDAY_BROKER_URL" in environment
    for name in ("SECRET_KEY", "DATABASE_URL", "DJANGO"):
        assert name not in environment


def test_a_second_up_on_the_same_state_is_refused(platform: Platform) -> None:
    second = Platform(state=platform.state, port=free_port())
    with pytest.raises(AssertionError, match="another `up`"):
        second.start(within_s=30)


@pytest.mark.parametrize("what", ["gunicorn", "record_events"])
def test_a_killed_process_comes_back(platform: Platform, what: str) -> None:
    victim = next(pid for pid in platform.children() if what in command_line(pid))
    os.kill(victim, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        alive = [pid for pid in platform.children() if pid != victim and what in command_line(pid)]
        if alive and (what != "gunicorn" or _answers(platform)):
            return
        time.sleep(0.1)
    pytest.fail(f"{what} did not come back:\n{platform.output}")


def _answers(platform: Platform) -> bool:
    try:
        return _get(f"{platform.url}/healthz") == 200
    except OSError:
        return False


def test_it_stops_cleanly_and_starts_again_with_its_data(platform: Platform) -> None:
    children = platform.children()
    assert platform.stop() == 0
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    again = Platform(state=platform.state, port=platform.port)
    again.start(within_s=60)
    try:
        assert _get(f"{again.url}/plan/") == 200
        assert "Already there" in again.output, "the second start must not make the accounts anew"
        assert "password:" not in again.output
    finally:
        assert again.stop() == 0
