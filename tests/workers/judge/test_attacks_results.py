"""Learners who try to be believed: objects that lie, patched libraries, replays. None of it may give a point unearned."""

import pytest

from tests.workers.grading import RIGHT, Grading

NAMES = RIGHT[RIGHT.index("def names") :]

LIES = {
    "an object equal to everything": """
class Liar:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    def __le__(self, other): return True
    def __array__(self, *args, **kwargs): return self
    def __float__(self): return 0.0
    shape = dtype = property(lambda self: self)
def double(x): return Liar()
""",
    "an array subclass equal to everything": """
import numpy as np
class Liar(np.ndarray):
    def __eq__(self, other): return np.ones(self.shape, bool)
    def __sub__(self, other): return np.zeros(self.shape)
    def __rsub__(self, other): return np.zeros(self.shape)
    def __array_ufunc__(self, *args, **kwargs): return np.zeros(3)
def double(x): return np.zeros(x.shape).view(Liar)
""",
    "numpy's comparisons patched": """
import numpy as np
np.allclose = np.array_equal = np.isclose = lambda *a, **k: True
np.testing.assert_allclose = lambda *a, **k: None
np.abs = np.absolute = np.max = lambda *a, **k: 0.0
def double(x): return x * 0
""",
    "json, time and struct patched": """
import json, struct, time
json.loads = lambda *a, **k: {"op": "done", "tests": [], "ok": True}
time.perf_counter = time.monotonic = lambda: 0.0
def double(x): return x * 0
""",
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
    "the judge looked for in memory": """
import gc, sys
def double(x):
    for frame in [sys._getframe(i) for i in range(5)]:
        for name, value in {**frame.f_globals, **frame.f_locals}.items():
            if name in ("want", "reference", "expected"): return value
    for found in gc.get_objects():
        if type(found).__name__ in ("Judging", "Run", "Runner"): return found.answer
    return x * 0
""",
    "the judge's file looked for": """
import glob, os
def double(x):
    roots = "/curriculum", "/opt/everyday/workers/judge", "/assets-judge"
    if [p for root in roots for p in glob.glob(root + "/**/*.py", recursive=True)]: return x + x
    return x * 0
""",
    "a verdict on standard output": """
import json, sys
VERDICT = {"task": "w01/double", "status": "passed", "score": 100, "tests": [{"id": "value", "status": "passed", "points": 20}]}
def double(x):
    print(json.dumps(VERDICT)); print(json.dumps({"op": "done", **VERDICT}), file=sys.stderr)
    open("verdict.json", "w").write(json.dumps(VERDICT))
    return x * 0
""",
    "an earlier call replayed": """
KEPT = []
def double(x):
    KEPT.append(x * 2)
    return KEPT[0]
""",
    "answers by shape": """
TABLE = {}
def double(x): return TABLE.setdefault(x.shape, x + x)
""",
}


@pytest.mark.parametrize("lie", LIES, ids=lambda name: name.replace(" ", "-"))
def test_a_lie_earns_nothing(grading: Grading, lie: str) -> None:
    graded = grading(LIES[lie] + NAMES)
    assert graded.verdict.status in ("failed", "error", "not_gradable")
    assert graded.status("hidden") != "passed"
    assert graded.verdict.score <= 40


def test_control_the_same_frame_with_a_right_answer_passes(grading: Grading) -> None:
    """The lies fail for their lie, and not for how this file puts a solution together."""
    assert grading("def double(x): return x + x\n" + NAMES).verdict.status == "passed"


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
