"""From Ctrl+Enter in a browser to the verdict on the page, through queue, sandbox, recorder and database.

    python -m benchmarks.submit_to_verdict [--runs 10] [--whole]

The task is w06/mini-torch cut down to one test, a forward pass of a two-by-two layer; with --whole it is the task as
learners get it. T is a bare `import torch`, measured in between, so that the machine's mood touches both.
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
from ruamel.yaml import YAML

from tests.functional.platform import ROOT, Platform, free_port

TASK = "w06/mini-torch"
SOLUTION = ROOT / "curriculum/weeks/06-pytorch/tasks/mini-torch/reference/solution.py"
# The live title says the score; a run that was over before the page came has a settled banner instead.
SHOWN = """() => document.querySelector(".run-banner[data-tone=success]")
    || /100/.test(document.querySelector("[data-run-title]")?.textContent ?? "")"""
ONE_TEST = "linear_by_hand"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--whole", action="store_true", help="the whole task, not one test of it")
    options = parser.parse_args()
    runs = options.runs
    print(f"{'sandbox':<8} {'T median':>9} {'verdict median':>15} {'p95':>7} {'median / T':>11} {'p95 / T':>8}")
    for sandbox in ("zygote", "cold"):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            _report(sandbox, *_measure(sandbox, Path(folder), runs, whole=options.whole))
    return 0


def _measure(sandbox: str, folder: Path, runs: int, *, whole: bool) -> tuple[list[float], list[float]]:
    """(seconds of bare imports, seconds from submit to verdict)."""
    environment = {"EVERYDAY_SANDBOX": sandbox}
    if not whole:
        environment["EVERYDAY_CURRICULUM"] = str(_trivial_course(folder / "curriculum"))
    platform = Platform(state=folder / "state", port=free_port(), extra_environment=environment)
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


def _trivial_course(folder: Path) -> Path:
    """The course with one test left in the task: a judge, a learner, one call."""
    shutil.copytree(ROOT / "curriculum", folder)
    task = folder / SOLUTION.parents[1].relative_to(ROOT / "curriculum")
    for name in ("alt", "wrong"):
        shutil.rmtree(task / name)
    yaml = YAML()
    content = yaml.load(task / "task.yaml")
    content["tests"] = [test for test in content["tests"] if test["id"] == ONE_TEST]
    content["tests"][0]["points"] = content["points"]
    yaml.dump(content, task / "task.yaml")
    judge = (task / "judge.py").read_text()
    first, *checks = re.split(r"(?m)^(?=@check)", judge)
    (task / "judge.py").write_text(first + next(check for check in checks if check.startswith(f'@check("{ONE_TEST}")')))
    return folder


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
    page.wait_for_url("**/runs/**", wait_until="commit")
    page.wait_for_function(SHOWN, timeout=120_000)
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
