"""Where assets lie: $EVERYDAY_STATE/assets/<id> for both sandboxes, assets-judge/<id> for the judge's.

Each folder carries `MANIFEST.json` with the sha256 of its files, written last: a folder with one is complete.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from workers.assets.builders import BUILDERS
from workers.assets.built import Built
from workers.assets.pins import pinned

MANIFEST = "MANIFEST.json"
_PUBLIC, _JUDGE = "assets", "assets-judge"


def state_folder() -> Path:
    return Path(os.environ.get("EVERYDAY_STATE") or Path(__file__).resolve().parents[2] / "var")


def build(state: Path, asset: str) -> None:
    """Makes one data set, replacing an older one in a single rename. Raises AssetError, or KeyError for an unknown id."""
    built: Built = BUILDERS[asset]()
    if built.judge:
        _write(state / _JUDGE, asset, built.judge)
    _write(state / _PUBLIC, asset, built.public)


def is_built(state: Path, asset: str) -> bool:
    return (state / _PUBLIC / asset / MANIFEST).is_file()


def problems(state: Path, asset: str) -> list[str]:
    """What is wrong with a data set on disk: missing or changed files, or others than the course pins; empty when it is whole."""
    found, pins = [], pinned(asset)
    for root in (state / _PUBLIC / asset, state / _JUDGE / asset):
        manifest = root / MANIFEST
        if not manifest.is_file():
            if root.parent.name == _PUBLIC:
                found.append(f"{asset}: not built")
            continue
        for name, expected in json.loads(manifest.read_text())["sha256"].items():
            if not (root / name).is_file():
                found.append(f"{asset}: {name} is missing")
            elif _sha256((root / name).read_bytes()) != expected:
                found.append(f"{asset}: {name} has changed")
            elif expected != pins.get(name, expected):
                found.append(f"{asset}: {name} is not the file that datasets.yaml pins")
    return found


def size_bytes(state: Path, asset: str) -> int:
    roots = (state / _PUBLIC / asset, state / _JUDGE / asset)
    return sum(path.stat().st_size for root in roots if root.is_dir() for path in root.iterdir())


def _write(parent: Path, asset: str, files: Mapping[str, bytes]) -> None:
    parent.mkdir(parents=True, exist_ok=True)
    parent.chmod(0o755)
    fresh = Path(tempfile.mkdtemp(dir=parent, prefix=f".{asset}-"))
    try:
        for name, content in files.items():
            _write_file(fresh / name, content)
        manifest = {"sha256": {name: _sha256(content) for name, content in sorted(files.items())}}
        _write_file(fresh / MANIFEST, json.dumps(manifest, indent=1).encode())
        fresh.chmod(0o755)
        target = parent / asset
        if target.exists():
            shutil.rmtree(target)
        fresh.rename(target)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _write_file(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o644)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
