import pytest

from tests.workers.sandbox.bpf import ALLOW, ENOSYS, EPERM, KILL, answer
from workers.sandbox import syscalls
from workers.sandbox.seccomp import NAMESPACE_FLAGS, compile_filter

X86, ARM = 0xC000003E, 0xC00000B7
SIGCHLD = 17
MACHINES = [("x86_64", X86), ("aarch64", ARM)]


def number(name: str, machine: str) -> int:
    for table in (*syscalls.ALLOWED, syscalls.SPECIAL, syscalls.REFUSED):
        if name in (found := syscalls.numbers(table, machine)):
            return found[name]
    raise AssertionError(f"{name} is in no table")


@pytest.mark.parametrize(("machine", "architecture"), MACHINES)
def test_ordinary_calls_pass_dangerous_ones_are_refused_and_the_rest_is_unknown(machine: str, architecture: int) -> None:
    program = compile_filter(machine=machine)
    for name in ("read", "openat", "mmap", "futex", "execve", "memfd_create", "sendmsg"):
        assert answer(program, architecture, number(name, machine)) == ALLOW, name
    for name in ("ptrace", "mount", "unshare", "setns", "bpf", "keyctl", "io_uring_setup", "setuid", "mknodat", "seccomp"):
        assert answer(program, architecture, number(name, machine)) == EPERM, name
    assert answer(program, architecture, number("clone3", machine)) == ENOSYS
    assert answer(program, architecture, 1023) == ENOSYS


@pytest.mark.parametrize(("machine", "architecture"), MACHINES)
def test_no_call_is_both_allowed_and_refused(machine: str, architecture: int) -> None:
    seen: dict[int, str] = {}
    for table in (*syscalls.ALLOWED, syscalls.SPECIAL, syscalls.REFUSED):
        for name, value in syscalls.numbers(table, machine).items():
            assert value not in seen, f"{name} and {seen.get(value)} share {value}"
            seen[value] = name


@pytest.mark.parametrize(("machine", "architecture"), MACHINES)
def test_clone_makes_threads_and_children_but_no_namespaces(machine: str, architecture: int) -> None:
    program, clone = compile_filter(machine=machine), number("clone", machine)
    assert answer(program, architecture, clone, [SIGCHLD]) == ALLOW
    assert answer(program, architecture, clone, [0x3D0F00]) == ALLOW  # what pthread_create passes
    for bit in range(32):
        if NAMESPACE_FLAGS >> bit & 1:
            assert answer(program, architecture, clone, [SIGCHLD | 1 << bit]) == EPERM


@pytest.mark.parametrize(("machine", "architecture"), MACHINES)
def test_only_unix_and_internet_sockets(machine: str, architecture: int) -> None:
    program, call = compile_filter(machine=machine), number("socket", machine)
    allowed = [family for family in range(64) if answer(program, architecture, call, [family]) == ALLOW]
    assert allowed == [1, 2, 10]
    without = compile_filter(machine=machine, sockets=False)
    assert [family for family in range(64) if answer(without, architecture, call, [family]) == ALLOW] == []


def test_terminal_injection_is_refused_whatever_lies_above_its_low_word() -> None:
    for any_device in (False, True):
        program, ioctl = compile_filter(machine="x86_64", any_device=any_device), number("ioctl", "x86_64")
        for garbage in (0, 1 << 32, 0xDEADBEEF << 32):
            assert answer(program, X86, ioctl, [0, 0x5412 | garbage]) == EPERM
        assert answer(program, X86, ioctl, [0, 0x5401]) == ALLOW  # isatty


def test_a_gpu_gets_its_drivers_ioctls() -> None:
    nvidia = 0xC020462A
    ioctl = number("ioctl", "x86_64")
    assert answer(compile_filter(machine="x86_64"), X86, ioctl, [0, nvidia]) == EPERM
    assert answer(compile_filter(machine="x86_64", any_device=True), X86, ioctl, [0, nvidia]) == ALLOW


def test_the_second_call_table_and_foreign_machines_are_shut_out() -> None:
    program = compile_filter(machine="x86_64")
    assert answer(program, X86, 0x40000000 | number("getpid", "x86_64")) == ENOSYS
    assert answer(program, 0x40000003, number("read", "x86_64")) == KILL  # a 32-bit call
    assert answer(program, ARM, 63) == KILL


def test_uncounted_memory_can_be_refused() -> None:
    program = compile_filter(machine="x86_64", hidden_memory=False)
    assert answer(program, X86, number("memfd_create", "x86_64")) == EPERM
    assert answer(program, X86, number("shmget", "x86_64")) == EPERM
    assert answer(program, X86, number("mmap", "x86_64")) == ALLOW


def test_prctl_cannot_install_a_filter_or_move_memory() -> None:
    program, prctl = compile_filter(machine="x86_64"), number("prctl", "x86_64")
    assert answer(program, X86, prctl, [15]) == ALLOW
    assert answer(program, X86, prctl, [22]) == EPERM
    assert answer(program, X86, prctl, [35]) == EPERM


def test_the_filter_fits_the_kernel() -> None:
    assert len(compile_filter()) // 8 < 4096


def test_a_machine_without_a_table_is_named() -> None:
    with pytest.raises(KeyError):
        compile_filter(machine="riscv64")
