"""Both languages are complete: no text of the interface is without its Chinese."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
LOCALE = ROOT / "platform" / "everyday" / "locale" / "zh_Hans" / "LC_MESSAGES"


@pytest.fixture(scope="module", autouse=True)
def _gettext() -> None:
    if not shutil.which("msgfmt"):
        if os.environ.get("CI") == "true":
            pytest.fail("gettext is missing")
        pytest.skip("needs gettext: apt-get install gettext")


def test_every_text_is_translated() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/messages.py", "--check"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_compiled_catalogue_is_that_of_the_source(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.mo"
    subprocess.run(["msgfmt", "-o", str(fresh), str(LOCALE / "django.po")], check=True, timeout=60)
    assert fresh.read_bytes() == (LOCALE / "django.mo").read_bytes()
