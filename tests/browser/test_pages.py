"""The main pages as they are drawn: nothing in the console, nothing wider than the screen, nothing axe objects to."""

from pathlib import Path

import pytest

from tests.browser.conftest import Site, Window, Windows

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
# Everything of WCAG 2.2 A and AA that can be found by machine.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_CONTRAST = {"type": "rule", "values": ["color-contrast"]}
AXE_RUN = """async (runOnly) => {
  // A formula in a table's head has its words in MathML, which axe does not read.
  const rules = { "empty-table-header": { enabled: false } };
  const { violations } = await axe.run(document, { runOnly, rules });
  const where = (nodes) => nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ");
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${where(nodes)}`);
}"""
# WCAG 2.5.8: 24 by 24 pixels, but for links within text and what stands in a larger label.
SMALL_TARGETS = """() => {
  const inText = "p a, li a, td a, th a, dd a, figcaption a, .prose a, h1 a, h2 a, h3 a, h4 a";
  const hidden = ".visually-hidden, .skip-link";
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const targets = [...document.querySelectorAll("a, button, input, select, textarea, summary")].filter((element) => {
    if (!seen(element) || element.closest(hidden) || element.matches(inText)) return false;
    if (element.matches("input[type=radio], input[type=checkbox]") && element.closest("label")) return false;
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && (width < 24 || height < 24);
  });
  return targets.map((element) => element.outerHTML.slice(0, 140));
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

PUBLIC = [
    *["/", "/plan/", "/accounts/login/", "/accounts/signup/", "/verify/"],
    *["shared portfolio", "genuine certificate", "revoked certificate", "withdrawn certificate", "altered certificate"],
]
LEARNER = [
    "/today/",
    "/accounts/settings/",
    "week",
    "day",
    "lesson",
    "lab",
    "task",
    "attempts",
    "files",
    "changes",
    "compare",
    "compare choice",
    "hand in",
    "document files",
    "opened",
    "portfolio",
    "portfolio preview",
    "certificate",
]
RUNS = ["failed run", "passed run", "queued run", "document run", "lab run", "explained lab run"]
MENTOR = ["/reviews/", "/reviews/inbox/", "cohort", "review", "document review", "opened by the mentor", "alike review"]
OPERATOR = ["regrades", "regrade"]
PAGES = [
    *(("", name) for name in PUBLIC),
    *(("lin", name) for name in [*LEARNER, *RUNS]),
    # Of someone who is still on the way.
    ("bo", "/certificate/"),
    *(("mei", name) for name in MENTOR),
    *(("ada", name) for name in OPERATOR),
]
WHERE = pytest.mark.parametrize(("who", "name"), PAGES, ids=[name.strip("/") or "home" for _, name in PAGES])


def _address(site: Site, name: str) -> str:
    if name.startswith("/"):
        return site.url + name
    if name not in site.pages:
        pytest.skip(f"the curriculum has no {name} that is ready")
    return site.url + site.pages[name]


def _show(window: Window, address: str) -> None:
    """The page with all that scripts bring (editor, curves, figures), so far as it comes within a moment."""
    response = window.page.goto(address, wait_until="load")
    assert response is not None
    assert response.status == 200
    window.page.wait_for_timeout(400)


@WHERE
@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_is_whole(site: Site, windows: Windows, who: str, name: str, language: str) -> None:
    window = windows.open(who=who, language=language)
    _show(window, _address(site, name))
    assert window.page.evaluate("document.documentElement.lang").startswith(language)
    # Through the debugger, past the page's own policy.
    window.page.evaluate(AXE)
    assert window.page.evaluate(AXE_RUN, AXE_TAGS) == []
    # Without motion no colour is caught halfway between the themes.
    window.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    window.page.wait_for_timeout(250)
    window.page.wait_for_function("() => document.getAnimations().length === 0")
    assert window.page.evaluate(AXE_RUN, AXE_CONTRAST) == []
    for width in (1280, 390, 320):
        window.page.set_viewport_size({"width": width, "height": 900})
        window.page.wait_for_timeout(120)
        assert window.page.evaluate(OVERFLOW) <= 0, f"wider than {width} px"
    assert window.page.evaluate(SMALL_TARGETS) == []
    assert window.complaints == []
