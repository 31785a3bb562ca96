"""The header and the page's own controls, by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Windows

pytestmark = pytest.mark.browser

FOCUSED = "() => document.activeElement.textContent.trim() || document.activeElement.getAttribute('aria-label') || ''"


def _tab(page: Page, times: int = 1) -> str:
    for _ in range(times):
        page.keyboard.press("Tab")
    text: str = page.evaluate(FOCUSED)
    return text


def test_the_header_can_be_walked_by_keyboard(site: Site, windows: Windows) -> None:
    page = windows.open(who="lin").page
    page.goto(site.url + "/plan/")
    assert _tab(page) == "Skip to content"
    box = page.locator(".skip-link").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert "日课" in _tab(page)
    assert [_tab(page) for _ in range(5)] == ["Today", "Plan", "中文", "Theme: as the system", "Lin"]
    assert page.evaluate("getComputedStyle(document.activeElement).boxShadow") != "none"


def test_the_skip_link_leads_to_the_content(site: Site, windows: Windows) -> None:
    page = windows.open().page
    page.goto(site.url + "/plan/")
    _tab(page)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_user_menu_opens_and_escape_closes_it(site: Site, windows: Windows) -> None:
    page = windows.open(who="lin").page
    page.goto(site.url + "/plan/")
    page.locator("details[data-menu] > summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Settings").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("details[data-menu]")).not_to_have_attribute("open", re.compile(".*"))
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_menu_of_a_phone_opens_and_closes(site: Site, windows: Windows) -> None:
    page = windows.open(who="lin", width=390).page
    page.goto(site.url + "/plan/")
    link = page.get_by_role("navigation", name="Main").get_by_role("link", name="Today")
    expect(link).to_be_hidden()
    button = page.get_by_role("button", name="Menu")
    button.click()
    expect(link).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    button.click()
    expect(link).to_be_hidden()


def test_the_theme_is_kept_and_set_before_the_first_paint(site: Site, windows: Windows) -> None:
    page = windows.open(theme="light").page
    page.goto(site.url + "/plan/")
    switch = page.locator("[data-theme-switch]")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    switch.click()
    switch.click()
    expect(switch).to_have_attribute("aria-label", "Theme: dark")
    assert page.evaluate(paper) != light
    page.reload(wait_until="domcontentloaded")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.locator("[data-theme-switch]").click()
    assert page.evaluate("document.documentElement.dataset.theme") is None


def test_the_language_switch_stays_on_the_page(site: Site, windows: Windows) -> None:
    page = windows.open(language="en").page
    page.goto(site.url + "/plan/")
    page.get_by_role("button", name="中文").click()
    page.wait_for_load_state()
    assert page.url == site.url + "/plan/"
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
