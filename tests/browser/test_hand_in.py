"""Handing in files by name, as someone at the page does it: choose, see what fits, judge oneself, send, be refused, try again."""

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import Site, Windows
from tests.browser.seed_documents import drawing

pytestmark = pytest.mark.browser

POST: FilePayload = {"name": "我的文章.md", "mimeType": "text/markdown", "buffer": "# 标题\n\n正文。\n".encode()}
PLAN: FilePayload = {"name": "plan.png", "mimeType": "image/png", "buffer": drawing()}
FALSE: FilePayload = {"name": "plan.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)>"}


def test_files_find_their_places_and_are_sent(site: Site, windows: Windows) -> None:
    window = windows.open(who="lin", language="zh")
    page = window.page
    page.goto(site.url + site.pages["hand in"])
    page.set_input_files("#upload", [POST])
    expect(page.locator("[data-chosen] .chosen-file")).to_have_count(1)
    expect(page.locator("[data-row-facts]")).to_contain_text("post.md")
    expect(page.locator("[data-row-text]")).to_contain_text("正文")
    expect(page.locator("[data-wanted][data-given]")).to_have_count(1)
    page.set_input_files("#upload", [PLAN])
    expect(page.locator("[data-wanted][data-given]")).to_have_count(2)
    expect(page.locator("[data-row-picture] img")).to_be_visible()
    page.get_by_role("button", name="移除 plan.png").click()
    expect(page.locator("[data-wanted][data-given]")).to_have_count(1)

    page.locator("[data-hand-in-submit]").click()
    expect(page.locator("[data-hand-in-error]")).to_contain_text("diagrams/plan.png")
    page.set_input_files("#upload", [FALSE])
    page.locator("[data-hand-in-submit]").click()
    expect(page.locator("[data-hand-in-error]")).to_contain_text("不是 .png")

    page.set_input_files("#upload", [PLAN])
    page.locator("input[name=self-accuracy]").nth(1).check()
    page.locator("[data-hand-in-submit]").click()
    page.wait_for_url("**/runs/**")
    refusals = [said for said in window.complaints if "400 (Bad Request)" not in said]
    assert refusals == []


def test_what_was_read_is_shown_as_text_and_small_pictures_only(site: Site, windows: Windows) -> None:
    window = windows.open(who="lin", language="en")
    page = window.page
    page.goto(site.url + site.pages["document run"])
    expect(page.locator(".preview")).to_have_count(2)
    expect(page.locator(".preview-pictures img")).to_be_visible()
    page.get_by_text("The text as it was read").first.click()
    expect(page.locator(".preview-text").first).to_contain_text("<script>alert(1)</script>")
    expect(page.locator("#look-1, [id^=look-]").first).to_contain_text("A mentor is asked")
    assert window.complaints == []


def test_without_script_the_form_still_sends(site: Site, windows: Windows) -> None:
    window = windows.open(who="lin", language="en")
    page = window.page
    page.route("**/hand-in*.js", lambda route: route.abort())
    page.goto(site.url + site.pages["hand in"])
    page.set_input_files("#upload", [PLAN])
    page.locator("[data-hand-in-form]").evaluate("form => form.submit()")
    expect(page.locator("[data-hand-in-error]")).to_contain_text("post.md")
