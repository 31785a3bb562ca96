"""Names of files as a task asks for them: `notes/resnet.md`, `post.{md,pdf,pptx}`, `images/*`; workers read them the same way."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

_CHOICE = re.compile(r"\{([^{}]*)\}")


def expand(pattern: str) -> list[str]:
    """Every name that a pattern's `{a,b}` stands for, `*` left as it is."""
    match = _CHOICE.search(pattern)
    if match is None:
        return [pattern]
    before, after = pattern[: match.start()], pattern[match.end() :]
    return [name for part in match[1].split(",") for name in expand(before + part.strip() + after)]


def matches(pattern: str, path: str) -> bool:
    """Whether `path` is one of the names; `*` does not reach into another folder."""
    return any(name.count("/") == path.count("/") and fnmatchcase(path, name) for name in expand(pattern))


def suffixes(patterns: Iterable[str]) -> list[str]:
    """`.md`, `.pdf` … in the order in which they are asked for."""
    return list(dict.fromkeys(PurePosixPath(name).suffix.lower() for pattern in patterns for name in expand(pattern)))


def place(name: str, patterns: Iterable[str]) -> str:
    """Where a file of that name belongs: as it is named, by its name without folders, else by its kind alone, if that leaves
    one place only (`我的论文.pdf` for `essay.{md,pdf}`). A name that fits nowhere stays as it is."""
    patterns = list(patterns)
    if any(matches(pattern, name) for pattern in patterns):
        return name
    base = PurePosixPath(name).name
    plain = [wanted for pattern in patterns for wanted in expand(pattern) if "*" not in wanted]
    by_name = [wanted for wanted in plain if PurePosixPath(wanted).name.casefold() == base.casefold()]
    if len(by_name) == 1:
        return by_name[0]
    suffix = PurePosixPath(base).suffix.lower()
    by_kind = [wanted for wanted in plain if PurePosixPath(wanted).suffix.lower() == suffix]
    if not by_name and len(by_kind) == 1:
        return by_kind[0]
    folders = [wanted for pattern in patterns for wanted in expand(pattern) if fnmatchcase(base, PurePosixPath(wanted).name)]
    if len(folders) == 1:
        return (PurePosixPath(folders[0]).parent / base).as_posix()
    return name
