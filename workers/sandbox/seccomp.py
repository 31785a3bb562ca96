"""The system call filter: an allow-list compiled to classic BPF.

What is not named answers ENOSYS, so that libraries fall back; what is dangerous answers EPERM, so that the learner reads
"operation not permitted". Compiled here in Python because a library for it is not on every machine, and because a filter of
eighty lines can be read whole.
"""

import errno
import struct

from workers.sandbox import syscalls

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000  # x86_64's second system call table, which no allow-list by number would catch

# struct seccomp_data: int nr; u32 arch; u64 instruction_pointer; u64 args[6]. Both machines are little-endian.
_NR, _ARCH, _ARGS = 0, 4, 16

_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_EPERM, _ENOSYS = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS

NAMESPACE_FLAGS = 0x7E020080  # CLONE_NEWNS, CGROUP, UTS, IPC, USER, PID, NET and TIME
# Never AF_VSOCK (not bound to a network namespace), AF_ALG, AF_PACKET, AF_NETLINK …
SOCKET_FAMILIES = (1, 2, 10)  # AF_UNIX, AF_INET, AF_INET6

_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C
_IOCTLS = (
    *(0x5401, 0x5402, 0x5403, 0x5404, 0x540F, 0x5410, 0x5413, 0x5414, 0x541B, 0x5421, 0x5450, 0x5451),  # terminals, FIO*
    *(0x80045430, 0x40045431),  # TIOCGPTN, TIOCSPTLCK: the pty module
    *(0x8905, 0x8912, 0x8913, 0x8915, 0x8927, 0x8933),  # SIOCATMARK, interface look-ups
)
_PRCTLS = (
    *(1, 2, 3, 15, 16, 21, 23, 29, 30),  # death signal, dumpable (read), name, seccomp and bounding set (read), timer slack
    *(36, 37, 38, 39, 40, 42, 52),  # subreaper, no_new_privs, thread address, huge pages and speculation (read)
    0x53564D41,  # PR_SET_VMA: malloc names its arenas
)


class _Program:
    """Instructions in order; every test falls through to the next one."""

    def __init__(self) -> None:
        self.code: list[bytes] = []

    def emit(self, operation: int, value: int, if_true: int = 0, if_false: int = 0) -> None:
        self.code.append(struct.pack("=HBBI", operation, if_true, if_false, value))

    def answer(self, number: int, verdict: int) -> None:
        """Return `verdict` when the loaded word equals `number`."""
        self.emit(_JUMP_EQUAL, number, 0, 1)
        self.emit(_RETURN, verdict)

    def judge_argument(self, number: int, argument: int, choices: dict[int, int], otherwise: int) -> None:
        """For system call `number`: answer by the low word of an argument. The high word is not looked at because the
        kernel does not look at it either; a rule that compared all 64 bits could be passed by with garbage above."""
        self.emit(_JUMP_EQUAL, number, 0, 2 * len(choices) + 2)
        self.emit(_LOAD, _ARGS + 8 * argument)
        for value, verdict in choices.items():
            self.answer(value, verdict)
        self.emit(_RETURN, otherwise)


def compile_filter(
    *, any_device: bool = False, sockets: bool = True, hidden_memory: bool = True, machine: str | None = None
) -> bytes:
    """The filter's bytes, as seccomp(2) and bubblewrap's --seccomp take them.

    any_device: every ioctl but terminal injection, as a GPU's driver needs.
    sockets: False refuses socket(2) altogether, where no network namespace stands behind the filter.
    hidden_memory: False refuses memory that is in no process's resident set (memfd, System V), where only a watchdog counts.
    Raises KeyError on a machine without a table.
    """
    name = machine or syscalls.machine()
    special = syscalls.numbers(syscalls.SPECIAL, name)
    program = _Program()
    _check_machine(program, name)
    if not hidden_memory:
        for number in syscalls.numbers(syscalls.HIDDEN_MEMORY, name).values():
            program.answer(number, _EPERM)
    for table in syscalls.ALLOWED:
        for number in syscalls.numbers(table, name).values():
            program.answer(number, _ALLOW)
    for number in syscalls.numbers(syscalls.REFUSED, name).values():
        program.answer(number, _EPERM)
    _judge_clone(program, special["clone"])
    families = SOCKET_FAMILIES if sockets else ()
    program.judge_argument(special["socket"], 0, dict.fromkeys(families, _ALLOW), _EPERM)
    program.judge_argument(special["prctl"], 0, dict.fromkeys(_PRCTLS, _ALLOW), _EPERM)
    if any_device:
        program.judge_argument(special["ioctl"], 1, dict.fromkeys((_TIOCSTI, _TIOCLINUX), _EPERM), _ALLOW)
    else:
        program.judge_argument(special["ioctl"], 1, dict.fromkeys(_IOCTLS, _ALLOW), _EPERM)
    program.emit(_RETURN, _ENOSYS)  # clone3 among them: its flags lie behind a pointer, and libc falls back to clone
    return b"".join(program.code)


def _check_machine(program: _Program, name: str) -> None:
    program.emit(_LOAD, _ARCH)
    program.emit(_JUMP_EQUAL, _ARCHITECTURES[name], 1, 0)
    program.emit(_RETURN, _KILL)
    program.emit(_LOAD, _NR)
    if name == "x86_64":
        program.emit(_JUMP_AT_LEAST, _X32_BIT, 0, 1)
        program.emit(_RETURN, _ENOSYS)


def _judge_clone(program: _Program, number: int) -> None:
    program.emit(_JUMP_EQUAL, number, 0, 4)
    program.emit(_LOAD, _ARGS)
    program.emit(_JUMP_SET, NAMESPACE_FLAGS, 0, 1)
    program.emit(_RETURN, _EPERM)
    program.emit(_RETURN, _ALLOW)
