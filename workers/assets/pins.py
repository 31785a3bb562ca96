"""The hashes that curriculum/datasets.yaml pins: what everybody's copy of a data set must be, byte for byte."""

import os
from collections.abc import Mapping
from pathlib import Path

from workers.content import CURRICULUM, read_yaml


def pinned(asset: str) -> Mapping[str, str]:
    """sha256 by file name, of the files that a pin is known for; empty for a data set that the course does not list."""
    path = Path(os.environ.get("EVERYDAY_CURRICULUM") or CURRICULUM) / "datasets.yaml"
    entry = read_yaml(path).get(asset, {}) if path.is_file() else {}
    files = [*entry.get("files", []), *entry.get("judge_files", [])]
    return {file["path"]: file["sha256"] for file in files if file.get("sha256")}
