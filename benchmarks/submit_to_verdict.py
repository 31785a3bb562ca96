"""From Ctrl+Enter in a browser to the verdict on the page, through queue, sandbox, recorder and database.

    python -m benchmarks.submit_to_verdict [--runs 10]

The task is w06/mini-torch with its reference solution: eleven tests, autograd, five SGD steps. T is a bare
`import torch`, measured in between, so that the machine's mood touches both.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.functional.platform import ROOT, Platform, free_port

TASK = "w06/mini-torch"
SOLUTION = ROOT / "curriculum/weeks/06-pytorch/tasks/mini-torch/reference/solution.py"
PASSED = ".run-banner[data-tone=success]"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    print(f"{'sandbox':<8} {'T median':>9} {'verdict median':>15} {'p95':>7} {'median / T':>11} {'p95 / T':>8}")
    for sandbox in ("zygote", "cold"):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            _report(sandbox, *_measure(sandbox, Path(folder), runs))
    return 0


def _measure(sandbox: str, folder: Path, runs: int) -> tuple[list[float], list[float]]:
    """(seconds of bare imports, seconds from submit to verdict)."""
    platform = Platform(state=folder, port=free_port(), extra_environment={"EVERYDAY_SANDBOX": sandbox})
    platform.start()
    try:
        with sync_playwright() as playwright:
            path = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page()
            _sign_in(page, platform)
            _submit(page, platform, 0)  # the first run of a fresh platform warms caches
            bare, verdicts = [], []
            for number in range(1, runs + 1):
                bare.append(_bare_import())
                verdicts.append(_submit(page, platform, number))
            browser.close()
    finally:
        platform.stop()
    return bare, verdicts


def _sign_in(page: Page, platform: Platform) -> None:
    password = re.search(r"demo-learner\s+\S+\s+(\S+)", platform.output)
    assert password
    page.goto(f"{platform.url}/accounts/login/")
    page.fill("[name=login]", "demo-learner")
    page.fill("[name=password]", password.group(1))
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/today/")


def _submit(page: Page, platform: Platform, number: int) -> float:
    page.goto(f"{platform.url}/tasks/{TASK}/")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(f"{SOLUTION.read_text()}\n# attempt {number}\n")
    begun = time.perf_counter()
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(PASSED, timeout=120_000)
    return time.perf_counter() - begun


def _bare_import() -> float:
    environment = {"PATH": os.environ["PATH"], "OMP_NUM_THREADS": "1"}
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import torch"], env=environment, check=True)
    return time.perf_counter() - begun


def _report(sandbox: str, bare: list[float], verdicts: list[float]) -> None:
    t, middle = statistics.median(bare), statistics.median(verdicts)
    worst = sorted(verdicts)[max(0, round(0.95 * len(verdicts)) - 1)]
    print(f"{sandbox:<8} {t:8.2f}s {middle:14.2f}s {worst:6.2f}s {middle / t:11.2f} {worst / t:8.2f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
