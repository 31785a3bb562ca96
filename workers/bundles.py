"""The learner's files: fetched from the signed address, checked against their hash, read in memory under caps."""

import hashlib
import io
import re
import stat
import time
import urllib.error
import urllib.request
import zipfile
import zlib
from http.client import HTTPException

MAX_BUNDLE_BYTES = 20 * 1024 * 1024
MAX_CONTENT_BYTES = 20 * 1024 * 1024
MAX_FILES = 100
_TIMEOUT_S = 10
# A web server that restarts is back within seconds; an address that is refused stays refused.
_PAUSES_S = (0.2, 0.5, 1.0, 2.0, 4.0)
_CHUNK = 64 * 1024
_PATH = re.compile(r"(?!/)(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}/){0,4}[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")


class BundleError(RuntimeError):
    """The bundle cannot be had, or is not what was announced: never the learner's fault."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


# No proxy from the environment and no redirect: the address is the web side's own, and nothing else.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


def fetch_files(url: str, sha256: str) -> dict[str, bytes]:
    """{path: content} of the bundle at `url`. Raises BundleError."""
    data = _fetch(url)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BundleError("the bundle is not the one that was announced")
    return unpack(data)


def _fetch(url: str) -> bytes:
    if not url.startswith(("http://", "https://")):
        raise BundleError("the bundle's address is not a web address")
    for pause_s in (*_PAUSES_S, None):
        try:
            with _OPENER.open(url, timeout=_TIMEOUT_S) as response:
                data: bytes = response.read(MAX_BUNDLE_BYTES + 1)
        except urllib.error.HTTPError as error:
            if error.code < 500 or pause_s is None:
                raise BundleError(f"the web side answered {error.code}") from None
        except (OSError, HTTPException) as error:
            if pause_s is None:
                raise BundleError(f"the web side does not answer: {error}") from None
        else:
            if len(data) > MAX_BUNDLE_BYTES:
                raise BundleError("the bundle is too large")
            return data
        time.sleep(pause_s)
    raise AssertionError("unreachable")


def unpack(data: bytes) -> dict[str, bytes]:
    """The regular files of a ZIP with plain names, counted as they come out. Raises BundleError for anything odd."""
    files: dict[str, bytes] = {}
    left = MAX_CONTENT_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_FILES:
                raise BundleError("too many files")
            for entry in entries:
                _check(entry, files)
                files[entry.filename] = _read(archive, entry, left)
                left -= len(files[entry.filename])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise BundleError(f"not a usable ZIP: {error}") from None
    return files


def _check(entry: zipfile.ZipInfo, seen: dict[str, bytes]) -> None:
    mode = stat.S_IFMT(entry.external_attr >> 16)
    if mode not in (0, stat.S_IFREG) or entry.is_dir():
        raise BundleError(f"not a regular file: {entry.filename[:80]!r}")
    if not _PATH.fullmatch(entry.filename):
        raise BundleError(f"unusable name: {entry.filename[:80]!r}")
    if entry.filename in seen:
        raise BundleError(f"twice: {entry.filename!r}")
    if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BundleError("encrypted or oddly compressed")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    data = bytearray()
    with archive.open(entry) as stream:
        # The stated size is not believed.
        while chunk := stream.read(min(_CHUNK, left + 1)):
            data += chunk
            if len(data) > left:
                raise BundleError("expands too much")
    if len(data) != entry.file_size:
        raise BundleError("lies about its size")
    return bytes(data)
