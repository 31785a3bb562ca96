"""A learner's folder from the shell, read safely: regular files only, links never followed, everything under a cap."""

import os
import stat
from pathlib import Path

from workers.commands.printing import Lang, language

MAX_FILES = 64
_SKIPPED = frozenset({"expect.yaml", "__pycache__"})


_WORDS: dict[str, dict[Lang, str]] = {
    "no folder": {"zh": "{path} 不是文件夹。", "en": "{path} is not a folder."},
    "too many": {"zh": "文件超过 {most} 个。", "en": "There are more than {most} files."},
    "no file": {"zh": "{path} 不是普通文件。", "en": "{path} is not a regular file."},
    "too long": {"zh": "{path}：超过了本任务允许的大小。", "en": "{path}: more bytes than this task allows."},
}


class BadSubmission(ValueError):
    """The folder cannot be a submission; the message says why, in the terminal's language."""

    def __init__(self, why: str, **values: object) -> None:
        super().__init__(_WORDS[why][language()].format(**values))


def read_folder(folder: Path, max_bytes: int) -> dict[str, bytes]:
    """{relative path: bytes} of a folder. Hidden files, links, and what is neither file nor folder are left out."""
    if not folder.is_dir():
        raise BadSubmission("no folder", path=folder)
    files: dict[str, bytes] = {}
    _gather(folder, "", files, max_bytes)
    return files


def _gather(folder: Path, prefix: str, files: dict[str, bytes], max_bytes: int) -> None:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.startswith(".") or entry.name in _SKIPPED or entry.name.endswith(".pyc"):
            continue
        if entry.is_dir(follow_symlinks=False):
            _gather(Path(entry.path), f"{prefix}{entry.name}/", files, max_bytes)
        elif entry.is_file(follow_symlinks=False):
            files[prefix + entry.name] = _read(entry.path, max_bytes - sum(map(len, files.values())))
            if len(files) > MAX_FILES:
                raise BadSubmission("too many", most=MAX_FILES)


def _read(path: str, room: int) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise BadSubmission("no file", path=path)
        data = file.read(room + 1)
    if len(data) > room:
        raise BadSubmission("too long", path=path)
    return data
