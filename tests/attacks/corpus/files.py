"""Reading what is not the learner's, and writing where nothing may be written."""

from tests.attacks.attack import Attack, nothing_gained
from tests.attacks.families import Family
from workers.sandbox.layers import Layers

READ_ONLY = Attack(
    name="writes outside the box",
    family=Family.READ_ONLY,
    layer="mount namespace",
    code="""
import os
result = []
for folder in ("/", "/usr/lib", "/usr/bin", "/opt/python/lib", "/opt/everyday/workers/harness", "/opt/site-packages",
               "/dev", "/etc", "/assets"):
    try:
        path = os.path.join(folder, "planted")
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
        os.unlink(path)
        result.append(folder)
    except OSError: pass
""",
    contained=nothing_gained,
    control=Layers(read_only=False),
)

KERNEL_SETTINGS = Attack(
    name="kernel settings through /proc and /sys",
    family=Family.READ_ONLY,
    layer="mount namespace",
    code="""
import os
result = []
for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sysrq-trigger",
             "/proc/sys/vm/drop_caches", "/sys/kernel"):
    if os.path.isdir(path): result.append(path); continue
    try: os.close(os.open(path, os.O_WRONLY)); result.append(path)
    except OSError: pass
""",
    contained=nothing_gained,
    control=Layers(filesystem=False),
)

HOST_FILES = Attack(
    name="files of the host",
    family=Family.HOST_FILES,
    layer="mount namespace",
    code="""
import os
result = []
for path in ("/etc/passwd", "/etc/shadow", "/root", "/home", "/var", "{secret}"):
    try: os.listdir(path) if os.path.isdir(path) else open(path).close(); result.append(path)
    except OSError: pass
""",
    contained=nothing_gained,
    control=Layers(filesystem=False),
)

ANSWERS = Attack(
    name="tests and answers of the judge",
    family=Family.HOST_FILES,
    layer="mount namespace",
    code="""
import importlib, os
places = ("/curriculum", "/assets-judge", "/opt/everyday/workers/judge", "/opt/everyday/workers/protocol.py")
result = [path for path in places if os.path.exists(path)]
for name in ("workers.judge", "workers.protocol"):
    try: importlib.import_module(name); result.append(name)
    except ImportError: pass
""",
    contained=nothing_gained,
    control_role="judge",
)

PERSISTENCE = Attack(
    name="a file left for the next job",
    family=Family.PERSISTENCE,
    layer="mount namespace",
    before="""
for folder in ("/box", "/tmp", "/dev/shm", "/opt", "/"):
    try: open(folder + "/{mark}", "w").close()
    except OSError: pass
result = True
""",
    code="""
import os
result = [folder for folder in ("/box", "/tmp", "/dev/shm", "/opt", "/") if os.path.exists(folder + "/{mark}")]
""",
    contained=nothing_gained,
    control=Layers(own_box=False),
)

CGROUP_FILES = Attack(
    name="control groups from inside",
    family=Family.CGROUPFS,
    layer="mount namespace",
    code="""
import os
places = ("memory", "unified", "cgroup.procs", "")
result = [name for name in places if os.path.exists("/sys/fs/cgroup/" + name)]
""",
    contained=nothing_gained,
    control=Layers(filesystem=False),
)

SYMLINKS = Attack(
    name="links out of the box",
    family=Family.LINKS,
    layer="mount namespace",
    code="""
import os
os.symlink("{secret}", "/box/link")
result = []
try: open("/box/link").close(); result.append("symbolic link")
except OSError: pass
try: os.link("/usr/bin/env", "/box/hard"); result.append("hard link")
except OSError: pass
""",
    contained=nothing_gained,
    control=Layers(filesystem=False),
)

ENVIRONMENT = Attack(
    name="secrets in the environment",
    family=Family.ENVIRONMENT,
    layer="empty environment",
    code="""
import os
seen = [" ".join(f"{name}={value}" for name, value in os.environ.items())]
for name in os.listdir("/proc"):
    try: seen.append(open(f"/proc/{name}/environ").read())
    except OSError: pass
result = [True for text in seen if "{mark}" in text]
""",
    contained=nothing_gained,
    control=Layers(clean_environment=False),
)

ATTACKS = [value for value in list(globals().values()) if isinstance(value, Attack)]
