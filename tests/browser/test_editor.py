"""The editor of a task: drafts, two tabs, reset, uploads, keys."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Windows

pytestmark = pytest.mark.browser
_LOAD_MS = 30_000


@pytest.fixture
def page(site: Site, windows: Windows) -> Iterator[Page]:
    """The task's page with the starter in the editor."""
    window = windows.open(who="mei")
    opened = _open(site, window.page)
    if opened.locator("[data-draft-state]").inner_text():
        _reset(opened)
    yield opened
    # A conflict and a refused connection are what some of these tests bring about.
    assert [text for text in window.complaints if "409" not in text and "ERR_FAILED" not in text] == []


def _open(site: Site, page: Page) -> Page:
    page.goto(site.url + site.pages["task"])
    expect(page.locator("[data-editor][data-ready]")).to_be_visible()
    return page


def _type(page: Page, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type(text)


def _save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-draft-state]")).to_have_text("Saved")


def _reset(page: Page) -> None:
    page.get_by_role("button", name="Reset").click()
    if page.locator("#confirm-dialog").is_visible():
        page.locator("#confirm-dialog [data-confirm-yes]").click()
        _save(page)


def _first_line(page: Page) -> str:
    return page.locator(".cm-line").first.inner_text()


def test_what_is_typed_is_there_after_a_reload(site: Site, page: Page) -> None:
    _type(page, "# kept\n")
    expect(page.locator("[data-draft-state]")).to_have_text("Not saved yet")
    _save(page)
    page.reload()
    expect(page.locator(".cm-line").first).to_have_text("# kept")


def test_what_the_server_did_not_get_is_still_in_the_browser(site: Site, page: Page) -> None:
    page.route("**/draft/", lambda route: route.abort())
    _type(page, "# here only\n")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-draft-state]")).to_contain_text("in this browser")
    page.unroute("**/draft/")
    page.reload()
    expect(page.locator(".cm-line").first).to_have_text("# here only")


def test_an_untouched_tab_follows(site: Site, page: Page) -> None:
    other = _open(site, page.context.new_page())
    _type(page, "# from the first tab\n")
    _save(page)
    expect(other.locator(".cm-line").first).to_have_text("# from the first tab")


def test_two_tabs_that_both_write_are_asked(site: Site, page: Page) -> None:
    other = _open(site, page.context.new_page())
    _type(other, "# mine\n")
    page.bring_to_front()
    _type(page, "# theirs\n")
    _save(page)
    other.bring_to_front()
    other.get_by_role("button", name="Save", exact=True).click()
    dialog = other.locator("#conflict-dialog")
    expect(dialog).to_contain_text("# theirs")
    dialog.get_by_role("button", name="Take the other one").click()
    expect(other.locator(".cm-line").first).to_have_text("# theirs")


def test_reset_can_be_undone(site: Site, page: Page) -> None:
    starter = _first_line(page)
    _type(page, "# work of an hour\n")
    page.get_by_role("button", name="Reset").click()
    page.locator("#confirm-dialog [data-confirm-yes]").click()
    expect(page.locator(".cm-line").first).to_have_text(starter)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".cm-line").first).to_have_text("# work of an hour")


def test_a_program_is_opened_before_it_is_handed_in(site: Site, page: Page) -> None:
    _type(page, "# mine\n")
    page.set_input_files("#upload", [{"name": "layers.py", "mimeType": "text/x-python", "buffer": b"WIDTH = 3\n"}])
    tabs = page.get_by_role("tab")
    expect(tabs).to_have_text(["solution.py", "layers.py"])
    tabs.nth(1).click()
    expect(page.locator(".cm-line").first).to_have_text("WIDTH = 3")
    page.get_by_role("button", name="Remove this file").click()
    expect(tabs).to_have_text(["solution.py"])


def test_escape_leaves_the_editor_and_the_keys_submit(site: Site, page: Page) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.hasAttribute('data-submit')")
    _type(page, "# handed in by keys\n")
    page.evaluate("window.notLoadedAgain = true")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/runs/**")
    expect(page.locator("[data-run-title]")).to_have_text("Waiting for its turn")
    _goes_back_and_forward(page)


def _goes_back_and_forward(page: Page) -> None:
    """The run's page took the task's place without a load; the browser's buttons lead from one to the other all the same."""
    assert page.evaluate("window.notLoadedAgain")
    assert page.locator("main").count() == 1
    run = page.url
    assert run.endswith(page.locator(".site-header input[name=next]").first.input_value())
    page.go_back()
    expect(page.locator("[data-editor][data-ready]")).to_be_visible(timeout=_LOAD_MS)
    expect(page.locator(".cm-line").first).to_have_text("# handed in by keys")
    page.go_forward()
    expect(page.locator("[data-run-title]")).to_have_text("Waiting for its turn", timeout=_LOAD_MS)
    assert page.url == run
