"""From Ctrl+Enter in a browser to the verdict on the page, through queue, sandbox, recorder and database."""

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from benchmarks.course import TASK, solution
from benchmarks.figures import Figure, median, p95
from benchmarks.platform import running
from benchmarks.yardstick import Yardstick
from tests.functional.platform import Platform

# The live title says the score; a run that was over before the page came has a settled banner instead.
_SHOWN = """() => document.querySelector(".run-banner[data-tone=success]")
    || /100/.test(document.querySelector("[data-run-title]")?.textContent ?? "")"""
_PATIENCE_MS = 120_000


def measure(runs: int) -> list[Figure]:
    return [*_with_zygote(runs), *_cold(max(3, runs // 2))]


def whole_task(runs: int) -> list[Figure]:
    """The same with the task as learners get it: all its tests and gates, several learner processes."""
    bare, verdicts = _measure("zygote", runs, whole=True)
    return [_figure("submit to verdict in the browser, the whole of w06/mini-torch", verdicts, bare)]


def _with_zygote(runs: int) -> list[Figure]:
    bare, verdicts = _measure("zygote", runs)
    return [
        _figure("submit to verdict in the browser, zygote, median", verdicts, bare, target=0.25),
        Figure(name="submit to verdict in the browser, zygote, p95", value=p95(verdicts) / bare.t, unit="T", target=0.5),
    ]


def _cold(runs: int) -> list[Figure]:
    bare, verdicts = _measure("cold", runs)
    return [_figure("submit to verdict in the browser, cold, median", verdicts, bare)]


def _figure(name: str, verdicts: list[float], bare: Yardstick, *, target: float | None = None) -> Figure:
    note = f"{median(verdicts):.2f} s (p95 {p95(verdicts):.2f} s, {len(verdicts)} runs), T = {bare.t:.2f} s"
    return Figure(name=name, value=median(verdicts) / bare.t, unit="T", target=target, note=note)


def _measure(sandbox: str, runs: int, *, whole: bool = False) -> tuple[Yardstick, list[float]]:
    bare, verdicts = Yardstick(), []
    with running(sandbox, whole=whole) as platform, _browser() as page:
        _sign_in(page, platform)
        for number in range(3):  # the first runs of a fresh platform warm its caches
            submit(page, platform, number)
        for number in range(runs):
            bare.measure()
            verdicts.append(submit(page, platform, 3 + number))
    return bare, verdicts


@contextmanager
def _browser() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser.new_page()
        finally:
            browser.close()


def _sign_in(page: Page, platform: Platform) -> None:
    password = re.search(r"demo-learner\s+\S+\s+(\S+)", platform.output)
    if password is None:
        raise RuntimeError("the platform did not tell the demo learner's password")
    page.goto(f"{platform.url}/accounts/login/")
    page.fill("[name=login]", "demo-learner")
    page.fill("[name=password]", password.group(1))
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/today/")


def submit(page: Page, platform: Platform, number: int) -> float:
    """Seconds from the keys to the verdict on the page. What is handed in differs each time."""
    page.goto(f"{platform.url}/tasks/{TASK}/")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(f"{solution()}\n# attempt {number}\n")
    begun = time.perf_counter()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/runs/**", wait_until="commit")
    page.wait_for_function(_SHOWN, timeout=_PATIENCE_MS)
    return time.perf_counter() - begun
