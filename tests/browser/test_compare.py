"""Choosing runs, laying them side by side, reading their curves; and an operator's way through a re-grade."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Windows

pytestmark = pytest.mark.browser

# What the plots of the page hold, for canvases cannot be read.
READOUT = """() => [...document.querySelectorAll(".curve")[0].querySelectorAll(".u-legend .u-series")]
    .map((row) => row.querySelector(".u-value").textContent)"""


def pointed_at(page: Page, share: float) -> list[str]:
    """The first chart's readout with the pointer over it, `share` of the way from left to right."""
    over = page.locator(".u-over").first
    over.scroll_into_view_if_needed()
    box = over.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
    found: list[str] = page.evaluate(READOUT)
    return found


def test_runs_are_chosen_by_keyboard_from_a_labs_history(windows: Windows, site: Site) -> None:
    window = windows.open(who="lin")
    page = window.page
    page.goto(site.url + site.pages["lab"])
    boxes = page.locator("input[name=runs]")
    for place in (0, 2):
        boxes.nth(place).focus()
        page.keyboard.press("Space")
        expect(boxes.nth(place)).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 runs side by side")
    expect(page.locator(".u-over")).to_have_count(2)
    assert window.complaints == []


def test_curves_of_all_runs_with_legend_and_readout(windows: Windows, site: Site) -> None:
    window = windows.open(who="lin")
    page = window.page
    page.goto(site.url + site.pages["compare"])
    expect(page.locator(".u-over")).to_have_count(2)
    labels = page.locator(".curve").first.locator(".u-legend .u-label").all_inner_texts()
    assert [label.split(" · ")[0] for label in labels] == ["step", "Run 1", "Run 2", "Run 3"]
    at_start, at_end = pointed_at(page, 0.02), pointed_at(page, 0.98)
    assert all(re.fullmatch(r"-?\d+(\.\d+)?", value) for value in at_start)
    assert int(at_start[0]) < 10 < 110 < int(at_end[0])
    assert at_start[1:] != at_end[1:]
    assert window.complaints == []


def test_only_what_differs(windows: Windows, site: Site) -> None:
    page = windows.open(who="lin").page
    page.goto(site.url + site.pages["compare"])
    version = page.get_by_role("row", name=re.compile("^Version"))
    expect(version).to_be_visible()
    page.get_by_label("Only settings that differ").check()
    expect(version).to_be_hidden()
    expect(page.get_by_role("row", name=re.compile("^Seed"))).to_be_visible()


def test_the_link_is_copied_and_a_mentor_can_open_it(windows: Windows, site: Site) -> None:
    window = windows.open(who="lin")
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window.page.goto(site.url + site.pages["compare"])
    window.page.get_by_role("button", name="Copy link").click()
    expect(window.page.get_by_role("button", name="Copied")).to_be_visible()
    link: str = window.page.evaluate("navigator.clipboard.readText()")
    assert link.strip() == site.url + site.pages["compare"]
    mentor = windows.open(who="mei").page
    mentor.goto(link.strip())
    expect(mentor.get_by_role("heading", level=1)).to_have_text("3 runs side by side")


def test_a_regrade_is_published_and_its_learner_told(windows: Windows, site: Site) -> None:
    window = windows.open(who="ada")
    page = window.page
    page.goto(site.url + site.pages["regrades"])
    page.locator("main table a").first.click()
    expect(page.get_by_role("cell", name="better")).to_be_visible()
    page.get_by_role("button", name="Publish better results").click()
    expect(page.get_by_text("1 result was raised.")).to_be_visible()
    page.get_by_text("Lower results too").click()
    lower = page.get_by_role("button", name="Publish all results")
    lower.click()
    expect(page.get_by_label("Also publish worse results")).not_to_be_checked()
    assert "publish" not in page.url, "the browser itself asks for the reason"
    assert window.complaints == []
    learner = windows.open(who="bo").page
    learner.goto(site.url + "/today/")
    learner.get_by_role("region", name="Judged again").get_by_role("link").click()
    expect(learner.get_by_text("its result was raised")).to_be_visible()
