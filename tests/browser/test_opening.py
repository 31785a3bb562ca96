"""Opening a submission in a browser: a request is sent without leaving the page, and its answer appears as text. The events
are recorded and fanned out by the site's own code, as the recorder does it."""

import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Site, Windows, environment

pytestmark = pytest.mark.browser

# Answers, or ends, whatever is on its way for one asker.
_TELL = """
import sys
import django
django.setup()
from django.utils import timezone
from everyday.submissions import fanout
from everyday.submissions.models import Run, RunEvent

run = Run.objects.filter(demo_of__isnull=False, learner__username=sys.argv[1], state="queued").latest("queued_at")
Run.objects.filter(pk=run.pk).update(state="running", started_at=timezone.now())

def tell(seq, kind, data):
    Run.objects.filter(pk=run.pk).update(event_seq=seq)
    fanout.publish([RunEvent.objects.create(run=run, seq=seq, kind=kind, data=data, at=timezone.now())])

status = sys.argv[2]
tell(1, "claimed", {"worker_id": "w", "sandbox": "zygote", "isolation": "full", "device": "cpu"})
tell(2, "phase", {"name": "predict", "text": {"zh": "正在回答", "en": "Answering"}})
if status == "passed":
    tell(3, "answer", {"value": {"ok": True, "asked": run.config["request"], "label": "<img src=x onerror=alert(1)>"}})
message = {"zh": "程序停了", "en": "The program <b>stopped</b>"}
Run.objects.filter(pk=run.pk).update(state="finished", status=status, wall_s=0.31, message=message, ended_at=timezone.now())
tell(4, "verdict", {"status": status, "score": 0, "max_score": 0, "tests": [], "message": message, "wall_s": 0.31})
"""


def _tell(site: Site, who: str, status: str) -> None:
    assert (
        subprocess.run([sys.executable, "-c", _TELL, who, status], cwd=ROOT, env=environment(site.state), timeout=60).returncode
        == 0
    )


def _ask(page: Page, text: str) -> None:
    page.get_by_label("A sentence about a film").fill(text)
    page.keyboard.press("Control+Enter")


@pytest.mark.parametrize("who", ["lin", "mei"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_request_and_its_answer(site: Site, windows: Windows, who: str, width: int) -> None:
    window = windows.open(who=who, width=width)
    page = window.page
    page.goto(site.url + site.pages["opened"])
    _ask(page, f"<b>{width}</b> by {who}")
    first = page.locator("[data-demo-list] > li").first
    expect(first.locator("[data-demo-asked]")).to_have_text(f"<b>{width}</b> by {who}")
    expect(first.locator("[data-demo-state]")).to_contain_text("No worker is online")
    expect(page.get_by_label("A sentence about a film")).to_be_focused()
    _ask(page, "another one")
    expect(page.locator("[data-demo-error]")).to_contain_text("still on its way")
    _tell(site, who, "passed")
    expect(first.locator("[data-demo-answer]")).to_contain_text('"label": "<img src=x onerror=alert(1)>"')
    expect(first.locator("[data-demo-state]")).to_have_text("Answered in 0.3 s")
    expect(page.locator("[data-demo-spoken]")).to_contain_text("Answered")
    live = first.locator("[data-demo-answer]").inner_text()
    page.reload()
    again = page.locator("[data-demo-list] > li").first
    assert again.locator("[data-demo-answer]").inner_text() == live, "the server writes it as the script does"
    assert page.locator("[data-demo-list] img").count() == 0
    assert [text for text in window.complaints if "409" not in text] == []


def test_what_goes_wrong_is_shown_and_the_next_request_may_follow(site: Site, windows: Windows) -> None:
    window = windows.open(who="lin", theme="dark")
    page = window.page
    page.goto(site.url + site.pages["opened"])
    page.get_by_role("button", name="What a film").click()
    expect(page.get_by_label("A sentence about a film")).to_have_value("What a film")
    page.get_by_role("button", name="Send the request").click()
    first = page.locator("[data-demo-list] > li").first
    expect(first.locator("[data-demo-asked]")).to_have_text("What a film")
    _tell(site, "lin", "error")
    expect(first.locator("[data-demo-message]")).to_have_text("The program <b>stopped</b>")
    expect(first).to_have_attribute("data-tone", "danger")
    _ask(page, "to be cancelled")
    second = page.locator("[data-demo-list] > li").first
    expect(second.locator("[data-demo-asked]")).to_have_text("to be cancelled")
    second.get_by_role("button", name="Cancel").click()
    expect(second.locator("[data-demo-state]")).to_have_text("Cancelled")
    expect(second.get_by_role("button", name="Cancel")).to_be_hidden()
    assert window.complaints == []


def test_without_scripts_the_form_still_asks(site: Site, windows: Windows) -> None:
    window = windows.open(who="mei")
    page = window.page
    page.route("**/js/demo*.js", lambda route: route.abort())
    page.goto(site.url + site.pages["opened"])
    page.get_by_label("A sentence about a film").fill("by the form")
    page.get_by_role("button", name="Send the request").click()
    expect(page.locator("[data-demo-asked]").first).to_have_text("by the form")
    _tell(site, "mei", "passed")
    page.reload()
    expect(page.locator("[data-demo-answer]").first).to_contain_text("by the form")
