"""Names of files as a task asks for them: `notes/resnet.md`, `post.{md,pdf,pptx}`, `images/*`."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

_CHOICE = re.compile(r"\{([^{}]*)\}")


def expand(pattern: str) -> list[str]:
    """Every name that a pattern's `{a,b}` stands for, `*` left as it is."""
    match = _CHOICE.search(pattern)
    if match is None:
        return [pattern]
    return [
        name for part in match[1].split(",") for name in expand(pattern[: match.start()] + part.strip() + pattern[match.end() :])
    ]


def matches(pattern: str, path: str) -> bool:
    """Whether `path` is one of the names; `*` does not reach into another folder."""
    return any(name.count("/") == path.count("/") and fnmatchcase(path, name) for name in expand(pattern))


def found(pattern: str, paths: Iterable[str]) -> list[str]:
    return [path for path in paths if matches(pattern, path)]
