"""Tells whether a process is about to end by itself.

A judge that reads the end of a learner's stream kills the job at once. The process has then closed its descriptors and is not yet
reaped; killing what watches over it would turn an exit code into "killed".
"""

_PF_EXITING = 0x4


def is_leaving(pid: int, *, watched_by_parent: bool) -> bool:
    """watched_by_parent: `pid` is bubblewrap, which waits for the job's first process and then tells how it ended."""
    if _exiting(pid):
        return True
    if not watched_by_parent:
        return False
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:  # noqa: PTH123 - one of many small reads
            children = [int(word) for word in file.read().split()]
    except OSError:
        return False
    return all(_exiting(child) for child in children)


def _exiting(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            words = file.read().rpartition(")")[2].split()
    except OSError:
        return True
    state, flags = words[0], int(words[6])
    return state in "ZX" or bool(flags & _PF_EXITING)
