"""The forbidden list inside the learner's process: an import hook that takes note and tripwires that raise.

This is a signal of integrity, not a security boundary: code that wants to get around it can. What it is for: to tell
someone who took the ready-made function, in their own traceback, which line did it.
"""

import builtins
import functools
import inspect
import sys
from collections.abc import Callable
from fnmatch import fnmatchcase
from types import FrameType, ModuleType
from typing import Any

HARMLESS = frozenset(
    {
        "__future__",
        "abc",
        "array",
        "bisect",
        "builtins",
        "cmath",
        "collections",
        "contextlib",
        "copy",
        "dataclasses",
        "decimal",
        "enum",
        "fractions",
        "functools",
        "heapq",
        "io",
        "itertools",
        "json",
        "logging",
        "math",
        "numbers",
        "operator",
        "os",
        "pathlib",
        "pprint",
        "random",
        "re",
        "statistics",
        "string",
        "struct",
        "sys",
        "textwrap",
        "time",
        "types",
        "typing",
        "typing_extensions",
        "unicodedata",
        "warnings",
        "weakref",
    }
)


class ForbiddenCall(RuntimeError):
    """The task asks to write this oneself."""


def covers(pattern: str, dotted: str) -> bool:
    """Whether a target of the forbidden list covers a dotted name: the name itself, a wildcard, or anything inside it."""
    return fnmatchcase(dotted, pattern) or fnmatchcase(dotted, pattern + ".*")


class Guard:
    """Knows the rules, which files are the learner's, and what was violated (`violations`, in order, each once)."""

    def __init__(self, targets: list[str], allow: list[str] | None, box: str) -> None:
        self.targets = [target for target in targets if target[0] not in ".@"]
        self.allow = None if allow is None else HARMLESS | set(allow)
        self.box = box
        self.own: set[str] = set()
        self.violations: list[str] = []
        self._unarmed = list(self.targets)

    def note(self, target: str) -> None:
        if target not in self.violations and len(self.violations) < 16:
            self.violations.append(target)

    def namespace_builtins(self) -> dict[str, Any]:
        """What the learner's modules get as `__builtins__`, so that only *their* imports pass the hook."""
        return {**vars(builtins), "__import__": self._import}

    def _import(self, name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> ModuleType:  # noqa: A002
        if level == 0:
            self._check_import(name, tuple(fromlist or ()))
        module = builtins.__import__(name, globals, locals, fromlist, level)
        self.arm()
        return module

    def _check_import(self, name: str, fromlist: tuple[str, ...]) -> None:
        root = name.partition(".")[0]
        if self.allow is not None and root not in self.allow and root not in self.own:
            self.note(root)
        for dotted in (name, *(f"{name}.{item}" for item in fromlist)):
            for target in self.targets:
                if covers(target, dotted):
                    self.note(target)

    def arm(self) -> None:
        """Sets the tripwires of every library that is imported by now; none is imported for this."""
        for target in list(self._unarmed):
            if target.partition(".")[0] in sys.modules and self._arm(target):
                self._unarmed.remove(target)

    def _arm(self, target: str) -> bool:
        *path, last = target.split(".")
        if not path:
            return True  # a whole package: its import is the violation
        holder: Any = sys.modules[path[0]]
        for part in path[1:]:
            holder = getattr(holder, part, None)
            if holder is None:
                return False
        for name in [name for name in dir(holder) if fnmatchcase(name, last)]:
            self._trip(holder, name, target)
        return True

    def _trip(self, holder: Any, name: str, target: str) -> None:
        found = getattr(holder, name)
        if inspect.isclass(found):
            if found.__init__ is not object.__init__:
                setattr(found, "__init__", self._wrap(found.__init__, f"{target} ({name})", target))  # noqa: B010 - a method of theirs
        elif inspect.isroutine(found):
            setattr(holder, name, self._wrap(found, f"{holder.__name__}.{name}", target))

    def _wrap(self, original: Callable[..., Any], title: str, target: str) -> Callable[..., Any]:
        @functools.wraps(original)
        def tripwire(*args: Any, **kwargs: Any) -> Any:
            if self._is_own(sys._getframe(1)):
                self.note(target)
                raise ForbiddenCall(f"{title} is on this task's forbidden list")
            return original(*args, **kwargs)

        return tripwire

    def _is_own(self, frame: FrameType) -> bool:
        return frame.f_code.co_filename.startswith(self.box)
