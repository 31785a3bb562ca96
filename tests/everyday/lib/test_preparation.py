"""What setup left for later is built beside the running site, and the operator reads how it goes."""

import sys
import time
from pathlib import Path

import pytest

from everyday.lib.supervision.preparation import Preparation
from everyday.lib.supervision.services import Layout


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    (tmp_path / "logs").mkdir()
    return Layout(state=tmp_path, host="127.0.0.1", port=1, slots=1, secret_key="none")


def heard(preparation: Preparation, words: str, within_s: float = 10) -> str:
    said, deadline = "", time.monotonic() + within_s
    while words not in said:
        assert time.monotonic() < deadline, said
        said += preparation.news()
        time.sleep(0.02)
    return said


def test_every_line_is_told_once_and_a_failure_is_named(layout: Layout) -> None:
    talker = "import sys; print('glove-50d: built', flush=True); print('newsgroups6: no network', file=sys.stderr); sys.exit(1)"
    preparation = Preparation(layout, (sys.executable, "-c", talker))
    preparation.start()
    said = heard(preparation, "could not be built")
    assert said.count("data: glove-50d: built") == 1
    assert "data: newsgroups6: no network" in said
    assert preparation.news() == ""


def test_it_gets_the_state_folder(layout: Layout) -> None:
    preparation = Preparation(layout, (sys.executable, "-c", "import os; print(os.environ['EVERYDAY_STATE'])"))
    preparation.start()
    assert str(layout.state) in heard(preparation, "data: ")
    preparation.stop()


def test_a_stop_ends_it_with_its_own_children(layout: Layout) -> None:
    parent = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    preparation = Preparation(layout, (sys.executable, "-c", parent))
    preparation.start()
    begun = time.monotonic()
    preparation.stop()
    assert time.monotonic() - begun < 10
    assert preparation.news() == ""


def test_nothing_is_said_before_it_starts(layout: Layout) -> None:
    assert Preparation(layout).news() == ""
