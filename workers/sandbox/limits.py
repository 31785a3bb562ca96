"""A job's limits as the kernel and the libraries take them."""

import math

from workers.protocol import Limits

MIB = 1 << 20
Rlimit = tuple[str, int, int]  # a name of the resource module, soft, hard

PIDS_SPARE = 8  # bubblewrap's own processes count, too
NO_DUMP = 1  # too little for a file, and the one value at which a kernel that pipes dumps to a program does not start it
OOM_SCORE = 500  # when the whole machine runs out of memory, jobs go before the worker and the services beside it
_CPU_GRACE_S = 2  # the cgroup's clock, which sees the whole tree, should strike first


def rlimits(limits: Limits, *, own_uid: bool, memory_cgroup: bool) -> list[Rlimit]:
    """What setrlimit gets. RLIMIT_NPROC counts a uid's processes, so it is set only where the job has a uid of its own;
    RLIMIT_DATA stands in for a missing memory cgroup, with room for what importing torch maps and never touches."""
    files = max(limits.box_mib, limits.artifact_mib, limits.tmp_mib, limits.shm_mib) * MIB
    cpu = math.ceil(limits.cpu_s) + _CPU_GRACE_S
    table: list[Rlimit] = [
        ("RLIMIT_CORE", NO_DUMP, NO_DUMP),
        ("RLIMIT_CPU", cpu, cpu + 1),
        ("RLIMIT_FSIZE", files, files),
        ("RLIMIT_MEMLOCK", 64 << 10, 64 << 10),
        ("RLIMIT_MSGQUEUE", 0, 0),
        ("RLIMIT_NICE", 0, 0),
        ("RLIMIT_NOFILE", limits.open_files, limits.open_files),
        ("RLIMIT_RTPRIO", 0, 0),
        ("RLIMIT_STACK", 8 * MIB, 64 * MIB),
    ]
    if own_uid:
        pids = limits.pids + PIDS_SPARE
        table.append(("RLIMIT_NPROC", pids, pids))
    if not memory_cgroup:
        data = (limits.memory_mib + 1024) * MIB
        table.append(("RLIMIT_DATA", data, data))
    return table


def environment(limits: Limits, *, box: str = "/box", tmp: str = "/tmp") -> dict[str, str]:  # noqa: S108 - the sandbox's own
    """The whole environment of a job."""
    threads = str(limits.threads)
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": box,
        "USER": "learner",
        "LOGNAME": "learner",
        "TMPDIR": tmp,
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "MKL_NUM_THREADS": threads,
        "OMP_WAIT_POLICY": "PASSIVE",
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": tmp,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
    }
