"""ZIP archives read in memory under caps. Nothing is ever unpacked onto a disk.

Archives lie: sizes are counted as bytes come out, names are refused unless plain, and only regular files are read.
"""

import io
import stat
import zipfile
import zlib

from django.utils.translation import gettext as _

from everyday.submissions.sources import MAX_FILES, SourcesRefusedError, is_plain_path

_CHUNK = 64 * 1024
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_LITTER = ("__MACOSX/", "__pycache__/", ".DS_Store", ".ipynb_checkpoints/", ".git/")


def archive_contents(data: bytes, max_bytes: int) -> dict[str, bytes]:
    """{path: content} of the regular files. One folder around everything is taken off; litter of editors is left out.

    Raises SourcesRefusedError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            contents = _contents(archive, _members(archive), max_bytes)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        if isinstance(error, SourcesRefusedError):
            raise
        raise SourcesRefusedError("not-a-zip", _("This is not a ZIP archive that can be read.")) from None
    if not contents:
        raise SourcesRefusedError("nothing", _("The archive holds no files."))
    return _without_folder(contents)


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    # Counted before the litter is left out: ten thousand empty entries are no honest archive.
    if len(entries) > 20 * MAX_FILES:
        raise SourcesRefusedError("too-many-files", _("The archive holds too many files."))
    members = [entry for entry in entries if not entry.is_dir() and not _is_litter(entry.filename)]
    if len(members) > MAX_FILES:
        raise SourcesRefusedError("too-many-files", _("The archive holds too many files."))
    seen = set()
    for entry in members:
        _check_member(entry)
        if entry.filename in seen:
            raise SourcesRefusedError("duplicate", _("“%(path)s” is in the archive twice.") % {"path": entry.filename})
        seen.add(entry.filename)
    return members


def _check_member(entry: zipfile.ZipInfo) -> None:
    mode = stat.S_IFMT(entry.external_attr >> 16)
    if mode not in (0, stat.S_IFREG):
        raise SourcesRefusedError(
            "not-a-file", _("The archive holds a link or a device (“%(path)s”).") % {"path": entry.filename[:80]}
        )
    if not is_plain_path(entry.filename):
        raise SourcesRefusedError(
            "path", _("The archive holds a file with an unusable name (“%(path)s”).") % {"path": ascii(entry.filename[:80])}
        )
    if entry.flag_bits & 1:
        raise SourcesRefusedError("encrypted", _("The archive is encrypted."))
    if entry.compress_type not in _METHODS:
        raise SourcesRefusedError("not-a-zip", _("The archive uses an unusual compression. Use plain ZIP."))


def _contents(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], max_bytes: int) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    left = max_bytes
    for entry in members:
        data = bytearray()
        with archive.open(entry) as stream:
            # What comes out is counted; the sizes that the archive states are not believed.
            while chunk := stream.read(min(_CHUNK, left + 1)):
                data += chunk
                left -= len(chunk)
                if left < 0:
                    raise SourcesRefusedError(
                        "too-long",
                        _("The files in the archive are larger than %(most)d KiB together.") % {"most": max_bytes // 1024},
                    )
        if len(data) != entry.file_size:
            raise zipfile.BadZipFile(entry.filename)
        contents[entry.filename] = bytes(data)
    return contents


def _without_folder(contents: dict[str, bytes]) -> dict[str, bytes]:
    """`project/solution.py` is what most tools make of a folder; the learner means `solution.py`."""
    tops = {path.split("/", 1)[0] for path in contents}
    if len(tops) != 1 or any("/" not in path for path in contents):
        return contents
    return {path.split("/", 1)[1]: content for path, content in contents.items()}


def _is_litter(path: str) -> bool:
    return any(part in f"{path}/" if part.endswith("/") else path.endswith(part) for part in _LITTER)
