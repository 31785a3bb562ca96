"""Using more than one's share. Every control is capped: it takes a little more than the limit and stops by itself."""

from tests.attacks.attack import Attack, at_most, ends_by
from tests.attacks.families import Family
from workers.protocol import Limits
from workers.sandbox.base import Ended
from workers.sandbox.layers import Layers

_UNCOUNTED = Layers(cgroup=False, watchdog=False, rlimits=False)
_SMALL = Limits(memory_mib=64, box_mib=512)


class _BriefLimits(Limits):
    @property
    def wall_s(self) -> float:
        return 1.0


FORK_BOMB = Attack(
    name="fork bomb",
    family=Family.FORK_BOMB,
    layer="cgroup",
    code="""
import os, time
result = 0
try:
    while result < 60:
        if os.fork() == 0:
            time.sleep(5)
            os._exit(0)
        result += 1
except OSError: pass
""",
    limits=Limits(pids=16),
    contained=at_most(24),
    control=_UNCOUNTED,
)

THREADS = Attack(
    name="threads",
    family=Family.THREADS,
    layer="cgroup",
    code="""
import threading, time
result = 0
try:
    while result < 60:
        threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
        result += 1
except RuntimeError: pass
""",
    limits=Limits(pids=16),
    contained=at_most(24),
    control=_UNCOUNTED,
)

MEMORY = Attack(
    name="memory",
    family=Family.MEMORY,
    layer="cgroup",
    code="kept = [b'x' * (1 << 20) for _ in range(160)]\nimport time; time.sleep(0.3)\nresult = len(kept)",
    limits=_SMALL,
    contained=ends_by(Ended.MEMORY),
    control=_UNCOUNTED,
)

MEMFD = Attack(
    name="memfd",
    family=Family.HIDDEN_MEMORY,
    layer="cgroup",
    code="""
import os
held = os.memfd_create("hidden")
for _ in range(160): os.write(held, bytes(1 << 20))
result = 160
""",
    limits=_SMALL,
    contained=ends_by(Ended.MEMORY),
    control=Layers(cgroup=False, watchdog=False, rlimits=False, seccomp=False),
    needs_cgroup=True,
)

SEGMENTS = Attack(
    name="System V segments",
    family=Family.HIDDEN_MEMORY,
    layer="cgroup",
    code="""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
result = 0
for _ in range(20):
    segment = libc.shmget(0, 8 << 20, 0o1600)
    address = libc.shmat(segment, None, 0)
    ctypes.memset(address, 1, 8 << 20)
    libc.shmdt(ctypes.c_void_p(address))  # in nobody's resident memory now
    result += 8
""",
    limits=_SMALL,
    contained=ends_by(Ended.MEMORY),
    control=Layers(cgroup=False, watchdog=False, rlimits=False, seccomp=False),
    needs_cgroup=True,
)

MEMORY_ACROSS_CHILDREN = Attack(
    name="memory across children",
    family=Family.CHILDREN,
    layer="cgroup",
    code="""
import os, time
for _ in range(4):
    if os.fork() == 0:
        kept = b"x" * (40 << 20)
        time.sleep(1)
        os._exit(0)
for _ in range(4): os.wait()
result = "all four"
""",
    limits=Limits(memory_mib=96),
    contained=ends_by(Ended.MEMORY),
    control=_UNCOUNTED,
)

SHARED_MEMORY = Attack(
    name="/dev/shm fill",
    family=Family.HIDDEN_MEMORY,
    layer="mount namespace",
    code="""
import os
result = 0
try:
    with open("/dev/shm/fill", "wb", buffering=0) as file:
        while result < 40: result += file.write(bytes(1 << 20)) >> 20
except OSError: pass
""",
    limits=Limits(shm_mib=8),
    contained=at_most(8),
    control=Layers(size_caps=False),
)

DISK = Attack(
    name="disk fill",
    family=Family.DISK,
    layer="mount namespace",
    code="""
import os
result = 0
try:
    for folder in ("/box", "/tmp"):
        for number in range(10):
            with open(f"{folder}/fill{number}", "wb", buffering=0) as file:
                for _ in range(4): result += file.write(bytes(1 << 20)) >> 20
except OSError: pass
""",
    limits=Limits(box_mib=8, tmp_mib=8),
    contained=at_most(16),
    control=Layers(size_caps=False),
)

