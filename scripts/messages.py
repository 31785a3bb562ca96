"""`make messages`: collect the interface's texts and compile the translations. Needs GNU gettext.

python scripts/messages.py [--check]     with --check: exit 1 when a text is missing, untranslated or fuzzy
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "platform" / "everyday" / "locale"
CATALOGUE = LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po"
SKIPPED = [".venv", "var", "frontend", "tests", "curriculum", "workers", "docs", "scripts", "node_modules"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    if not shutil.which("msgfmt"):
        print("GNU gettext is not installed: apt-get install gettext", file=sys.stderr)
        return 1
    return _check() if check else _write()


def _write() -> int:
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    _collect()
    _compile()
    return 0


def _collect() -> None:
    argv = [
        sys.executable,
        "manage.py",
        "makemessages",
        "--locale",
        "zh_Hans",
        "--no-wrap",
        "--no-obsolete",
        "--add-location",
        "file",
    ]
    for name in SKIPPED:
        argv += ["--ignore", f"{name}/*"]
    environment = {**os.environ, "EVERYDAY_DEBUG": "true"}
    subprocess.run(argv, cwd=ROOT, check=True, env=environment, stdout=subprocess.DEVNULL)
    # The time of collecting says nothing about the texts, and would make every collection a change.
    kept = [line for line in CATALOGUE.read_text(encoding="utf-8").splitlines(True) if not line.startswith('"POT-Creation-Date:')]
    CATALOGUE.write_text("".join(kept), encoding="utf-8")


def _compile() -> None:
    subprocess.run(["msgfmt", "--check-format", "-o", str(CATALOGUE.with_suffix(".mo")), str(CATALOGUE)], check=True)


def _check() -> int:
    """Collects into the tree, compares with what was there, and puts that back."""
    before = CATALOGUE.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        try:
            _collect()
            collected = CATALOGUE.read_bytes()
        finally:
            CATALOGUE.write_bytes(before)
        fresh = Path(folder) / "fresh.po"
        fresh.write_bytes(collected)
        lacking = [
            *_entries(fresh, "--untranslated", "without a translation"),
            *_entries(fresh, "--only-fuzzy", "fuzzy"),
        ]
    print("\n".join(lacking) or "every text is translated")
    return 1 if lacking else 0


def _entries(catalogue: Path, selector: str, what: str) -> list[str]:
    found = subprocess.run(["msgattrib", selector, "--no-obsolete", str(catalogue)], capture_output=True, text=True, check=True)
    return [f"{what}: {line}" for line in found.stdout.splitlines() if line.startswith("msgid ") and line != 'msgid ""']


if __name__ == "__main__":
    sys.exit(main())
