"""T: a bare `import torch` in a fresh interpreter, measured between the things that are compared with it.

A shared machine is faster in one minute than in the next; measured in turn, both meet the same weather.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.figures import median

_PLAIN = "import importlib, json, os, resource, site, socket, sys, types"


@dataclass
class Yardstick:
    """The imports of one benchmark."""

    seconds: list[float] = field(default_factory=list)

    def measure(self) -> float:
        self.seconds.append(python("import torch"))
        return self.seconds[-1]

    @property
    def t(self) -> float:
        return median(self.seconds)


def python(code: str, *flags: str) -> float:
    """Seconds that a fresh interpreter takes for `code`, from its start to its end."""
    environment = {"PATH": os.environ["PATH"], "OMP_NUM_THREADS": "1"}
    return timed(lambda: subprocess.run([sys.executable, *flags, "-c", code], env=environment, check=True))


def plain_python() -> float:
    """The same for what every sandboxed process imports in any case."""
    return python(_PLAIN, "-I", "-S", "-B")


def timed(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun
