"""One supervised process: comes back when it dies, and its log does not grow without bound."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from everyday.lib.supervision import service as module
from everyday.lib.supervision.service import Service

_TALKER = "import sys, time\nn = 0\nwhile True:\n    n += 1\n    print(n, 'x' * 1000, flush=True)\n    time.sleep(0.001)\n"


@pytest.fixture
def talker(tmp_path: Path) -> Iterator[Service]:
    service = Service("talker", [sys.executable, "-c", _TALKER], {}, lambda: True, tmp_path / "talker.log", grace_s=5)
    service.start()
    yield service
    service.ask_to_stop()
    service.wait_stopped()


def until(happened: Callable[[], bool], within_s: float = 20) -> None:
    deadline = time.monotonic() + within_s
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_log_is_cut_when_it_is_large_and_goes_on(talker: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LOG_MIB", 1)
    until(lambda: talker.log_path.stat().st_size > 1 << 20)
    talker.supervise()
    assert talker.log_path.stat().st_size < 1 << 19
    kept = talker.log_path.with_suffix(".log.1")
    assert kept.stat().st_size > 1 << 20
    size = talker.log_path.stat().st_size
    until(lambda: talker.log_path.stat().st_size > size)
    # It writes at the end of what is left, not at its old place: the file has no hole.
    assert b"\0" not in talker.log_path.read_bytes()


def test_a_killed_process_comes_back_after_a_moment(talker: Service) -> None:
    assert talker.process is not None
    first = talker.process.pid
    talker.process.send_signal(signal.SIGKILL)
    talker.process.wait()
    said = talker.supervise()
    assert said is not None
    assert "restarting in 0.5 s" in said
    until(lambda: talker.supervise() == "talker restarted", 5)
    assert talker.process.pid != first
