"""`python -m benchmarks [NAME …] [--runs N]`: measures, and prints each figure beside its target.

Every ratio is to T, a bare `import torch` measured in between. A missed target is told, and is no error.
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable
from importlib.metadata import version

from benchmarks import killing, starting, submit_to_verdict, throughput, warm, whole_system
from benchmarks.figures import Figure, print_figure, print_head
from benchmarks.peers import measuring as peers

Benchmark = Callable[[int], list[Figure]]
# Name → (what measures, how many times).
BENCHMARKS: dict[str, tuple[Benchmark, int]] = {
    "starting": (starting.measure, 7),
    "warm": (warm.measure, 15),
    "killing": (killing.measure, 10),
    "throughput": (throughput.measure, 40),
    "submit-to-verdict": (submit_to_verdict.measure, 20),
    "whole-task": (submit_to_verdict.whole_task, 5),
    "whole-system": (whole_system.measure, 12),
    "peers": (peers.measure, 3),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all by default")
    parser.add_argument("--runs", type=int, default=0, help="how many times; each has a number of its own")
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    _tell_surroundings()
    print_head()
    missed = 0
    for name in options.names or BENCHMARKS:
        measure, runs = BENCHMARKS[name]
        for figure in measure(options.runs or runs):
            print_figure(figure)
            missed += figure.met is False
    print(f"\nload at the end: {_load()}; targets missed: {missed}")
    return 0


def _tell_surroundings() -> None:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    machine = f"{cores} cores, {platform.system()} {platform.release()}"
    print(f"{machine}, Python {platform.python_version()}, torch {version('torch')}")
    print(f"load before: {_load()}. T = a bare `import torch` in the same run.\n")


def _load() -> str:
    return " ".join(f"{load:.2f}" for load in os.getloadavg())


if __name__ == "__main__":
    sys.exit(main())
