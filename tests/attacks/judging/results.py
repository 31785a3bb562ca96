"""Solutions that want to be believed: objects that lie, patched libraries, forged verdicts, replays, lazy results."""

from tests.attacks.families import Family
from tests.attacks.judging.attack import NAMES, JudgeAttack, passes

_DATA = "only data crosses"
_JUDGE = "the judge's own process"
_CLOCK = "the judge's clock and fresh inputs"
_VERDICT = (
    '{"task": "w01/double", "status": "passed", "score": 100, "tests": [{"id": "value", "status": "passed", "points": 20}]}'
)

LIAR = JudgeAttack(
    name="an object equal to everything",
    family=Family.EQUALITY,
    layer=_DATA,
    source=f"""
class Liar:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    def __le__(self, other): return True
    def __float__(self): return 0.0
    __array_ufunc__ = None
    shape = dtype = property(lambda self: self)
def double(x): return Liar()
{NAMES}""",
    fools=passes("equality"),
)

LIAR_ARRAY = JudgeAttack(
    name="an array subclass equal to everything",
    family=Family.EQUALITY,
    layer=_DATA,
    source=f"""
import numpy as np
class Liar(np.ndarray):
    def __eq__(self, other): return np.ones(self.shape, bool)
    def __sub__(self, other): return np.zeros(self.shape)
    def __rsub__(self, other): return np.zeros(self.shape)
    def __array_ufunc__(self, *args, **kwargs): return np.zeros(3)
def double(x): return np.zeros(x.shape).view(Liar)
{NAMES}""",
    fools=passes("equality"),
)

LIAR_NUMBER = JudgeAttack(
    name="a number equal to everything",
    family=Family.EQUALITY,
    layer=_DATA,
    source=f"""
class F(float):
    def __eq__(self, other): return True
    __array_ufunc__ = None
def double(x): return F(1)
{NAMES}""",
    fools=passes("equality"),
)

NUMPY = JudgeAttack(
    name="numpy's comparisons patched",
    family=Family.PATCHED,
    layer=_JUDGE,
    source=f"""
import numpy as np
np.allclose = np.array_equal = np.isclose = np.all = lambda *a, **k: True
np.testing.assert_allclose = lambda *a, **k: None
np.abs = np.absolute = np.max = lambda *a, **k: 0.0
def double(x): return x * 0
{NAMES}""",
    fools=passes("allclose"),
)

GENERATOR = JudgeAttack(
    name="the generator of inputs patched",
    family=Family.PATCHED,
    layer=_JUDGE,
    source=f"""
import numpy as np
class Zeros:
    def normal(self, *args, size=None, **kwargs): return np.zeros(size)
np.random.default_rng = lambda *args: Zeros()
def double(x): return x * 0
{NAMES}""",
    fools=passes("equality"),
)

JSON = JudgeAttack(
    name="json patched",
    family=Family.PATCHED,
    layer=_JUDGE,
    source=f"""
import json
json.dumps = lambda *a, **k: {_VERDICT!r}
json.loads = lambda *a, **k: {{"op": "done", "tests": [], "ok": True, "status": "passed"}}
def double(x): return x * 0
{NAMES}""",
    fools=passes("equality"),
)

BUILTINS = JudgeAttack(
    name="built-in functions patched",
    family=Family.PATCHED,
    layer=_JUDGE,
    source=f"""
import builtins
builtins.all = builtins.any = lambda *_: True
builtins.sum = len
def double(x): return x * 0
{NAMES}""",
    fools=passes("equality"),
)

_SLOW = """
import time
def slow(x):
    time.sleep(0.8)
    return x * 2
"""

CLOCK = JudgeAttack(
    name="time patched",
    family=Family.PATCHED,
    layer=_CLOCK,
    task="w02/quick",
    earned=40,
    source=f"""{_SLOW}
time.perf_counter = time.monotonic = time.time = time.process_time = lambda: 0.0
double = slow
""",
    fools=passes("timed"),
)

CLASSES = JudgeAttack(
    name="the grader's own classes patched",
    family=Family.PATCHED,
    layer=_JUDGE,
    source=f"""
import gc
def always(self, *args, **kwargs): return "passed"
for found in gc.get_objects():
    if isinstance(found, type) and found.__name__ in ("Grader", "Judging", "Run", "Runner", "LearnerProcess", "TestOutcome"):
        for method in ("status", "close", "equal", "at_least", "judge"): setattr(found, method, always)
def double(x): return x * 0
{NAMES}""",
    fools=passes("equality"),
)

STDOUT = JudgeAttack(
    name="a verdict on standard output",
    family=Family.FORGED,
    layer="the judge's own pipe",
    source=f"""
import os
def double(x):
    for stream in (1, 2): os.write(stream, {_VERDICT.encode()!r} + b"\\n")
    os._exit(0)
{NAMES}""",
    fools=passes("stdout"),
)

FILE = JudgeAttack(
    name="a verdict in a file",
    family=Family.FORGED,
    layer="the judge's own pipe",
    source=f"""
import os
def double(x):
    with open("verdict.json", "w") as file: file.write({_VERDICT!r})
    os._exit(0)
{NAMES}""",
    fools=passes("file"),
)

PICKLED = JudgeAttack(
    name="a result that runs when it is unpickled",
    family=Family.PICKLE,
    layer=_DATA,
    source=f"""
class Owned:
    def __reduce__(self):
        return eval, ("__import__('os').write(1, b'{{\\"status\\": \\"passed\\"}}\\\\n') and __import__('os')._exit(0)",)
def double(x): return Owned()
{NAMES}""",
    fools=passes("pickled"),
)

REPLAY = JudgeAttack(
    name="an earlier call replayed",
    family=Family.REPLAY,
    layer=_CLOCK,
    earned=40,  # the very first call is right
    source=f"""
KEPT = []
def double(x):
    KEPT.append(x * 2)
    return KEPT[0]
{NAMES}""",
    fools=passes("replayed"),
)

BY_SHAPE = JudgeAttack(
    name="a slow answer kept for the timed calls",
    family=Family.REPLAY,
    layer=_CLOCK,
    task="w02/quick",
    earned=40,
    source=f"""{_SLOW}
TABLE = {{}}
def double(x):
    if x.shape not in TABLE: TABLE[x.shape] = slow(x)
    return TABLE[x.shape]
""",
    fools=passes("timed"),
)

LAZY = JudgeAttack(
    name="a result that is computed when it is looked at",
    family=Family.LAZY,
    layer=_CLOCK,
    task="w02/quick",
    earned=40,
    source=f"""{_SLOW}
import numpy as np
class Later(tuple):
    x = None
    def __array__(self, *args, **kwargs): return slow(self.x)
    def __iter__(self): return iter(slow(self.x))
def double(x):
    later = Later()
    later.x = x.copy()
    return later
""",
    fools=passes("timed"),
)

ATTACKS = [value for value in list(globals().values()) if isinstance(value, JudgeAttack)]
