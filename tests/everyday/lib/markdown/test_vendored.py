"""The vendored KaTeX is what its VERSION.md says, and both halves are of the same version."""

import hashlib
import re
from pathlib import Path

import everyday.lib.markdown

ROOT = Path(__file__).parents[4]
SERVER = Path(everyday.lib.markdown.__file__).parent / "katex"
BROWSER = ROOT / "static" / "vendor" / "katex"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_script_is_the_recorded_one() -> None:
    assert _digest(SERVER / "katex.min.js") in (SERVER / "VERSION.md").read_text(encoding="utf-8")


def test_the_style_sheet_is_the_recorded_one_and_its_fonts_are_there() -> None:
    css = BROWSER / "katex.min.css"
    assert _digest(css) in (BROWSER / "VERSION.md").read_text(encoding="utf-8")
    fonts = set(re.findall(r"url\(([^)]+)\)", css.read_text(encoding="utf-8")))
    assert len(fonts) == 20
    assert all((BROWSER / font).is_file() for font in fonts)


def test_server_and_browser_have_the_same_version() -> None:
    first = (SERVER / "VERSION.md").read_text(encoding="utf-8").splitlines()[0]
    assert first == (BROWSER / "VERSION.md").read_text(encoding="utf-8").splitlines()[0]
