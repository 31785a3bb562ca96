"""Uploaded files: programs (.py, .ipynb) as sources, models and documents as what they are, either of them in a .zip."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from everyday.catalog.models import Task
from everyday.submissions.archives import archive_contents
from everyday.submissions.handed_in import HandedIn, suffix_of
from everyday.submissions.notebooks import to_module
from everyday.submissions.patterns import place
from everyday.submissions.sources import ENTRY, Rules, SourcesRefusedError, decode

MAX_UPLOAD_BYTES = 20 * 1024 * 1024
_MAX_NOTEBOOK_BYTES = 5 * 1024 * 1024  # a notebook carries its outputs and pictures with it


def read_handed_in(task: Task, uploads: Iterable["UploadedFile[Any]"]) -> HandedIn:
    """The uploaded files as the task takes them, programs or files. Raises SourcesRefusedError."""
    if Rules.of(task).takes_files:
        return read_files(task, uploads)
    return HandedIn(texts=read_uploads(task, uploads))


def read_uploads(task: Task, uploads: Iterable["UploadedFile[Any]"]) -> dict[str, str]:
    """{path: text} of the uploaded files. Raises SourcesRefusedError; sources.check_sources says whether they will do."""
    rules = Rules.of(task)
    files: dict[str, str] = {}
    for upload in uploads:
        for path, text in _read(rules, upload).items():
            if path in files:
                raise SourcesRefusedError("duplicate", _("“%(path)s” was uploaded twice.") % {"path": path})
            files[path] = text
    if not files:
        raise SourcesRefusedError("nothing", _("No file was chosen."))
    return files


def _read(rules: Rules, upload: "UploadedFile[Any]") -> dict[str, str]:
    name, data = _content(upload)
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".zip":
        return read_archive(rules, data)
    if suffix == ".ipynb":
        if len(data) > _MAX_NOTEBOOK_BYTES:
            raise SourcesRefusedError(
                "too-big",
                _("“%(path)s” is larger than %(most)d MiB. Clear its outputs and try again.")
                % {"path": name, "most": _MAX_NOTEBOOK_BYTES >> 20},
            )
        return {ENTRY: to_module(decode(name, data))}
    if suffix == ".py" or name in rules.required:
        return {name: decode(name, data)}
    raise SourcesRefusedError("type", _("“%(path)s”: upload .py, .ipynb or .zip files.") % {"path": name[:80]})


def read_files(task: Task, uploads: Iterable["UploadedFile[Any]"]) -> HandedIn:
    """The uploaded files of a task that takes files, each at the place that the task has for it. Raises SourcesRefusedError;
    handed_in.check_handed_in says whether they will do."""
    rules = Rules.of(task)
    places = (*rules.required, *rules.optional)
    contents: dict[str, bytes] = {}
    for upload in uploads:
        name, data = _content(upload)
        packed = suffix_of(name) == ".zip"
        for path, content in (archive_contents(data, rules.max_bytes) if packed else {name: data}).items():
            place_ = place(path, places)
            if place_ in contents:
                raise SourcesRefusedError("duplicate", _("“%(path)s” was uploaded twice.") % {"path": place_})
            contents[place_] = content
    return HandedIn.of(contents)


def _content(upload: "UploadedFile[Any]") -> tuple[str, bytes]:
    """(name, bytes) under the cap of one upload."""
    name = PurePosixPath(upload.name or "").name
    data = upload.read(MAX_UPLOAD_BYTES + 1)
    if len(data) > MAX_UPLOAD_BYTES:
        raise SourcesRefusedError(
            "too-big", _("“%(path)s” is larger than %(most)d MiB.") % {"path": name[:80], "most": MAX_UPLOAD_BYTES >> 20}
        )
    return name, data


def read_archive(rules: Rules, data: bytes) -> dict[str, str]:
    """The sources in a ZIP."""
    contents = archive_contents(data, rules.max_bytes)
    files = {path: decode(path, content) for path, content in contents.items()}
    for path in files:
        if not path.endswith(".py") and path not in rules.required:
            raise SourcesRefusedError(
                "type", _("The archive holds “%(path)s”; only .py files can be handed in.") % {"path": path}
            )
    return files
