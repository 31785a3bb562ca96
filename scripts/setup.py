"""`make setup`: everything a fresh machine needs, in .venv/ and the state folder. Standard library only; safe to repeat.

python3 scripts/setup.py [--dev]
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)


def main() -> int:
    parser = argparse.ArgumentParser(description="Set up Everyday in .venv/.")
    parser.add_argument("--dev", action="store_true", help="also what tests and linters need")
    dev = parser.parse_args().dev
    if sys.version_info < OLDEST_PYTHON:
        print("Everyday needs Python 3.11 or newer; run make with PYTHON=python3.11", file=sys.stderr)
        return 1
    _install_packages(ROOT / ("requirements/dev.txt" if dev else "requirements.txt"), stamp="dev" if dev else "run")
    _offer_bubblewrap()
    return subprocess.call([str(PYTHON), "-m", "workers", "assets", "build", "--missing", "--small"], cwd=ROOT)


def _install_packages(requirements: Path, *, stamp: str) -> None:
    wanted = _digest()
    stamp_file = VENV / f".installed-{stamp}"
    # What development installs is a superset of what running needs.
    accepted = [stamp_file, VENV / ".installed-dev"]
    if any(file.is_file() and file.read_text() == wanted for file in accepted):
        return
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    print("Installing packages into .venv/ (the first time takes some minutes) …", flush=True)
    begun = time.monotonic()
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    subprocess.run([*pip, "-r", str(requirements)], check=True)
    stamp_file.write_text(wanted)
    print(f"Packages are in place ({time.monotonic() - begun:.0f} s).", flush=True)


def _digest() -> str:
    files = [ROOT / "requirements.txt", *sorted((ROOT / "requirements").glob("*.txt"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files) + sys.version.encode()).hexdigest()


def _offer_bubblewrap() -> None:
    """The distribution's bubblewrap is kept up to date by the system; a wheel's copy stands in where there is none."""
    if shutil.which("bwrap") or sys.platform != "linux":
        return
    command = _system_install("bubblewrap")
    if command and os.geteuid() == 0:
        print("Installing bubblewrap …", flush=True)
        done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
        if done.returncode == 0:
            return
    hint = " ".join(["sudo", *command]) if command else "your system's package manager"
    print(f"bubblewrap is not installed; a packaged copy is used. For the system's own: {hint}", flush=True)


def _system_install(package: str) -> list[str]:
    for manager, arguments in {"apt-get": ["install", "-y"], "dnf": ["install", "-y"], "pacman": ["-S", "--noconfirm"]}.items():
        if shutil.which(manager):
            return [manager, *arguments, package]
    return []


if __name__ == "__main__":
    sys.exit(main())
