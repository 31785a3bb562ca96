"""What may be handed in where files are asked for by name: models, documents, pictures. Looked at from outside only.

What such a file holds is read by a worker's sandbox; here its name, its size and its first bytes decide, so that a mistake is
told at once and costs no attempt.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from everyday.submissions.patterns import expand, matches
from everyday.submissions.sources import (
    ANNEX,
    MAX_FILES,
    Rules,
    SourcesRefusedError,
    check_syntax,
    check_texts,
    decode,
    is_plain_path,
)

TEXT_SUFFIXES = frozenset({".md", ".txt", ".json", ".py", ".csv"})
MAX_TEXT_BYTES = 256 * 1024
_PICKLES = frozenset({".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".bin", ".npy", ".npz", ".joblib"})
_BEGINNINGS: Mapping[str, tuple[bytes, ...]] = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".pdf": (b"%PDF-",),
    ".pptx": (b"PK\x03\x04",),
}
_PICKLED = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"PK\x03\x04")


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """Texts are kept as texts, so that they can be compared and commented on line by line; the rest are bytes."""

    texts: Mapping[str, str] = field(default_factory=dict)
    binaries: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, contents: Mapping[str, bytes]) -> "HandedIn":
        """Raises SourcesRefusedError for a text that is none."""
        texts = {path: decode(path, data) for path, data in contents.items() if suffix_of(path) in TEXT_SUFFIXES}
        return cls(texts=texts, binaries={path: data for path, data in contents.items() if path not in texts})

    def over(self, earlier: "HandedIn", rules: Rules) -> "HandedIn":
        """These files, and of the earlier ones those whose place is not taken by one of these."""
        taken = [pattern for pattern in (*rules.required, *rules.optional) if any(matches(pattern, path) for path in self.paths)]

        def stays(path: str) -> bool:
            return path not in self.paths and not any(matches(pattern, path) and "*" not in pattern for pattern in taken)

        return HandedIn(
            texts={**{path: text for path, text in earlier.texts.items() if stays(path)}, **self.texts},
            binaries={**{path: data for path, data in earlier.binaries.items() if stays(path)}, **self.binaries},
        )

    @property
    def paths(self) -> list[str]:
        return [*self.texts, *self.binaries]


def suffix_of(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def check_handed_in(rules: Rules, files: HandedIn) -> HandedIn:
    """The files as they will be graded. Raises SourcesRefusedError with a message that says what to do."""
    if len(files.paths) > MAX_FILES:
        raise SourcesRefusedError("too-many-files", _("At most %(most)d files can be handed in.") % {"most": MAX_FILES})
    size = sum(len(text.encode(errors="surrogatepass")) for text in files.texts.values()) + sum(map(len, files.binaries.values()))
    if size > rules.max_bytes:
        sizes = {"size": f"{size / 2**20:.1f}", "most": f"{rules.max_bytes / 2**20:.1f}"}
        raise SourcesRefusedError(
            "too-long", _("The files are %(size)s MiB together; at most %(most)s MiB can be handed in.") % sizes
        )
    for path in files.paths:
        _check_place(rules, path)
    _check_complete(rules, files.paths)
    check_texts(files.texts)
    for path, text in files.texts.items():
        _check_text(path, text)
    for path, data in files.binaries.items():
        _check_binary(path, data)
    return files


def _check_place(rules: Rules, path: str) -> None:
    wanted = (*rules.required, *rules.optional)
    if suffix_of(path) in _PICKLES:
        raise SourcesRefusedError(
            "pickle",
            _("“%(path)s”: such files can hold a program and are never opened. Save the model as .safetensors or .onnx.")
            % {"path": path[:80]},
        )
    if not is_plain_path(path) or path == ANNEX or not any(matches(pattern, path) for pattern in wanted):
        raise SourcesRefusedError(
            "unexpected",
            _("“%(path)s” is not asked for. This task takes: %(names)s.") % {"path": path[:80], "names": ", ".join(wanted)},
        )


def _check_complete(rules: Rules, paths: list[str]) -> None:
    for pattern in rules.required:
        found = [path for path in paths if matches(pattern, path)]
        if not found:
            raise SourcesRefusedError("missing-file", _("The file “%(path)s” is missing.") % {"path": _spoken(pattern)})
        if len(found) > 1 and "*" not in pattern:
            raise SourcesRefusedError(
                "duplicate", _("Hand in one of these, not several: %(names)s.") % {"names": ", ".join(sorted(found))}
            )


def _spoken(pattern: str) -> str:
    """`essay.{md,pdf}` as a person says it."""
    return _(" or ").join(expand(pattern))


def _check_text(path: str, text: str) -> None:
    if not text.strip():
        raise SourcesRefusedError("empty", _("“%(path)s” is empty.") % {"path": path})
    if len(text.encode()) > MAX_TEXT_BYTES:
        raise SourcesRefusedError(
            "too-long", _("“%(path)s” is longer than %(most)d KiB.") % {"path": path, "most": MAX_TEXT_BYTES // 1024}
        )
    if path.endswith(".py"):
        check_syntax(path, text)
    if path.endswith(".json"):
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            places = {"path": path, "line": error.lineno, "column": error.colno}
            raise SourcesRefusedError(
                "json", _("“%(path)s” is not valid JSON: look at line %(line)d, column %(column)d.") % places
            ) from None
        except (ValueError, RecursionError):
            raise SourcesRefusedError("json", _("“%(path)s” is not valid JSON.") % {"path": path}) from None


def _check_binary(path: str, data: bytes) -> None:
    suffix = suffix_of(path)
    if not data:
        raise SourcesRefusedError("empty", _("“%(path)s” is empty.") % {"path": path})
    beginnings = _BEGINNINGS.get(suffix)
    if beginnings is not None and not data.startswith(beginnings):
        raise SourcesRefusedError(
            "not-what-it-says", _("“%(path)s” is not a %(kind)s file, whatever its name says.") % {"path": path, "kind": suffix}
        )
    if suffix in {".onnx", ".safetensors"} and data.startswith(_PICKLED):
        raise SourcesRefusedError(
            "pickle",
            _("“%(path)s” is a pickle under another name and is never opened. Save the model as %(kind)s.")
            % {"path": path, "kind": suffix},
        )
    if suffix == ".safetensors" and not _may_be_safetensors(data):
        raise SourcesRefusedError(
            "not-what-it-says", _("“%(path)s” is not a %(kind)s file, whatever its name says.") % {"path": path, "kind": suffix}
        )


def _may_be_safetensors(data: bytes) -> bool:
    """Eight bytes of length, then a JSON object of that length: what the worker looks at more closely."""
    length = int.from_bytes(data[:8], "little")
    return len(data) >= 10 and 2 <= length <= len(data) - 8 and data[8:9] == b"{"
