"""The front end without a browser: colours, names that must fit together, and the vendored files."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from itertools import product
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import override_settings

from everyday.lib import assets
from everyday.lib.icons import UnknownIconError, icon_shapes

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted(path for path in (STATIC / "css").rglob("*.css"))
MODULES = sorted((STATIC / "js").glob("*.js"))
AA = 4.5


# ---- colours
def _blocks(text: str) -> dict[str, dict[str, str]]:
    """{selector: {token: value}} of the colour blocks of tokens.css."""
    found = re.findall(r"(:root[^\s{]*)\s*\{([^}]*?--paper:[^}]*)\}", text)
    return {selector: dict(re.findall(r"--([\w-]+):\s*([^;]+);", body)) for selector, body in found}


@pytest.fixture(scope="module")
def themes() -> dict[str, dict[str, str]]:
    blocks = _blocks((STATIC / "css" / "tokens.css").read_text())
    return {"light": blocks[":root"], "dark": blocks[':root[data-theme="dark"]']}


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted([_luminance(one), _luminance(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_two_dark_blocks_are_equal() -> None:
    blocks = _blocks((STATIC / "css" / "tokens.css").read_text())
    assert blocks[':root:not([data-theme="light"])'] == blocks[':root[data-theme="dark"]']
    assert set(blocks[":root"]) == set(blocks[':root[data-theme="dark"]'])


PAIRS = [
    *product(["ink", "ink-soft", "ink-faint", "accent", "accent-strong"], ["paper", "surface", "sunken"]),
    *((tone, f"{tone}-soft") for tone in ("success", "warning", "danger", "info", "accent")),
    *product(["ink", "ink-soft"], [f"{tone}-soft" for tone in ("success", "warning", "danger", "info", "accent")]),
    *product(["success", "warning", "danger", "info"], ["paper", "surface", "sunken"]),
    *product([f"code-{kind}" for kind in ("ink", "comment", "keyword", "string", "number", "name")], ["sunken", "surface"]),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("paper", "ink"),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_aa_contrast(theme: str, themes: dict[str, dict[str, str]]) -> None:
    colours = themes[theme]
    poor = {pair: round(ratio, 2) for pair in PAIRS if (ratio := contrast(colours[pair[0]], colours[pair[1]])) < AA}
    assert not poor


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_controls_and_curves_can_be_seen(theme: str, themes: dict[str, dict[str, str]]) -> None:
    colours = themes[theme]
    names = ["line-strong", *(f"series-{n}" for n in range(1, 7))]
    poor = {name: round(ratio, 2) for name in names if (ratio := contrast(colours[name], colours["surface"])) < 3}
    assert not poor


def test_sheets_use_only_tokens_that_exist() -> None:
    known = {name for sheet in SHEETS for name in re.findall(r"(--[\w-]+):", sheet.read_text())}
    used = {name for sheet in SHEETS for name in re.findall(r"var\((--[\w-]+)", sheet.read_text())}
    assert used <= known


def test_every_sheet_says_its_layer() -> None:
    without = [sheet.name for sheet in SHEETS if "@layer" not in sheet.read_text() and sheet.name != "print.css"]
    assert not without


# ---- names that must fit together
def test_every_icon_is_packed_and_every_packed_one_used() -> None:
    text = "\n".join(path.read_text() for path in [*TEMPLATES, *(ROOT / "platform").rglob("*.py")])
    named = set(re.findall(r'(?:{% icon |icon_name=|icon_svg\()"([\w-]+)"', text))
    assert named - set(icon_shapes()) == set(), "add the names to frontend/src/icons.json and build"
    assert set(icon_shapes()) - named == set(), "take the names out of frontend/src/icons.json and build"


def test_an_unknown_icon_is_refused_by_name() -> None:
    with pytest.raises(UnknownIconError, match="no-such-icon"):
        Template('{% icon "no-such-icon" %}').render(Context())


def test_an_icon_is_hidden_unless_it_is_named() -> None:
    assert 'aria-hidden="true"' in Template('{% icon "check" %}').render(Context())
    named = Template('{% icon "check" label=name %}').render(Context({"name": 'a "quote"'}))
    assert 'role="img" aria-label="a &quot;quote&quot;"' in named


def test_files_named_in_templates_exist() -> None:
    named = {name for path in TEMPLATES for name in re.findall(r'{% static "([^"]+)"', path.read_text())}
    named |= {name for path in TEMPLATES for name in re.findall(r"{% get_static_prefix %}([\w./-]+)", path.read_text())}
    named |= {f"css/{name}.css" for name in (*assets.STYLESHEETS, assets.PRINT_STYLESHEET)} | set(assets.MODULES.values())
    assert {name for name in named if not (STATIC / name).is_file()} == set()


def test_modules_import_each_other_through_the_import_map() -> None:
    pattern = re.compile(r'(?:from|import\(?|resolve\()\s*"([^"]+)"')
    imported = {name for path in MODULES for name in pattern.findall(path.read_text())}
    assert imported == {f"everyday/{name}" for name in assets.MODULES}


def test_modules_bring_no_words_of_their_own() -> None:
    """Words come from templates, where they are translated: no Chinese, and no text put into an element."""
    offenders = [path.name for path in MODULES if re.search(r"[\u4e00-\u9fff]|textContent = [\"'][A-Za-z]{2}", path.read_text())]
    assert not offenders


@pytest.mark.parametrize("forbidden", [r"\son[a-z]+=\"", r"\sstyle=", r"javascript:", r"hx-on"])
def test_templates_carry_no_inline_code_or_style(forbidden: str) -> None:
    """The content security policy refuses it: use a class, or a module of static/js."""
    assert [path.name for path in TEMPLATES if re.search(forbidden, path.read_text())] == []


def test_inline_scripts_carry_the_nonce() -> None:
    tags = [(path.name, tag) for path in TEMPLATES for tag in re.findall(r"<(?:script|style)\b[^>]*>", path.read_text())]
    assert [pair for pair in tags if "nonce=" not in pair[1] and "src=" not in pair[1]] == []


def test_import_map_and_links_follow_the_storage() -> None:
    with override_settings(STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}):
        links, imports = assets.stylesheet_links(), assets.import_map("n0nce")
    assert links.index("reset.css") < links.index("tokens.css") < links.index("utilities.css")
    assert 'nonce="n0nce"' in imports
    assert json.loads(imports.partition(">")[2].removesuffix("</script>"))["imports"]["everyday/theme"].endswith("js/theme.js")


# ---- vendored files
def _versions() -> list[dict[str, object]]:
    listed: list[dict[str, object]] = json.loads((STATIC / "vendor" / "VERSIONS.json").read_text())["files"]
    return listed


def test_vendored_files_are_what_versions_json_says() -> None:
    for entry in _versions():
        data = (ROOT / str(entry["file"])).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry["sha256"], entry["file"]
        assert entry["packages"], entry["file"]


def test_every_package_is_pinned_and_has_a_licence() -> None:
    pinned = json.loads((ROOT / "frontend" / "package.json").read_text())["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in pinned.values())
    for entry in _versions():
        for package in entry["packages"]:  # type: ignore[attr-defined]
            assert pinned[package["name"]] == package["version"]
            assert package["licence"]


def test_the_lock_file_names_no_registry() -> None:
    lock = (ROOT / "frontend" / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "://" not in lock
    assert '"integrity"' in lock


def _npm() -> str:
    npm = shutil.which("npm")
    if npm is None:
        if os.environ.get("CI") == "true":
            pytest.fail("npm is missing: install Node.js 20 or later")
        pytest.skip("npm is missing: install Node.js 20 or later to rebuild the vendored files")
    return npm


@pytest.mark.slow
def test_a_rebuild_gives_the_committed_files(tmp_path: Path) -> None:
    """From the lock file alone, in a folder of its own, so that a developer's node_modules plays no part."""
    npm = _npm()
    work = tmp_path / "frontend"
    shutil.copytree(ROOT / "frontend", work, ignore=shutil.ignore_patterns("node_modules"))
    subprocess.run([npm, "ci", "--ignore-scripts"], cwd=work, check=True, timeout=300, capture_output=True)
    subprocess.run([npm, "run", "build"], cwd=work, check=True, timeout=120, capture_output=True)
    for name in [*(str(entry["file"]) for entry in _versions()), "static/vendor/VERSIONS.json"]:
        assert (tmp_path / name).read_bytes() == (ROOT / name).read_bytes(), f"{name}: npm --prefix frontend run build"
