"""How long it takes until fifty runs of two thousand points each lie side by side in a browser.

    python -m benchmarks.compare_runs [--runs 50] [--points 2000]

From the click to the last chart painted, on a real server: cold, when no run's curves were asked for before, and warm.
The page's own processor time, which a busy machine does not blow up, stands beside it.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import ROOT, Site, Windows, environment, running_site

WARM_TIMES = 5
# What is seeded: curves as a worker reports them, one event a step. Prints the address of the comparison.
FILL = """
import math, sys
import django
django.setup()
from django.urls import reverse
from django.utils import timezone
from everyday.accounts.models import User
from everyday.catalog.models import Lab
from everyday.submissions.models import Run, RunEvent

runs, points = int(sys.argv[1]), int(sys.argv[2])
learner = User.objects.get(username="lin")
lab = Lab.objects.filter(is_ready=True).select_related("week").first()
config = {param["name"]: param["default"] for param in lab.spec["params"]}
made = [
    Run(learner=learner, lab=lab, config=config, seed=n, state="finished", status="passed", metrics={"loss": 0.1},
        content_digest=lab.digest, content_version=lab.version, event_seq=points)
    for n in range(runs)
]
Run.objects.bulk_create(made)
now = timezone.now()
for n, run in enumerate(made):
    RunEvent.objects.bulk_create(
        RunEvent(run=run, seq=step + 1, kind="metric", at=now, data={
            "step": step, "source": "judge",
            "values": {"loss": 2.3 * math.exp(-step * (n + 10) / points / 10) + 0.05 * math.sin(step * (n + 1) / 30)},
        })
        for step in range(points)
    )
address = reverse("submissions:lab-compare", args=[lab.week.code, lab.slug])
print(f"{address}?runs={','.join(str(run.pk) for run in made)}")
"""
# Two frames after the last chart has its canvas, everything is on the screen.
PAINTED = """() => new Promise((done) => {
  const look = () => {
    const boxes = document.querySelectorAll("[data-chart]");
    if (boxes.length && [...boxes].every((box) => box.querySelector(".u-over"))) {
      requestAnimationFrame(() => requestAnimationFrame(() => {
        const [visit] = performance.getEntriesByType("navigation");
        done({ painted: performance.now(), answered: visit.responseEnd, bytes: visit.encodedBodySize });
      }));
    } else requestAnimationFrame(look);
  };
  look();
})"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--points", type=int, default=2_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        with running_site(Path(folder)) as site:
            address = _filled(site, options.runs, options.points)
            visits = [_visit(browser, site, address) for _ in range(1 + WARM_TIMES)]
        browser.close()
    print(f"{options.runs} runs of {options.points} points")
    print(f"{'':<6} {'answered ms':>12} {'painted ms':>11} {'page CPU ms':>12} {'KiB':>6}")
    _report("cold", visits[:1])
    _report("warm", visits[1:])
    return 0


def _filled(site: Site, runs: int, points: int) -> str:
    argv = [sys.executable, "-c", FILL, str(runs), str(points)]
    done = subprocess.run(argv, cwd=ROOT, env=environment(site.state), check=True, stdout=subprocess.PIPE, text=True, timeout=300)
    return done.stdout.strip().splitlines()[-1]


def _visit(browser: Browser, site: Site, address: str) -> dict[str, float]:
    windows = Windows(browser, site)
    page = windows.open(who="lin").page
    page.goto(f"{site.url}/today/")  # scripts and style sheets are in the browser's cache, as on any second page
    measuring = page.context.new_cdp_session(page)
    measuring.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(site.url + address, wait_until="commit")
    seen: dict[str, float] = page.evaluate(PAINTED)
    metrics = {metric["name"]: metric["value"] for metric in measuring.send("Performance.getMetrics")["metrics"]}
    seen["cpu"] = 1000 * metrics["TaskDuration"]
    windows.close()
    return seen


def _report(name: str, visits: list[dict[str, float]]) -> None:
    keys = ("answered", "painted", "cpu", "bytes")
    answered, painted, cpu, size = (statistics.median(visit[key] for visit in visits) for key in keys)
    each = json.dumps([round(visit["painted"]) for visit in visits])
    print(f"{name:<6} {answered:>12.0f} {painted:>11.0f} {cpu:>12.0f} {size / 1024:>6.0f}", each)


if __name__ == "__main__":
    sys.exit(main())
