"""The processor and the kernel's preferences: more of it than reserved, at the cost of others."""

import os
import resource
from functools import cache
from pathlib import Path

from tests.attacks.attack import Attack, Outcome, at_most, nothing_gained
from tests.attacks.families import Family
from tests.workers.sandbox.driving import Machine
from workers.protocol import Limits
from workers.sandbox.base import Sandbox
from workers.sandbox.layers import ALL, Layers

_UNCOUNTED = Layers(cgroup=False, watchdog=False)
_CAP_SYS_NICE, _CAP_SYS_RESOURCE = 23, 24

# Many processes, each a session (which schedulers weigh), so that a control gets its share on a busy machine, too. All of them
# are there before the first one is let go.
_MANY = Limits(pids=120)
_HOGS = """
import os, resource, time
def hogs(count, seconds):
    gate, opened = os.pipe()
    for _ in range(count):
        if os.fork() == 0:
            os.close(opened)
            os.setsid()
            os.read(gate, 1)
            until = time.monotonic() + seconds
            while time.monotonic() < until: pass
            os._exit(0)
    os.close(opened)
    return time.monotonic()
"""


def _one_core(_: Machine) -> str:
    cores = len(os.sched_getaffinity(0))
    return "" if cores > 1 else "this machine has a single core, so there is no second one to take"


CORES = Attack(
    name="more cores than reserved",
    family=Family.CPU,
    layer="cgroup",
    code=f"""{_HOGS}
begun = hogs(80, 2.5)
for _ in range(80): os.wait()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
result = (used.ru_utime + used.ru_stime) / (time.monotonic() - begun)
""",
    limits=_MANY,
    # One core, and what the 80 spent on being born before the clock began; free, they take both cores of the smallest machine.
    contained=at_most(1.5),
    control=_UNCOUNTED,
    control_tries=3,
    needs_cgroup=True,
    needs=_one_core,
)


def _fair_share(outcome: Outcome) -> bool:
    """The same rate is fair, whatever else the machine does."""
    return outcome.result is not None and outcome.result >= 0.25 * outcome.beside


SIBLING = Attack(
    name="starving a sibling",
    family=Family.SIBLING,
    layer="cgroup",
    beside=f"{_HOGS}\nos.environ['BEGUN'] = str(hogs(80, 60.0))\nresult = True",
    code="""
import time
begun, until = time.process_time(), time.monotonic() + 1.5
while time.monotonic() < until: pass
result = (time.process_time() - begun) / 1.5
""",
    afterwards="""
import os, time
ticks = 0
for name in os.listdir("/proc"):
    if name.isdigit() and int(name) != os.getpid():
        with open(f"/proc/{name}/stat") as file: ticks += sum(map(int, file.read().rpartition(")")[2].split()[11:13]))
result = ticks / os.sysconf("SC_CLK_TCK") / (time.monotonic() - float(os.environ["BEGUN"]))
""",
    limits=_MANY,
    contained=_fair_share,
    control=_UNCOUNTED,
    control_tries=3,
    needs_cgroup=True,
)


def _capable(bit: int) -> bool:
    lines = Path("/proc/self/status").read_text().splitlines()
    return bool(next(int(line.split()[1], 16) for line in lines if line.startswith("CapEff:")) >> bit & 1)


def _no_priority(_: Machine) -> str:
    return "" if _capable(_CAP_SYS_NICE) else "this user has no priority to hand down"


def _no_score(_: Machine) -> str:
    return "" if _capable(_CAP_SYS_RESOURCE) else "this user may not fix the score of a job (CAP_SYS_RESOURCE)"


@cache
def _favoured(machine: Machine, contained: bool) -> Sandbox:
    """In a worker that was started with privileges for itself: it goes first, and may hand down as much."""
    sandbox, launcher = machine.cold_of_its_own(ALL if contained else Layers(rlimits=False))
    os.setpriority(os.PRIO_PROCESS, launcher.pid, -5)
    if _capable(_CAP_SYS_RESOURCE):
        resource.prlimit(launcher.pid, resource.RLIMIT_RTPRIO, (5, 5))
        resource.prlimit(launcher.pid, resource.RLIMIT_NICE, (30, 30))
    return sandbox


PRIORITY = Attack(
    name="a higher priority and real-time scheduling",
    family=Family.PRIORITY,
    layer="rlimits",
    code="""
import os
result = ["inherited"] if os.getpriority(os.PRIO_PROCESS, 0) < 0 else []
try: os.nice(-5); result.append("nice")
except OSError: pass
for policy in (os.SCHED_FIFO, os.SCHED_RR):
    try: os.sched_setscheduler(0, policy, os.sched_param(1)); result.append(policy)
    except OSError: pass
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
""",
    contained=nothing_gained,
    surroundings=_favoured,
    needs=_no_priority,
)

SPARED = Attack(
    name="being spared when memory runs out",
    family=Family.PRIORITY,
    layer="rlimits",
    code="""
for wanted in (-1000, -500, 0, 499):
    try:
        with open("/proc/self/oom_score_adj", "w") as file: file.write(str(wanted))
        break
    except OSError: pass
with open("/proc/self/oom_score_adj") as file: result = int(file.read()) < 500
""",
    contained=nothing_gained,
    surroundings=_favoured,
    needs=_no_score,
)

ATTACKS = [value for value in list(globals().values()) if isinstance(value, Attack)]
