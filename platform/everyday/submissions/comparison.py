"""Two attempts side by side: the changed lines of their files, with some lines around them."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

_CONTEXT_LINES = 3


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a unified diff; a `hunk` row only says where the next lines are."""

    kind: Literal["same", "added", "removed", "hunk"]
    text: str
    old_line: int | None = None
    new_line: int | None = None


@dataclass(frozen=True, kw_only=True)
class FileDiff:
    """`rows` is empty where nothing changed."""

    path: str
    status: Literal["changed", "added", "removed", "same"]
    rows: list[Row]


def compare(old: Mapping[str, str], new: Mapping[str, str]) -> list[FileDiff]:
    """What changed from `old` to `new`, file by file."""
    return [_compare_file(path, old.get(path), new.get(path)) for path in sorted({*old, *new})]


def _compare_file(path: str, old: str | None, new: str | None) -> FileDiff:
    if old == new:
        return FileDiff(path=path, status="same", rows=[])
    status: Literal["changed", "added", "removed"] = "added" if old is None else "removed" if new is None else "changed"
    return FileDiff(path=path, status=status, rows=list(_rows((old or "").splitlines(), (new or "").splitlines())))


def _rows(old: list[str], new: list[str]) -> Iterator[Row]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > 2_000)
    for group in matcher.get_grouped_opcodes(_CONTEXT_LINES):
        first, last = group[0], group[-1]
        header = f"@@ -{first[1] + 1},{last[2] - first[1]} +{first[3] + 1},{last[4] - first[3]} @@"
        yield Row(kind="hunk", text=header)
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                for offset, line in enumerate(old[old_from:old_to]):
                    yield Row(kind="same", text=line, old_line=old_from + offset + 1, new_line=new_from + offset + 1)
                continue
            for number in range(old_from, old_to):
                yield Row(kind="removed", text=old[number], old_line=number + 1)
            for number in range(new_from, new_to):
                yield Row(kind="added", text=new[number], new_line=number + 1)