INODES = Attack(
    name="inodes",
    family=Family.INODES,
    layer="cgroup",
    code="""
import os
result = 0
try:
    while result < 60_000:
        os.mkdir(f"/box/{result}")
        result += 1
except OSError: pass
""",
    limits=Limits(memory_mib=32, box_mib=64),
    contained=at_most(40_000),
    control=_UNCOUNTED,
    needs_cgroup=True,
)

SPARSE_FILE = Attack(
    name="sparse giant file",
    family=Family.NAMES,
    layer="rlimits",
    code="""
result = False
try:
    with open("/box/giant", "wb") as file: file.truncate(1 << 40)
    result = True
except OSError: pass
""",
    contained=lambda outcome: outcome.result is False,
    control=Layers(rlimits=False),
)

OPEN_FILES = Attack(
    name="open files",
    family=Family.RLIMITS,
    layer="rlimits",
    code="""
import os
kept = []
try:
    while len(kept) < 900: kept.append(os.open("/dev/null", os.O_RDONLY))
except OSError: pass
result = len(kept)
for each in kept: os.close(each)
""",
    limits=Limits(open_files=64),
    contained=at_most(64),
    control=Layers(rlimits=False),
)

RAISED_LIMITS = Attack(
    name="raising one's limits",
    family=Family.RLIMITS,
    layer="rlimits",
    code="""
import resource
result = []
for name in ("RLIMIT_NOFILE", "RLIMIT_CPU", "RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_MEMLOCK"):
    kind = getattr(resource, name)
    wanted = resource.getrlimit(kind)[1] + 1 if resource.getrlimit(kind)[1] >= 0 else None
    try:
        if wanted is None or wanted > 1 << 40: result.append(name)
        else: resource.setrlimit(kind, (wanted, wanted)); result.append(name)
    except (OSError, ValueError): pass
""",
    contained=lambda outcome: outcome.result == [],
    control=Layers(rlimits=False),
)

OUTPUT_FLOOD = Attack(
    name="stdout flood",
    family=Family.OUTPUT,
    layer="parent's clock and caps",
    code="import os\nfor _ in range(64): os.write(1, b'x' * 65536)\nresult = 'written'",
    limits=Limits(log_kill_mib=1),
    contained=ends_by(Ended.OUTPUT),
    control=Layers(output_cap=False),
)

IGNORED_SIGNALS = Attack(
    name="ignored signals and a busy loop",
    family=Family.SIGNALS,
    layer="parent's clock and caps",
    code="""
import signal, time
for number in range(1, 32):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True: pass
""",
    limits=Limits(cpu_s=0.5),
    contained=ends_by(Ended.CPU_TIME),
    control=Layers(time_limit=False, rlimits=False),
    stop_after_s=4.0,
)

SLEEP = Attack(
    name="sleep",
    family=Family.SLEEP,
    layer="parent's clock and caps",
    code="import time; time.sleep(60)",
    limits=_BriefLimits(),
    contained=ends_by(Ended.WALL_TIME),
    control=Layers(time_limit=False),
    stop_after_s=3.0,
)

CPU_BY_CHILDREN = Attack(
    name="CPU time spent by short-lived children",
    family=Family.CPU,
    layer="cgroup",
    code="""
import os, time
for _ in range(5):
    if os.fork() == 0:
        while time.process_time() < 0.4: pass
        os._exit(0)
    os.wait()
result = "2 s in all"
""",
    limits=Limits(cpu_s=1.0),
    contained=ends_by(Ended.CPU_TIME),
    control=Layers(cgroup=False, watchdog=False),
    needs_cgroup=True,
)

STOPPED = Attack(
    name="a stopped process that waits to be continued",
    family=Family.STOP,
    layer="parent's clock and caps",
    code="""
import os, signal, time
if os.fork() == 0:
    os.kill(os.getpid(), signal.SIGSTOP)
    os._exit(0)
while True: time.sleep(1)
""",
    limits=_BriefLimits(),
    contained=ends_by(Ended.WALL_TIME),
    control=Layers(time_limit=False),
    stop_after_s=3.0,
)

ATTACKS = [value for value in list(globals().values()) if isinstance(value, Attack)]
