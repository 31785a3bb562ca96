"""Other processes: seeing them, stopping them, outliving the job, and becoming somebody else."""

from tests.attacks.attack import Attack, Outcome, nothing_gained
from tests.attacks.families import Family
from workers.sandbox.layers import Layers

HOST_PROCESSES = Attack(
    name="/proc of the host",
    family=Family.HOST_PROC,
    layer="pid namespace",
    code="""
import os
result = [name for name in os.listdir("/proc") if name == "{victim}" or (name.isdigit() and int(name) > 20)]
""",
    contained=nothing_gained,
    control=Layers(processes=False),
)

SIGNALS = Attack(
    name="killing another job",
    family=Family.KILL,
    layer="pid namespace",
    code="""
import os, signal, time
result = False
try: os.kill({victim}, signal.SIGKILL)
except OSError: pass
time.sleep(0.2)
""",
    contained=lambda outcome: not outcome.harmed,
    control=Layers(processes=False),
)


def _nothing_survives(outcome: Outcome) -> bool:
    return not outcome.survivors


DAEMON = Attack(
    name="a daemon that outlives its job",
    family=Family.DAEMON,
    layer="pid namespace",
    code="""
import ctypes, os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(15, b"{mark}", 0, 0, 0)
        os.closerange(0, 64)
        time.sleep(6)
    os._exit(0)
os.wait()
time.sleep(0.3)
os._exit(0)
""",
    contained=_nothing_survives,
    control=Layers(processes=False, cgroup=False, orphan_sweep=False),
)

PTRACE = Attack(
    name="ptrace and reading another process's memory",
    family=Family.PTRACE,
    layer="system-call filter",
    code="""
import ctypes, os, time
libc = ctypes.CDLL(None, use_errno=True)
result = []
child = os.fork()
if child == 0:
    time.sleep(5)
    os._exit(0)
if libc.ptrace(16, child, None, None) == 0: result.append("ptrace")
class Part(ctypes.Structure): _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
buffer = ctypes.create_string_buffer(8)
mine, theirs = Part(ctypes.addressof(buffer), 8), Part(ctypes.addressof(buffer), 8)
if libc.process_vm_readv(child, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0) == 8: result.append("process_vm_readv")
os.kill(child, 9)
""",
    contained=nothing_gained,
    control=Layers(seccomp=False),
)

NAMESPACES = Attack(
    name="new namespaces",
    family=Family.NAMESPACES,
    layer="system-call filter",
    code="""
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
result = []
for flag in (0x10000000, 0x10020000, 0x50000000):
    child = os.fork()
    if child == 0: os._exit(0 if libc.unshare(ctypes.c_int(flag)) == 0 else 1)
    if os.waitpid(child, 0)[1] == 0: result.append(hex(flag))
""",
    contained=nothing_gained,
    control=Layers(seccomp=False, user_namespaces=False),
)

CAPABILITIES = Attack(
    name="mount, chroot and host name",
    family=Family.NAMESPACES,
    layer="user namespace",
    code="""
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
result = []
if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0: result.append("mount")
if libc.sethostname(b"mine", 4) == 0: result.append("sethostname")
try: os.chroot("/tmp"); result.append("chroot")
except OSError: pass
""",
    contained=nothing_gained,
    control=Layers(seccomp=False, capabilities=False),
)

RISKY_CALLS = Attack(
    name="risky system calls",
    family=Family.SYSTEM_CALLS,
    layer="system-call filter",
    code="""
import ctypes, platform
libc = ctypes.CDLL(None, use_errno=True)
table = {"x86_64": {"bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "io_uring_setup": 425, "add_key": 248,
    "keyctl": 250, "open_by_handle_at": 304, "personality": 135, "vmsplice": 278},
    "aarch64": {"bpf": 280, "perf_event_open": 241, "userfaultfd": 282, "io_uring_setup": 425, "add_key": 217,
    "keyctl": 219, "open_by_handle_at": 265, "personality": 92, "vmsplice": 75}}[platform.machine()]
result = []
for name, number in table.items():
    ctypes.set_errno(0)
    answer = libc.syscall(number, 0xffffffff, 0, 0, 0, 0)
    if answer >= 0 or ctypes.get_errno() not in (1, 38): result.append(name)  # neither EPERM nor ENOSYS: the kernel took it up
""",
    contained=nothing_gained,
    control=Layers(seccomp=False),
)

TERMINAL = Attack(
    name="terminal injection (TIOCSTI)",
    family=Family.TERMINAL,
    layer="system-call filter",
    code="""
import errno, fcntl, os, pty
lead, follow = pty.openpty()
name = os.ttyname(follow)
reader, writer = os.pipe()
if os.fork() == 0:
    os.setsid()
    own = os.open(name, os.O_RDWR)
    try: fcntl.ioctl(own, 0x5412, b"x"); said = "injected"
    except OSError as error: said = errno.errorcode[error.errno]
    os.write(writer, said.encode())
    os._exit(0)
os.close(writer)
said = os.read(reader, 20).decode()
result = "" if said == "EPERM" else said  # EIO: it came through to the kernel, which has its own switch
""",
    contained=nothing_gained,
    control=Layers(seccomp=False),
)

LOCKED_MEMORY = Attack(
    name="locked memory",
    family=Family.RLIMITS,
    layer="rlimits",
    code="""
import ctypes, mmap
libc = ctypes.CDLL(None, use_errno=True)
area = mmap.mmap(-1, 1 << 20)
result = libc.mlock(ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(area))), ctypes.c_size_t(1 << 20)) == 0
""",
    contained=nothing_gained,
    control=Layers(rlimits=False),
)

ATTACKS = [value for value in list(globals().values()) if isinstance(value, Attack)]
