"""Other jobs, at the same time or one after the other: reading, stopping, and leaving something behind for them."""

from tests.attacks.attack import Attack, Outcome, nothing_gained
from tests.attacks.families import Family
from tests.workers.sandbox.driving import Machine
from workers.sandbox.layers import Layers

SUBMISSIONS = Attack(
    name="another learner's submission",
    family=Family.HOST_FILES,
    layer="mount namespace",
    beside='open("/box/solution-{mark}.py", "w").close()\nresult = True',
    code="""
import os
places = ["/box", "/tmp", "/dev/shm"]
for name in os.listdir("/proc"):
    places += [f"/proc/{name}/root/box", f"/proc/{name}/cwd"] if name.isdigit() else []
result = []
for place in places:
    try: result += [place for found in os.listdir(place) if "{mark}" in found]
    except OSError: pass
""",
    contained=nothing_gained,
    control=Layers(own_box=False),
)


def _no_uid_of_its_own(machine: Machine) -> str:
    """Where uids are shared, the control would end this very test run."""
    return "" if machine.means.slots.separate else "jobs share the test's own uid here (uids: shared)"


KILL_ALL = Attack(
    name="killing everything that can be signalled",
    family=Family.KILL,
    layer="pid namespace",
    code="""
import os, signal, time
result = False
if os.fork() == 0:
    try: os.kill(-1, signal.SIGKILL)
    except OSError: pass
    os._exit(0)
time.sleep(0.3)
""",
    contained=lambda outcome: not outcome.harmed,
    control=Layers(processes=False),
    needs=_no_uid_of_its_own,
)

LEFT_SEGMENT = Attack(
    name="shared memory left for the next job",
    family=Family.PERSISTENCE,
    layer="IPC namespace",
    before="import ctypes\nresult = ctypes.CDLL(None).shmget({key}, 4096, 0o1666)",
    code="import ctypes\nresult = ctypes.CDLL(None).shmget({key}, 0, 0) >= 0",
    contained=nothing_gained,
    control=Layers(ipc=False),
)


def _nothing_left(outcome: Outcome) -> bool:
    return outcome.left == 0


ODD_NAMES = Attack(
    name="names and nodes that are hard to clean up",
    family=Family.NAMES,
    layer="mount namespace",
    code="""
import os
for name in (b"line\\nfeed", b"\\xff\\xfe", b"-rf", b"\\xe2\\x80\\xaegpj", b" ", b"n" * 255):
    os.close(os.open(b"/box/" + name, os.O_CREAT | os.O_WRONLY, 0))
os.symlink("/", "/box/root")
for _ in range(20):
    os.mkdir("deep-" + "x" * 100)
    os.chdir("deep-" + "x" * 100)
result = True
""",
    contained=_nothing_left,
    control=Layers(own_box=False),
)

FIFO = Attack(
    name="a named pipe where a file is expected",
    family=Family.NAMES,
    layer="system-call filter",
    code="""
import os
result = False
try: os.mkfifo("/box/model.safetensors"); result = True
except OSError: pass
""",
    contained=nothing_gained,
    control=Layers(seccomp=False),
)

ATTACKS = [value for value in list(globals().values()) if isinstance(value, Attack)]
