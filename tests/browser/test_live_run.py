"""The page of a run while it goes on, with and without server-sent events. The events are recorded and fanned out by
the site's own code, as the recorder does it."""

import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Site, Windows, environment

pytestmark = pytest.mark.browser

# Ten steps; then the verdict.
_TELL = """
import sys, time
import django
django.setup()
from django.utils import timezone
from everyday.submissions import fanout
from everyday.submissions.models import Run, RunEvent, TestResult

run = Run.objects.get(pk=sys.argv[1])
Run.objects.filter(pk=run.pk).update(state="running", status="", event_seq=0, started_at=timezone.now())
RunEvent.objects.filter(run=run).delete()
seq = 0

def tell(kind, data):
    global seq
    seq += 1
    Run.objects.filter(pk=run.pk).update(event_seq=seq)
    fanout.publish([RunEvent.objects.create(run=run, seq=seq, kind=kind, data=data, at=timezone.now())])

tell("claimed", {"worker_id": "w", "sandbox": "zygote", "isolation": "full", "device": "cpu"})
tell("phase", {"name": "train", "text": {"zh": "训练", "en": "Training"}})
for step in range(10):
    tell("metric", {"step": step, "values": {"train_loss": 1 / (step + 1)}, "source": "learner"})
    tell("log", {"stream": "stdout", "text": f"step {step}\\n"})
    time.sleep(0.1)
first = run.submission.task.tests[0]
outcome = {"public": first["public"], "status": "passed", "points": first["points"], "max_points": first["points"], "message": {}}
tell("test", {"id": first["id"], **outcome})
TestResult.objects.create(run=run, test_id=first["id"], position=1, **outcome)
Run.objects.filter(pk=run.pk).update(state="finished", status="failed", score=10, max_score=100, ended_at=timezone.now())
verdict = {"task": "t", "status": "failed", "score": 10, "max_score": 100, "tests": [], "message": {}}
tell("verdict", verdict)
"""
_QUEUE = """
import sys
import django
django.setup()
from everyday.submissions import broker
from everyday.submissions.models import Run, RunEvent, TestResult

run = Run.objects.get(pk=sys.argv[1])
broker.client().delete(f"run:{run.pk}")
RunEvent.objects.filter(run=run).delete()
TestResult.objects.filter(run=run).delete()
Run.objects.filter(pk=run.pk).update(state="queued", status="", score=None, event_seq=0, started_at=None, ended_at=None)
"""


def _script(site: Site, code: str) -> subprocess.Popen[bytes]:
    run_id = site.pages["queued run"].strip("/").split("/")[-1]
    return subprocess.Popen([sys.executable, "-c", code, run_id], cwd=ROOT, env=environment(site.state))


@pytest.fixture
def waiting(site: Site, windows: Windows) -> tuple[Page, list[str]]:
    """A page that shows the queued run, and the console's complaints."""
    assert _script(site, _QUEUE).wait(60) == 0
    window = windows.open(who="lin")
    return window.page, window.complaints


def _follow(site: Site, page: Page) -> None:
    page.goto(site.url + site.pages["queued run"])
    expect(page.locator("[data-run-title]")).to_have_text("Waiting for its turn")
    expect(page.locator("[data-run-queue]")).not_to_be_empty()
    telling = _script(site, _TELL)
    expect(page.locator(".curve canvas").first).to_be_visible(timeout=30_000)
    expect(page.locator("[data-run]")).to_have_attribute("data-status", "failed", timeout=30_000)
    assert telling.wait(60) == 0
    # The server's own words, put in place after the verdict.
    expect(page.locator(".run-score")).to_contain_text("10")
    expect(page.locator("[data-run-spoken]")).to_contain_text("Failed")


def _lines(page: Page) -> list[str]:
    return page.locator("[data-run-log]").inner_text().split("\n")


def test_a_run_is_followed_to_its_verdict(site: Site, waiting: tuple[Page, list[str]]) -> None:
    page, complaints = waiting
    _follow(site, page)
    assert [line for line in _lines(page) if line] == [f"step {step}" for step in range(10)]
    expect(page.locator('[data-test-id][data-status="passed"]')).to_have_count(1)
    assert complaints == []


def test_polling_takes_over_where_events_do_not_come_through(site: Site, waiting: tuple[Page, list[str]]) -> None:
    page, _ = waiting
    page.route("**/events/*", lambda route: route.abort())
    _follow(site, page)
    assert [line for line in _lines(page) if line] == [f"step {step}" for step in range(10)]


def test_the_numbers_of_a_curve_can_be_read(site: Site, windows: Windows) -> None:
    page = windows.open(who="lin").page
    page.goto(site.url + site.pages["failed run"])
    page.locator(".curve .data-table > summary").first.click()
    expect(page.locator(".curve .data-table tbody tr")).to_have_count(30)


def test_cancelling_asks_first(site: Site, waiting: tuple[Page, list[str]]) -> None:
    page, _ = waiting
    page.goto(site.url + site.pages["queued run"])
    page.get_by_role("button", name="Cancel the run").click()
    dialog = page.locator("#confirm-dialog")
    expect(dialog).to_contain_text("Cancel this run?")
    dialog.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.locator("[data-run-title]")).to_have_text("Waiting for its turn")
    page.get_by_role("button", name="Cancel the run").click()
    dialog.get_by_role("button", name="Cancel the run").click()
    expect(page.locator("[data-run-title]")).to_have_text("Cancelled")
