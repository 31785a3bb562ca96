"""Interactive figures: drawn when they come near, worked by keyboard, still in place after a change of theme."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Windows

pytestmark = pytest.mark.browser


@pytest.fixture
def page(site: Site, windows: Windows) -> Page:
    if "figure" not in site.pages:
        pytest.skip("the curriculum has no lesson with a slider in a figure")
    window = windows.open()
    window.page.goto(site.url + site.pages["figure"])
    window.page.locator("[data-figure-url]").first.scroll_into_view_if_needed()
    expect(window.page.locator("[data-figure-url][data-drawn]").first).to_be_visible()
    assert window.complaints == []
    return window.page


def test_the_still_picture_gives_way(page: Page) -> None:
    expect(page.locator("[data-drawn] .figure-fallback").first).to_be_hidden()
    expect(page.locator("[data-drawn] .figure-plot svg").first).to_be_visible()
    assert page.locator("[data-drawn] .figure-plot").first.get_attribute("aria-label")


def test_a_slider_is_worked_by_keyboard(page: Page) -> None:
    slider, value = page.locator(".figure-slider input").first, page.locator(".figure-slider output").first
    before = value.inner_text()
    slider.focus()
    page.keyboard.press("ArrowRight")
    after = value.inner_text()
    assert after != before
    assert slider.get_attribute("aria-valuetext") == after


def test_a_change_of_theme_keeps_the_place(page: Page) -> None:
    data = "() => JSON.stringify(document.querySelector('.figure-plot').data)"
    slider = page.locator(".figure-slider input").first
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_timeout(300)
    moved = page.evaluate(data)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"({data})() === {moved!r}")
    ink = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()")
    assert page.evaluate("document.querySelector('.figure-plot')._fullLayout.font.color") == ink


def test_without_the_library_the_still_picture_stays(site: Site, windows: Windows) -> None:
    page = windows.open().page
    page.route("**/plotly-cartesian*", lambda route: route.abort())
    page.goto(site.url + site.pages["figure"])
    picture = page.locator(".figure-fallback").first
    picture.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    expect(picture).to_be_visible()
    expect(page.locator(".figure-plot")).to_have_count(0)
