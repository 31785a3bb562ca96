"""Whoever stops a worker waits longer than the worker needs to hand its runs back."""

import os
import re
from pathlib import Path
from unittest import mock

import pytest

from everyday.lib.supervision import services
from workers import tasks
from workers.configuration import WorkerConfiguration
from workers.evaluation import ENDED_S

ROOT = Path(__file__).resolve().parents[3]
# Presence and health threads, zygotes and launcher: each is waited for five seconds at most.
_CLOSE_S = 10.0


@pytest.fixture
def needed_s() -> float:
    """The longest that a worker with the default settings takes from SIGTERM to its end."""
    with mock.patch.dict(os.environ, {"EVERYDAY_BROKER_URL": "redis://localhost"}):
        grace_s = WorkerConfiguration.from_environment().stop_grace_s
    return grace_s + ENDED_S + tasks._DELIVER_STOPPING_S + _CLOSE_S


def test_systemd_waits_long_enough(needed_s: float) -> None:
    unit = (ROOT / "docs" / "operations" / "everyday-worker.service").read_text()
    found = re.search(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    assert found
    assert int(found[1]) > needed_s
    assert "KillMode=mixed" in unit, "SIGTERM to the worker alone, which ends its sandboxes itself"


def test_compose_waits_long_enough(needed_s: float) -> None:
    found = re.search(r"^  stop_grace_period: (\d+)s$", (ROOT / "docker-compose.yml").read_text(), re.MULTILINE)
    assert found
    assert int(found[1]) > needed_s


def test_up_waits_long_enough(needed_s: float, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    layout = services.Layout(state=tmp_path, host="127.0.0.1", port=1, slots=1, secret_key="x")
    assert services.evaluation(layout).grace_s >= needed_s
