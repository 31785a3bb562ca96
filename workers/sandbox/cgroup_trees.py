"""Which control groups this machine offers a process. Standard library only: the launcher looks for them, too."""

from workers.sandbox.cgroup import CgroupTree, CgroupUnavailableError, own_mounts
from workers.sandbox.cgroup_v1 import CgroupTreeV1
from workers.sandbox.cgroup_v2 import CgroupTreeV2


def find_cgroups() -> tuple[CgroupTree | None, str]:
    """The tree to use, or None and why. Version 2 first; a hybrid machine has its controllers in version 1."""
    mounts = own_mounts()
    reasons = []
    for make in (CgroupTreeV2, CgroupTreeV1):
        try:
            return make(mounts), ""
        except (CgroupUnavailableError, OSError) as error:
            reasons.append(str(error))
    return None, "; ".join(reasons)
