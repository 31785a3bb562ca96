"""The whole way, as people walk it: sign in, today, lesson, quiz, a wrong solution, the right one, live; then the mentor.

Everything is real: `manage.py up` with broker, recorder, tasks, evaluation in its sandbox, and a browser.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.functional.platform import ROOT, Platform, free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("platform")]

TASK = ROOT / "curriculum" / "weeks" / "05-neural-networks" / "tasks" / "two-layer-net"
VERDICT_MS = 120_000
COMMENT = "先减最大值，再取指数；想一想为什么不会改变结果。"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    running = Platform(state=tmp_path_factory.mktemp("whole-way"), port=free_port())
    running.start()
    yield running
    running.stop()


def _password(platform: Platform, role: str) -> str:
    found = re.search(rf"demo-{role}\s+\S+\s+(\S+)", platform.output)
    assert found, platform.output
    return found.group(1)


class Visitor:
    """A person at a browser window; `complaints` are the console's errors and warnings."""

    def __init__(self, browser: Browser, platform: Platform, role: str) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.complaints: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in {"error", "warning"} else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(f"{platform.url}/accounts/login/")
        self.page.fill("[name=login]", f"demo-{role}")
        self.page.fill("[name=password]", _password(platform, role))
        self.page.locator("main button[type=submit]").click()
        self.page.wait_for_url("**/today/")


def _submit(page: Page, solution: Path) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(solution.read_text())
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/runs/**")


def _verdict(page: Page, tone: str) -> None:
    expect(page.locator(f".run-banner[data-tone={tone}]")).to_be_visible(timeout=VERDICT_MS)


def test_the_whole_way(platform: Platform, chromium: Browser) -> None:
    learner = Visitor(chromium, platform, "learner")
    page = learner.page

    # Today leads to the lesson.
    page.locator(".card-accent .button-primary").click()
    expect(page).to_have_url(re.compile(r"/weeks/5/lessons/"))
    expect(page.locator(".prose .katex").first).to_be_visible()

    # A check question is answered in place, every option explained.
    item = page.locator("[data-quiz-item]:has(input[type=radio])").first
    anchor = item.get_attribute("id")
    item.locator("input[type=radio]").first.check()
    item.locator("button[type=submit]").click()
    expect(page.locator(f"#{anchor} [role=status]")).to_be_visible()
    expect(page.locator(f"#{anchor} li.choice").first).to_be_visible()
    page.locator("#lesson-progress [name=finish]").click()
    expect(page.locator("#lesson-progress .badge-success")).to_be_visible()

    # A wrong solution first: the failing test is named.
    page.goto(f"{platform.url}/tasks/w05/two-layer-net/")
    _submit(page, TASK / "wrong" / "no-max-shift" / "solution.py")
    _verdict(page, "danger")
    expect(page.locator("main")).to_contain_text("巨大的 logits")

    # Then the right one, watched live; a reload loses and doubles nothing.
    page.goto(f"{platform.url}/tasks/w05/two-layer-net/")
    _submit(page, TASK / "reference" / "solution.py")
    page.reload()
    _verdict(page, "success")
    run_url = page.url
    tests = page.locator("[data-test]") if page.locator("[data-test]").count() else page.locator(".test-row")
    names = tests.all_inner_texts()
    assert len(names) == len(set(names))
    expect(page.locator(".uplot, .chart, .js-plotly-plot").first).to_be_visible()

    # The attempts and what changed between them.
    page.goto(f"{platform.url}/tasks/w05/two-layer-net/attempts/")
    expect(page.locator("main a[href*='/submissions/']").first).to_be_visible()

    # The mentor finds it, comments and marks; the learner reads it.
    mentor = Visitor(chromium, platform, "mentor")
    mentor.page.goto(f"{platform.url}/reviews/")
    if mentor.page.locator("table.heatmap").count() == 0:
        mentor.page.locator("main a[href^='/reviews/']").first.click()
    expect(mentor.page.locator("table.heatmap")).to_be_visible()
    mentor.page.locator("#submissions a[href*='/reviews/submissions/']").first.click()
    expect(mentor.page.locator("[data-plotly] .js-plotly-plot, [data-plotly].js-plotly-plot").first).to_be_visible()
    mentor.page.locator("#comment-body").fill(COMMENT)
    mentor.page.locator("#comments button[type=submit]").click()
    expect(mentor.page.locator("#comments")).to_contain_text(COMMENT)
    mentor.page.locator("#mark input[type=radio]").first.check()
    mentor.page.locator("#mark button[type=submit]").click()
    expect(mentor.page.locator("#mark")).to_be_visible()

    page.goto(f"{platform.url}/today/")
    expect(page.locator("main")).to_contain_text(re.compile("导师|mentor|用 NumPy"))
    page.goto(run_url)
    expect(page.locator("main")).to_contain_text(COMMENT)

    assert not learner.complaints
    assert not mentor.complaints
