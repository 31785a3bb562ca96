"""Markdown of strangers: whatever it says, what comes out is text with a little form."""

from html.parser import HTMLParser

import pytest

from everyday.lib.markdown.foreign import render_foreign

_KATEX = {"span", "math", "semantics", "mrow", "mtext", "annotation", "mi", "mo", "mn"}

_KATEX_ATTRIBUTES = {"style", "aria-hidden", "encoding", "xmlns", "display", "mathvariant", "stretchy"}


class _Seen(HTMLParser):
    """What a browser would make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.classes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.classes |= {one for name, value in attrs if name == "class" for one in (value or "").split()}


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<div data-hx-get="/accounts/logout/" hx-trigger="load">x</div>',
        "<svg/onload=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "<style>body{display:none}</style>",
        '<form action="/p/"><button>x</button></form>',
        "<iframe src=//e.example></iframe>",
        "a <b class='callout'>b</b>",
        '```python" onmouseover="alert(1)\nx\n```',
        "# <img src=x onerror=alert(1)>",
        "| <script>x</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
        "$<img src=x onerror=alert(1)>$",
        "$$\\text{<script>alert(1)</script>}$$",
    ],
)
def test_no_markup_of_its_author_survives(text: str) -> None:
    seen = _Seen()
    seen.feed(render_foreign(text))
    assert seen.tags <= {"p", "a", "h3", "div", "pre", "code", "table", "thead", "tbody", "tr", "th", "td", *_KATEX}
    assert seen.attributes <= {"class", "tabindex", "scope", *_KATEX_ATTRIBUTES}
    assert seen.classes <= {"code-block", "highlight", "table-scroll", "table", "formula"} or "katex" in seen.classes


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "/accounts/logout/",
        "//e.example/",
        "res:d2l-zh",
        "#main",
        "vbscript:x",
        "JaVaScRiPt:x",
    ],
)
def test_links_lead_to_other_sites_only(address: str) -> None:
    assert "href" not in render_foreign(f"[x]({address})")


def test_a_link_says_that_nobody_vouches_for_it() -> None:
    html = render_foreign('[paper](https://arxiv.org/abs/1512.03385 "title")')
    assert html == '<p><a href="https://arxiv.org/abs/1512.03385" rel="nofollow ugc noopener noreferrer">paper</a></p>\n'


def test_no_id_and_no_class_of_its_author() -> None:
    html = render_foreign("# T {#main .notice-bar}\n\n:::note\nx\n:::\n")
    assert "id=" not in html
    assert "class=" not in html


def test_headings_begin_below_those_of_the_page() -> None:
    html = render_foreign("# One\n\n## Two\n\n###### Six\n")
    assert html == "<h3>One</h3>\n<h4>Two</h4>\n<h6>Six</h6>\n"


def test_pictures_are_named_and_not_fetched() -> None:
    assert render_foreign("![a <b>](https://e.example/track.png)") == "<p><em>[a &lt;b&gt;]</em></p>\n"


def test_formulas_are_set() -> None:
    html = render_foreign("Inline $x^2$ and\n\n$$\ny = Wx\n$$\n")
    assert html.count('class="katex"') == 2
    assert '<div class="formula" tabindex="0">' in html


@pytest.mark.parametrize("tex", ["\\href{javascript:alert(1)}{x}", "\\includegraphics{x}", "\\notacommand", "x" * 601])
def test_formulas_that_are_refused_stay_text(tex: str) -> None:
    html = render_foreign(f"${tex}$")
    assert "katex" not in html
    assert html.startswith("<p><code>")


def test_the_number_of_formulas_is_bounded() -> None:
    assert render_foreign(" ".join(["$x$"] * 300)).count('class="katex"') == 200


def test_tables_and_code_have_their_form() -> None:
    html = render_foreign("| a |\n|---|\n| 1 |\n\n```python\nimport os\n```\n")
    assert '<th scope="col">a</th>' in html
    assert '<span class="kn">import</span>' in html


def test_private_characters_cannot_forge_a_formula_s_place() -> None:
    assert render_foreign("a \ue0000\ue001 b $x$").count('class="katex"') == 1
