"""Which layers a sandbox is built of. Everything is on; only the tests switch one off, to show that an attack then works."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Layers:
    """No environment variable and no setting reaches these: they are an argument of the sandboxes' constructors."""

    filesystem: bool = True  # a root of our own; off: the host's, read-only
    read_only: bool = True  # /, /dev and the runtime cannot be written
    size_caps: bool = True  # sizes of /box, /tmp and /dev/shm
    network: bool = True
    processes: bool = True  # a pid namespace
    first_process: bool = True  # the job is its first process; off: bubblewrap is
    ipc: bool = True
    user_namespaces: bool = True  # making another user namespace is refused
    seccomp: bool = True
    cgroup: bool = True
    rlimits: bool = True
    clean_environment: bool = True
    new_session: bool = True
    capabilities: bool = True  # dropped
    orphan_sweep: bool = True  # the launcher kills what a job's processes left running
    watchdog: bool = True  # looks at the process tree where there is no cgroup
    output_cap: bool = True
    time_limit: bool = True
    own_box: bool = True  # off: /box is `shared_box`, a folder of the host
    shared_box: str = ""


ALL = Layers()
