"""Solutions that look for the answers: in frames, among objects, in memory, in files."""

from tests.attacks.families import Family
from tests.attacks.judging.attack import NAMES, JudgeAttack, passes

FRAMES = JudgeAttack(
    name="answers in the callers' frames",
    family=Family.HUNTING,
    layer="the judge's own process",
    source=f"""
import sys
def double(x):
    frame = sys._getframe(1)
    while frame is not None:
        for name, value in {{**frame.f_globals, **frame.f_locals}}.items():
            if name in ("want", "reference", "expected") and not callable(value): return value
        frame = frame.f_back
    return x * 0
{NAMES}""",
    fools=passes("equality"),
)

OBJECTS = JudgeAttack(
    name="answers among all objects",
    family=Family.HUNTING,
    layer="the judge's own process",
    source=f"""
import gc
def double(x):
    for found in gc.get_objects():
        if isinstance(found, dict) and callable(found.get("reference")): return found["reference"](x)
        reference = getattr(found, "reference", None) if type(found).__name__ in ("Grader", "Judging", "Run") else None
        if callable(reference): return reference(x)
    return x * 0
{NAMES}""",
    fools=passes("equality"),
)

# The pattern is spelt in hexadecimal, or the attack would find itself.
MEMORY = JudgeAttack(
    name="answers in the process's memory",
    family=Family.HUNTING,
    layer="the judge's own process",
    source=f"""
import numpy as np
PATTERN = bytes.fromhex("646566207265666572656e63652878293a")
def double(x):
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", buffering=0) as memory:
        for line in maps:
            span, mode = line.split()[:2]
            first, last = (int(word, 16) for word in span.split("-"))
            if "rw" not in mode or last - first > 64 << 20: continue
            try:
                memory.seek(first)
                data = memory.read(last - first)
            except (OSError, ValueError): continue
            at = data.find(PATTERN)
            while at >= 0:
                namespace = {{}}
                try:
                    exec(data[at : data.index(b"\\n", at)].decode(), namespace)
                    return namespace["reference"](x)
                except Exception: at = data.find(PATTERN, at + 1)
    return x * 0
{NAMES}""",
    fools=passes("equality"),
)

FILES = JudgeAttack(
    name="the tests' own files",
    family=Family.HUNTING,
    layer="mount namespace",
    source=f"""
import glob, os
def double(x):
    roots = "/curriculum", "/opt/everyday/workers/judge", "/assets-judge", os.path.dirname(os.path.abspath(__file__))
    for root in roots:
        for path in glob.glob(root + "/**/*.py", recursive=True):
            if "judge" not in path: continue
            namespace = {{}}
            try: exec(open(path).read(), namespace)
            except Exception: continue
            if callable(namespace.get("reference")): return namespace["reference"](x)
            return x + x
    return x * 0
{NAMES}""",
    fools=passes("equality"),
)

ATTACKS = [value for value in list(globals().values()) if isinstance(value, JudgeAttack)]
