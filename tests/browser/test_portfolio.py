"""A portfolio is put together by keyboard and shared; a certificate is one sheet of paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Windows

pytestmark = pytest.mark.browser

TITLES = "() => [...document.querySelectorAll('.folio-rows .card-title')].map((title) => title.textContent.trim())"


def _titles(page: Page) -> list[str]:
    titles: list[str] = page.evaluate(TITLES)
    return titles


def test_the_order_is_changed_by_keyboard(site: Site, windows: Windows) -> None:
    page = windows.open(who="lin").page
    page.goto(site.url + "/portfolio/")
    before = _titles(page)
    button = page.get_by_role("button", name=f"Move “{before[0]}” down")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("moved="))
    assert _titles(page) == [before[1], before[0], *before[2:]]
    # The focus is where it was, so the next press goes on.
    expect(page.get_by_role("button", name=f"Move “{before[0]}” down")).to_be_focused()
    page.get_by_role("button", name=f"Move “{before[0]}” up").press("Enter")
    page.wait_for_url(re.compile("towards=up"))
    assert _titles(page) == before


def test_what_is_taken_out_can_be_put_back(site: Site, windows: Windows) -> None:
    page = windows.open(who="lin").page
    page.goto(site.url + "/portfolio/")
    before = _titles(page)
    page.get_by_role("button", name=f"Take “{before[1]}” out").click()
    back = page.get_by_role("button", name="Put it back")
    expect(back).to_be_focused()
    assert _titles(page) == [before[0], *before[2:]]
    back.press("Enter")
    expect(back).to_be_hidden()
    assert _titles(page) == before


def test_sharing_is_taken_back_after_a_question(site: Site, windows: Windows) -> None:
    page = windows.open(who="mei").page
    page.goto(site.url + "/portfolio/")
    page.get_by_role("button", name="Share by a link").click()
    link = page.locator(".folio-link a").get_attribute("href")
    assert link is not None
    visitor = windows.open().page
    shared = visitor.goto(link)
    assert shared is not None
    assert shared.status == 200
    page.get_by_role("button", name="Stop sharing").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    assert page.locator(".folio-link a").get_attribute("href") == link
    page.get_by_role("button", name="Stop sharing").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop sharing").click()
    expect(page.get_by_role("button", name="Share by a link")).to_be_visible()
    gone = visitor.goto(link)
    assert gone is not None
    assert gone.status == 404


def test_figures_are_drawn_with_their_data_beside(site: Site, windows: Windows) -> None:
    window = windows.open()
    window.page.goto(site.url + site.pages["shared portfolio"])
    figure = window.page.locator("[data-drawing-url]").first
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_attribute("data-drawn", "yes")
    expect(figure.locator(".js-plotly-plot")).to_be_visible()
    figure.locator("summary").click()
    expect(figure.locator("table").first).to_be_visible()
    assert window.complaints == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_certificate_is_one_sheet_of_paper(site: Site, windows: Windows, language: str, theme: str) -> None:
    page = windows.open(language=language, theme=theme).page
    page.goto(site.url + site.pages["genuine certificate"])
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
    width, height = (float(size) for size in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)[0])
    # A4 lying, in points.
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (297, 210)
    page.emulate_media(media="print", color_scheme=theme)  # type: ignore[arg-type]
    assert page.evaluate("getComputedStyle(document.querySelector('.certificate')).backgroundColor") == "rgb(255, 255, 255)"
    for other in (".site-header", ".certificate-verdict", ".certificate-about", ".site-footer"):
        expect(page.locator(other)).to_be_hidden()
