"""Insecure settings refuse to start outside development."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "PATH": os.environ["PATH"],
    "PYTHONPATH": str(ROOT / "platform"),
    "EVERYDAY_SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "EVERYDAY_ALLOWED_HOSTS": "learn.example.org",
}


def _load(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-c", "import everyday.settings"]
    return subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_good_settings_load() -> None:
    assert _load(GOOD).returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EVERYDAY_SECRET_KEY", None),
        ("EVERYDAY_SECRET_KEY", "short"),
        ("EVERYDAY_ALLOWED_HOSTS", None),
        ("EVERYDAY_ALLOWED_HOSTS", "*"),
        ("EVERYDAY_DEBUG", "perhaps"),
    ],
)
def test_a_bad_setting_refuses_by_name(name: str, value: str | None) -> None:
    environment = {key: text for key, text in GOOD.items() if key != name} | ({name: value} if value is not None else {})
    done = _load(environment)
    assert done.returncode != 0
    assert name in done.stderr
