"""The other graders' own virtual environment, $EVERYDAY_STATE/bench-venv: made when it is missing or the pins have changed."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements" / "bench.txt"


def python() -> Path:
    """Its interpreter, with everything in requirements/bench.txt."""
    folder = Path(os.environ.get("EVERYDAY_STATE") or ROOT / "var").resolve() / "bench-venv"
    interpreter, stamp = folder / "bin" / "python", folder / ".installed"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return interpreter
    print(f"Installing the graders to compare with into {folder} (some minutes) …", flush=True)
    begun = time.monotonic()
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    subprocess.run([*pip, "-r", str(REQUIREMENTS)], check=True)
    stamp.write_text(wanted)
    print(f"They are in place ({time.monotonic() - begun:.0f} s).", flush=True)
    return interpreter


def versions() -> dict[str, str]:
    """{package: version} as pinned."""
    lines = (line.strip() for line in REQUIREMENTS.read_text().splitlines())
    return dict(line.split("==") for line in lines if "==" in line)
