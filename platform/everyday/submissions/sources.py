"""What may be handed in for a task: a few small UTF-8 text files with plain names, and among them the required ones."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everyday.catalog.models import Task

MAX_BYTES = 256 * 1024
MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_FILES = 50
_KINDS_OF_FILES = frozenset({"artifact", "document"})
ENTRY = "solution.py"
ANNEX = "submission.json"  # the name under which a document's judge finds what the web side lays beside it
_PATH = re.compile(r"(?!/)(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}/){0,4}[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")


class SourcesRefusedError(ValueError):
    """The files cannot be handed in. `message` is for the learner, in the active language; `code` is for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a task asks of its files. Where files are handed in that are no programs, names may be patterns (patterns.py)."""

    required: tuple[str, ...]
    max_bytes: int
    optional: tuple[str, ...] = ()
    takes_files: bool = False  # models or documents, handed in by name, instead of programs that are written on the page

    @classmethod
    def of(cls, task: Task) -> "Rules":
        files = task.spec.get("files") or {}
        required = tuple(files.get("learner") or [ENTRY])
        takes_files = task.kind in _KINDS_OF_FILES and not all(name.endswith(".py") for name in required)
        most = MAX_FILE_BYTES if takes_files else MAX_BYTES
        return cls(
            required=required,
            max_bytes=min(files.get("max_bytes") or most, most),
            optional=tuple(files.get("optional") or ()),
            takes_files=takes_files,
        )


def is_plain_path(path: str) -> bool:
    """A relative path of plain names: no `..`, no leading dot, no odd characters, at most four folders deep."""
    return _PATH.fullmatch(path) is not None


def decode(path: str, data: bytes) -> str:
    """The text of a file, with unix line ends and without a byte order mark."""
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourcesRefusedError("binary", _("“%(path)s” is not a text file.") % {"path": path})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SourcesRefusedError(
            "encoding", _("“%(path)s” is not encoded in UTF-8. Save it as UTF-8 and try again.") % {"path": path}
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_size(files: Mapping[str, str], max_bytes: int) -> None:
    """Refuses too many or too long files."""
    if len(files) > MAX_FILES:
        raise SourcesRefusedError(
            "too-many-files",
            ngettext("At most %(most)d file can be handed in.", "At most %(most)d files can be handed in.", MAX_FILES)
            % {"most": MAX_FILES},
        )
    size = sum(len(text.encode(errors="surrogatepass")) for text in files.values())
    if size > max_bytes:
        raise SourcesRefusedError(
            "too-long",
            _("The code is %(size)d KiB long; at most %(most)d KiB can be handed in.")
            % {"size": -(-size // 1024), "most": max_bytes // 1024},
        )


def check_texts(files: Mapping[str, str]) -> None:
    """Refuses paths and texts that cannot be stored or sent."""
    for path, text in files.items():
        if path == ANNEX:
            raise SourcesRefusedError(
                "reserved", _("“%(path)s” is written by the course itself and cannot be handed in.") % {"path": path}
            )
        if not is_plain_path(path):
            raise SourcesRefusedError("path", _("“%(path)s” is not a usable file name.") % {"path": path[:80]})
        if "\0" in text:
            raise SourcesRefusedError("binary", _("“%(path)s” is not a text file.") % {"path": path})
        try:
            text.encode()
        except UnicodeEncodeError:
            raise SourcesRefusedError("encoding", _("“%(path)s” holds characters that are not text.") % {"path": path}) from None


def check_sources(task: Task, files: Mapping[str, str]) -> dict[str, str]:
    """The files as they will be graded; raises SourcesRefusedError with a message that says what to do."""
    rules = Rules.of(task)
    check_size(files, rules.max_bytes)
    check_texts(files)
    for path in rules.required:
        if path not in files:
            raise SourcesRefusedError("missing-file", _("The file “%(path)s” is missing.") % {"path": path})
        if not files[path].strip():
            raise SourcesRefusedError("empty", _("“%(path)s” is empty.") % {"path": path})
    for path, text in files.items():
        if path.endswith(".py"):
            check_syntax(path, text)
    return dict(files)


def check_syntax(path: str, text: str) -> None:
    """A typo is told at once, with its line, instead of after a wait in the queue."""
    try:
        ast.parse(text, filename=path)
    except SyntaxError as error:
        raise SourcesRefusedError(
            "syntax",
            _("“%(path)s”, line %(line)d: %(error)s. Python cannot read this file.")
            % {"path": path, "line": error.lineno or 1, "error": error.msg},
        ) from None
    except (RecursionError, MemoryError):
        # Nested too deeply to look at here; the worker's own verdict will say so.
        return
