"""Solutions whose process ends, hangs or cannot be described: each gets its own blame, and never a pass."""

from tests.attacks.families import Family
from tests.attacks.judging.attack import NAMES, Fools, JudgeAttack, passes, silences

_LAYER = "the judge's own pipe"


def _ending(name: str, source: str, fools: Fools, *, family: Family = Family.EXITS, earned: float = 20.0) -> JudgeAttack:
    return JudgeAttack(name=name, family=family, layer=_LAYER, source=f"{source}\n{NAMES}", fools=fools, earned=earned)


ATTACKS = [
    _ending("exit at import", "import sys\nsys.exit(0)", passes("exit"), earned=0),
    _ending("os._exit at import", "import os\nos._exit(0)", passes("exit"), earned=0),
    _ending("os._exit in a call", "import os\ndef double(x): os._exit(0)", passes("exit")),
    _ending("SystemExit in a call", "def double(x): raise SystemExit(0)", passes("exit")),
    _ending(
        "an exit handler", "import atexit, os\natexit.register(os._exit, 0)\ndef double(x): raise SystemExit(1)", passes("exit")
    ),
    _ending("KeyboardInterrupt", "def double(x): raise KeyboardInterrupt", silences("caught")),
    _ending("GeneratorExit", "def double(x): raise GeneratorExit", silences("caught")),
    _ending("a segmentation fault", "import ctypes\ndef double(x): ctypes.string_at(0)", silences("caught")),
    _ending("a signal to oneself", "import os\ndef double(x): os.kill(os.getpid(), 9)\n", silences("caught")),
    _ending(
        "an exception that cannot be printed",
        "class E(Exception):\n    def __str__(self): raise E\n    __repr__ = __str__\ndef double(x): raise E",
        silences("caught"),
    ),
    _ending("endless recursion", "def double(x): return double(x)", silences("equality"), family=Family.RECURSION),
    _ending(
        "recursion past the end of the stack",
        "import sys\nsys.setrecursionlimit(10**9)\ndef double(x):\n    deep = []\n"
        "    for _ in range(200_000): deep = [deep]\n    return len(repr(deep))",
        silences("caught"),
        family=Family.RECURSION,
    ),
    _ending(
        "a result nested without end",
        "def double(x):\n    deep = []\n    deep.append(deep)\n    return deep",
        silences("equality"),
        family=Family.RECURSION,
    ),
]
