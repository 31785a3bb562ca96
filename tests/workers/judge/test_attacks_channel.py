"""Frames at import and values out of form. The frames themselves, sent in a call, are in tests/attacks/judging/channel.py."""

import pytest

from tests.attacks.judging.channel import FORGE, FRAMES
from tests.workers.grading import RIGHT, Grading

NAMES = RIGHT[RIGHT.index("def names") :]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda name: name.replace(" ", "-"))
def test_a_frame_at_import_is_never_gradable(grading: Grading, frame: str) -> None:
    graded = grading(f"{FORGE}{FRAMES[frame][1]}\n{RIGHT}")
    assert graded.verdict.status in ("not_gradable", "error", "failed")
    assert graded.verdict.score == 0


VALUES = {
    "a long dtype": '{"a": ["O", [2, 3]]}',
    "a string dtype": '{"a": ["<U4", [2, 3]]}',
    "a negative size": '{"a": ["f8", [-1, -6]]}',
    "a float size": '{"a": ["f8", [2.0, 3]]}',
    "a bool size": '{"a": ["f8", [True, 6]]}',
    "nine dimensions": '{"a": ["f8", [1, 1, 1, 1, 1, 1, 1, 2, 3]]}',
    "too large": '{"a": ["f8", [1000000, 1000000]]}',
    "an overflow": '{"a": ["f8", [4294967296, 4294967296, 0]]}',
    "no shape": '{"a": ["f8"]}',
    "an unhashable dtype": '{"a": [["f8"], [2, 3]]}',
    "two tags": '{"a": ["f8", [2, 3]], "t": []}',
    "an unknown tag": '{"x": 1}',
    "a handle": '{"h": 1}',
    "a tensor without flag": '{"T": ["f8", [2, 3]]}',
    "a bad dict": '{"d": [[1]]}',
    "a list as key": '{"d": [[[1], 2]]}',
    "strings with bad offsets": '{"s": [2, 24]}',
    "a float word": '{"f": "1e3"}',
    "a float list": '{"f": ["nan"]}',
    "too deep": "[" * 20 + "1" + "]" * 20,
    "a huge int": "1" + "0" * 400,
}


@pytest.mark.parametrize("value", VALUES, ids=lambda name: name.replace(" ", "-"))
def test_a_value_out_of_form_is_refused(grading: Grading, value: str) -> None:
    take_over = f"""
import json
from workers.harness import server
def call(self, message): return {{"ok": True, "value": json.loads({VALUES[value]!r})}}, [bytes(48)]
original = server.Server.__init__
import gc
for found in gc.get_objects():
    if isinstance(found, server.Server): found.operations["call"] = lambda message: call(found, message)
"""
    graded = grading(take_over + RIGHT)
    assert graded.status("value") == "error"
    assert graded.verdict.score == 0


def test_reports_out_of_form_are_refused(grading: Grading) -> None:
    graded = grading(
        f'{FORGE}def double(x):\n    send({{"event": "report", "step": 1, "values": {{"loss": "x"}}}})\n    return x + x\n{NAMES}'
    )
    assert graded.status("value") == "error"


def test_a_flood_of_events_ends_the_process(grading: Grading) -> None:
    source = f'{FORGE}def double(x):\n    while True: send({{"event": "report", "step": 1, "values": {{"loss": 1.0}}}})\n{NAMES}'
    graded = grading(source)
    assert graded.verdict.status in ("error", "timeout")
    assert len(graded.of("metric")) <= 5000
