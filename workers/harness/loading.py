"""Puts a learner's files into the box and imports them, with the guard's hook in their (and only their) namespaces."""

import importlib
import importlib.machinery
import importlib.util
import random
import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any

import numpy as np

from workers.harness.guard import Guard


def write_files(folder: Path, table: list[Any], blob: bytes) -> list[str]:
    """Writes [[path, size], …] from the blob below `folder`. The judge made the table: paths are checked all the same."""
    offset = 0
    names = []
    for name, size in table:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or offset + size > len(blob):
            raise ValueError(f"bad file {name!r}")
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(blob[offset : offset + size])
        offset += size
        names.append(name)
    return names


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, guard: Guard) -> None:
        super().__init__(name, path)
        self._guard = guard

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["__builtins__"] = self._guard.namespace_builtins()
        super().exec_module(module)


class _Finder:
    """Finds the learner's own modules, before anything of the same name that is installed."""

    def __init__(self, box: Path, guard: Guard) -> None:
        self._box = box
        self._guard = guard

    def find_spec(self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None) -> Any:
        if name.partition(".")[0] not in self._guard.own:
            return None
        base = self._box.joinpath(*name.split("."))
        for path, package in ((base.with_suffix(".py"), False), (base / "__init__.py", True)):
            if path.is_file():
                loader = _Loader(name, str(path), self._guard)
                locations = [str(base)] if package else None
                return importlib.util.spec_from_file_location(name, path, loader=loader, submodule_search_locations=locations)
        return None


def own_modules(names: list[str]) -> set[str]:
    """`solution.py` and `parts/x.py` make the top-level names `solution` and `parts`."""
    return {PurePosixPath(name).parts[0].removesuffix(".py") for name in names if name.endswith(".py")}


def import_entry(box: Path, names: list[str], entry: str, guard: Guard, seed: int) -> ModuleType:
    """Imports the entry module; whatever the learner's top level raises comes out."""
    random.seed(seed)
    np.random.seed(seed % (1 << 32))
    torch = sys.modules.get("torch")
    if torch is not None:
        # Where torch knows no GPU, the generator alone: the rest costs as much as importing a small program.
        (torch.manual_seed if torch.version.cuda else torch.default_generator.manual_seed)(seed)
    guard.own = own_modules(names)
    guard.arm()
    for name in guard.own & set(sys.modules):
        del sys.modules[name]
    sys.meta_path.insert(0, _Finder(box, guard))
    return importlib.import_module(entry)


def import_stubs(box: Path, source: bytes) -> ModuleType:
    """The task's own stubs.py: named built-ins that stand in for functions, which never cross."""
    module = ModuleType("everyday_stubs")
    exec(compile(source, str(box.parent / "stubs.py"), "exec"), module.__dict__)  # noqa: S102 - it is the task's, not the learner's
    return module
