"""What the kernel would do for anyone who asks: dump, set the clock, answer through another table, hand over descriptors."""

import platform
from functools import cache
from pathlib import Path

from tests.attacks.attack import Attack, nothing_gained
from tests.attacks.families import Family
from tests.workers.sandbox.driving import Machine
from workers.sandbox.base import Sandbox
from workers.sandbox.layers import Layers

CORE_DUMP = Attack(
    name="a core dump",
    family=Family.CORE_DUMPS,
    layer="rlimits",
    code="""
import glob, os, resource
result = []
child = os.fork()
if child == 0:
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    os.abort()
status = os.waitpid(child, 0)[1]
if os.WCOREDUMP(status): result.append("dumped")
result += glob.glob("core*")
""",
    contained=nothing_gained,
    control=Layers(rlimits=False),
)

CLOCKS = Attack(
    name="setting the clock",
    family=Family.CLOCKS,
    layer="system-call filter",
    # The address is bad on purpose: a kernel that gets to look at it says so, and no clock is set by a test.
    code="""
import ctypes, platform
libc = ctypes.CDLL(None, use_errno=True)
table = {"x86_64": {"clock_settime": 227, "settimeofday": 164, "adjtimex": 159, "clock_adjtime": 305},
    "aarch64": {"clock_settime": 112, "settimeofday": 170, "adjtimex": 171, "clock_adjtime": 266}}[platform.machine()]
result = []
for name, number in table.items():
    first = 0 if name.startswith("clock") else 1
    ctypes.set_errno(0)
    answer = libc.syscall(number, ctypes.c_long(first), ctypes.c_long(1), 0, 0)
    if answer >= 0 or ctypes.get_errno() not in (1, 38): result.append(name)
""",
    contained=nothing_gained,
    control=Layers(seccomp=False),
)


def _other_tables(_: Machine) -> str:
    if platform.machine() != "x86_64":
        return "this machine has one table of system calls"
    return "" if Path("/proc/sys/abi/vsyscall32").exists() else "this kernel was built without the 32-bit table"


OTHER_TABLES = Attack(
    name="system calls by the 32-bit and x32 tables",
    family=Family.SYSTEM_CALLS,
    layer="system-call filter",
    code="""
import ctypes, mmap, os
result = []
child = os.fork()
if child == 0:  # getpid by `int 0x80`: the filter ends a process that tries
    area = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    area.write(bytes.fromhex("53b814000000cd805bc3"))
    call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(area)))
    os._exit(0 if call() == os.getpid() else 1)
if os.waitpid(child, 0)[1] == 0: result.append("i386")
if ctypes.CDLL(None).syscall(0x40000000 | 39) == os.getpid(): result.append("x32")
""",
    contained=nothing_gained,
    control=Layers(seccomp=False),
    needs=_other_tables,
)

CLONE = Attack(
    name="namespaces by clone and clone3",
    family=Family.NAMESPACES,
    layer="system-call filter",
    code="""
import ctypes, os, platform, struct
libc = ctypes.CDLL(None, use_errno=True)
clone = {"x86_64": 56, "aarch64": 220}[platform.machine()]
result = []
for flag in (0x10000000, 0x10020000, 0x30000000, 0x50000000):
    for way in ("clone", "clone3"):
        asked = ctypes.create_string_buffer(struct.pack("=11Q", flag, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0))
        child = libc.syscall(clone, ctypes.c_ulong(flag | 17), 0, 0, 0, 0) if way == "clone" else libc.syscall(435, asked, 88)
        if child == 0: os._exit(0)
        if child > 0: os.waitpid(child, 0); result.append((way, hex(flag)))
""",
    contained=nothing_gained,
    control=Layers(seccomp=False, user_namespaces=False),
)

PROCESS_MEMORY = Attack(
    name="memory of the process that started the job",
    family=Family.PTRACE,
    layer="pid namespace",
    code="""
import os
result = []
for name in os.listdir("/proc"):
    if not name.isdigit() or int(name) == os.getpid(): continue
    for what in ("mem", "environ", "maps"):
        try:
            with open(f"/proc/{name}/{what}", "rb") as file:
                if what == "mem" or file.read(1): result.append((name, what))
        except OSError: pass
""",
    contained=nothing_gained,
    control=Layers(first_process=False),
)

IDENTITY = Attack(
    name="becoming root and making a device",
    family=Family.IDENTITY,
    layer="system-call filter",
    code="""
import os
result = []
def setuid(): os.setuid(0)
def setgid(): os.setgid(0)
def setgroups(): os.setgroups([0])
def chown(): open("/box/mine", "w").close(); os.chown("/box/mine", 0, 0)
def mknod(): os.mknod("/box/disk", 0o60666, os.makedev(8, 0))
for action in (setuid, setgid, setgroups, chown, mknod):
    try: action(); result.append(action.__name__)
    except OSError as error:
        if error.errno not in (1, 38): result.append(action.__name__)  # EINVAL: the kernel took it up
""",
    contained=nothing_gained,
    control=Layers(seccomp=False),
)

_LEAKED = 9


@cache
def _leaking(machine: Machine, contained: bool) -> Sandbox:
    """In a worker that left a descriptor of its own open for its children."""
    return machine.cold_leaking(_LEAKED, closed=contained)


DESCRIPTORS = Attack(
    name="descriptors that the worker left open",
    family=Family.DESCRIPTORS,
    layer="fresh process",
    code="""
import os
result = []
for number in range(4, 256):
    try: os.fstat(number); result.append(number)
    except OSError: pass
""",
    contained=nothing_gained,
    surroundings=_leaking,
)

ATTACKS = [value for value in list(globals().values()) if isinstance(value, Attack)]
