"""System calls that Python does not offer, by ctypes. Standard library only: it runs in the launcher and in the zygote too."""

import ctypes
import os
import platform
import struct

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18

_PR_SET_PDEATHSIG, _PR_GET_PDEATHSIG, _PR_SET_SECCOMP, _PR_CAPBSET_DROP = 1, 2, 22, 24
_PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT = 36, 38, 47
_SECCOMP_MODE_FILTER = 2
_CAP_VERSION_3 = 0x20080522
_LAST_CAPABILITY = 63

# Landlock's numbers are the same on every machine.
_LANDLOCK_CREATE_RULESET, _LANDLOCK_ADD_RULE, _LANDLOCK_RESTRICT_SELF = 444, 445, 446
_LANDLOCK_VERSION_FLAG = 1
_LANDLOCK_PATH_BENEATH = 1
_FS_RIGHTS_BY_ABI = {0: 13, 1: 13, 2: 14, 3: 15, 4: 15}  # how many of the access bits an ABI knows
_FS_READ = 0b1101  # execute, read file, read folder
_FS_FILE_RIGHTS = 0b111 | 1 << 14 | 1 << 15  # execute, write, read, truncate, ioctl: what makes sense on a single file


class _Libc:
    """The C library, loaded on first use; every call raises OSError on failure."""

    def __init__(self) -> None:
        self._library: ctypes.CDLL | None = None

    def call(self, name: str, *arguments: object) -> int:
        if self._library is None:
            self._library = ctypes.CDLL(None, use_errno=True)
            self._library.syscall.restype = ctypes.c_long
        result = int(getattr(self._library, name)(*arguments))
        if result < 0:
            number = ctypes.get_errno()
            raise OSError(number, f"{name}: {os.strerror(number)}")
        return result

    def syscall(self, number: int, *arguments: object) -> int:
        return self.call("syscall", ctypes.c_long(number), *arguments)

    def prctl(self, option: int, *values: int) -> int:
        padded = [*values, 0, 0, 0, 0][:4]
        return self.call("prctl", ctypes.c_int(option), *(ctypes.c_ulong(value) for value in padded))


_libc = _Libc()


def unshare(flags: int) -> None:
    _libc.call("unshare", ctypes.c_int(flags))


def mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    data = None if options is None else options.encode()
    _libc.call("mount", *texts, ctypes.c_ulong(flags), data)


def die_with_parent(signal: int = 9) -> None:
    """Forgotten by the kernel when this process changes its user."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal)


def death_signal() -> int:
    """The signal that this process gets when its parent dies; 0 for none."""
    told = ctypes.c_int(0)
    _libc.prctl(_PR_GET_PDEATHSIG, ctypes.addressof(told))
    return told.value


def become_subreaper() -> None:
    """Orphaned descendants become children of this process, so that none can hide from it."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)


def drop_bounding_set() -> None:
    """No program that is executed from here on brings a capability back. Needs CAP_SETPCAP; without it nothing happens."""
    for capability in range(_LAST_CAPABILITY + 1):
        try:
            _libc.prctl(_PR_CAPBSET_DROP, capability)
        except OSError:
            break  # past the kernel's last one


def drop_capabilities() -> None:
    """Gives up every capability in every set, for good."""
    _libc.prctl(_PR_CAP_AMBIENT, 4)
    drop_bounding_set()
    header = ctypes.create_string_buffer(struct.pack("=Ii", _CAP_VERSION_3, 0))
    _libc.call("capset", header, ctypes.create_string_buffer(24))


def no_new_privileges() -> None:
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1)


class _FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


def install_filter(program: bytes) -> None:
    """Puts this process under a seccomp filter, for good; needs no_new_privileges first."""
    buffer = ctypes.create_string_buffer(program, len(program))
    header = _FilterProgram(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(header))


def landlock_abi() -> int:
    """The kernel's Landlock version; 0 where there is none."""
    if platform.system() != "Linux":
        return 0
    try:
        return _libc.syscall(_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_LANDLOCK_VERSION_FLAG))
    except OSError:
        return 0


def landlock_restrict(*, readable: list[str], writable: list[str], devices: list[str]) -> None:
    """From here on this process and its children reach these paths only. Needs no_new_privileges first.

    Where the ABI has them: no TCP (4), and neither signals nor abstract sockets to processes outside (6).
    """
    abi = landlock_abi()
    every_right = (1 << _FS_RIGHTS_BY_ABI.get(abi, 16)) - 1
    network = 0b11 if abi >= 4 else 0
    scopes = 0b11 if abi >= 6 else 0
    attributes = struct.pack("=QQQ", every_right, network, scopes)[: 24 if abi >= 6 else 16 if abi >= 4 else 8]
    buffer = ctypes.create_string_buffer(attributes, len(attributes))
    ruleset = _libc.syscall(_LANDLOCK_CREATE_RULESET, buffer, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0))
    try:
        for paths, rights in ((readable, _FS_READ), (writable, every_right), (devices, every_right)):
            for path in paths:
                _allow_beneath(ruleset, path, rights & every_right)
        _libc.syscall(_LANDLOCK_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)


def _allow_beneath(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not os.path.isdir(path):  # noqa: PTH112 - kept free of pathlib: it runs between fork and exec
            rights &= _FS_FILE_RIGHTS
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, descriptor), 12)
        _libc.syscall(_LANDLOCK_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_LANDLOCK_PATH_BENEATH), rule, ctypes.c_uint32(0))
    finally:
        os.close(descriptor)
