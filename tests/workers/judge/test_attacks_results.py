"""Learners who take over their side of the conversation, or lie in what they say. The others are in tests/attacks/judging."""

import pytest

from tests.workers.grading import RIGHT, Grading

NAMES = RIGHT[RIGHT.index("def names") :]

LIES = {
    "the harness taken over": """
import gc, sys
from workers.harness import server, values
def always(self, message): return {"ok": True, "value": True, "status": "passed", "score": 100}, []
server.Server.call = always
for found in gc.get_objects():
    if isinstance(found, server.Server):
        found.operations = dict.fromkeys(found.operations, lambda message: always(found, message))
def double(x): return x * 0
""",
    "the encoder taken over": """
from workers.harness import wire
wire.LearnerEncoder.encode = lambda self, value, depth=0: {"a": ["f8", [2, 3]]}
def double(x): return x
""",
}


@pytest.mark.parametrize("lie", LIES, ids=lambda name: name.replace(" ", "-"))
def test_a_lie_earns_nothing(grading: Grading, lie: str) -> None:
    graded = grading(LIES[lie] + NAMES)
    assert graded.verdict.status in ("failed", "error", "not_gradable")
    assert graded.status("hidden") != "passed"
    assert graded.verdict.score <= 40


def test_an_instance_that_lies_about_its_type_is_no_number(grading: Grading) -> None:
    graded = grading("class F(float):\n    def __eq__(self, o): return True\ndef double(x): return F(1)\n" + NAMES)
    assert graded.status("value") == "failed"
    assert graded.status("K3") == "failed"


def test_a_learners_words_are_cleaned(grading: Grading) -> None:
    evil = r"raise ValueError('\x1b[2J\x1b]0;owned\x07 \u202egnp.exe \x00 <script>alert(1)</script>')"
    graded = grading(f"def double(x): {evil}\n" + NAMES)
    message = graded.test("value")["message"]["zh"]
    assert not any(char in message for char in "\x1b\x07\x00\u202e")
    graded = grading("print('\\x1b[31mred\\x1b[0m \\u202e \\x00 ok')\n" + RIGHT)
    assert graded.log == "red   ok\n"


def test_messages_stay_short(grading: Grading) -> None:
    graded = grading("def double(x): raise ValueError('x' * 10_000_000)\n" + NAMES)
    assert graded.status("value") == "error"
    assert len(graded.test("value")["message"]["en"]) < 6000
