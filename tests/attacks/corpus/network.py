"""Talking to anyone but the judge. The bait stands for Redis, PostgreSQL and other jobs' sockets."""

from tests.attacks.attack import Attack, nothing_gained
from tests.attacks.families import Family
from workers.sandbox.layers import Layers

LOOPBACK = Attack(
    name="loopback of the host",
    family=Family.LOOPBACK,
    layer="network namespace",
    code="""
import socket
result = False
try:
    with socket.create_connection(("127.0.0.1", {port}), 2): result = True
except OSError: pass
""",
    contained=nothing_gained,
    control=Layers(network=False),
)

DATAGRAM = Attack(
    name="datagrams to the host",
    family=Family.LOOPBACK,
    layer="network namespace",
    code="""
import socket
result = True
for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
    try: socket.socket(family, socket.SOCK_DGRAM).sendto(b"{mark}", (address, {datagrams}))
    except OSError: pass
""",
    contained=lambda outcome: not outcome.harmed,
    control=Layers(network=False),
)

INTERFACES = Attack(
    name="interfaces of the host",
    family=Family.LOOPBACK,
    layer="network namespace",
    code="""
with open("/proc/net/dev") as file: names = [line.split(":")[0].strip() for line in file.readlines()[2:]]
result = [name for name in names if name != "lo"]
""",
    contained=nothing_gained,
    control=Layers(network=False, processes=False),
)

ABSTRACT_SOCKET = Attack(
    name="abstract sockets of the host",
    family=Family.LOCAL_SOCKETS,
    layer="network namespace",
    code="""
import socket
result = False
with socket.socket(socket.AF_UNIX) as probe:
    try: probe.connect("\\0{abstract}"); result = True
    except OSError: pass
""",
    contained=nothing_gained,
    control=Layers(network=False),
)

PATH_SOCKET = Attack(
    name="sockets in the host's files",
    family=Family.LOCAL_SOCKETS,
    layer="mount namespace",
    code="""
import socket
result = False
with socket.socket(socket.AF_UNIX) as probe:
    try: probe.connect("{socket}"); result = True
    except OSError: pass
""",
    contained=nothing_gained,
    control=Layers(filesystem=False),
)

FAMILIES = Attack(
    name="socket families beside UNIX and INET",
    family=Family.SOCKET_FAMILIES,
    layer="system-call filter",
    code="""
import socket
result = []
for family in range(64):
    if family in (1, 2, 10): continue
    for kind in (1, 2, 3, 5):
        try: socket.socket(family, kind).close(); result.append(family); break
        except OSError: pass
""",
    contained=nothing_gained,
    control=Layers(seccomp=False),
)

SHARED_SEGMENT = Attack(
    name="System V memory of the host",
    family=Family.HIDDEN_MEMORY,
    layer="IPC namespace",
    code="""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = libc.shmget({shm}, 0, 0) >= 0
""",
    contained=nothing_gained,
    control=Layers(ipc=False),
)

ATTACKS = [value for value in list(globals().values()) if isinstance(value, Attack)]
