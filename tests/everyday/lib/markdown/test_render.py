"""Course Markdown as HTML: safe, with formulas, cells and figures, and every mistake with its line."""

import re

import pytest

from everyday.lib.markdown.page import CellView, FigureView, Link, Rendered, Surroundings, UnknownTarget
from everyday.lib.markdown.render import render, render_inline, render_text
from everyday.lib.markdown.source import parse


def _resolve(address: str) -> Link:
    if address == "res:book":
        return Link("https://example.org/?a=1&b=2", "The <Book>")
    if address.startswith("lesson:"):
        return Link("/weeks/5/lessons/softmax/#stable", "Softmax")
    raise UnknownTarget(f"{address} leads nowhere")


ZH = Surroundings(
    "zh",
    _resolve,
    cells={"forward": CellView("x = 1\nprint(x < 2)", "True\n<b>\n"), "silent": CellView("x = 1", None)},
    figures={"sums": FigureView("/f.json", "/f.svg", "/f/data/", 'two "bars"')},
    misconceptions={"m1": "<em>claim</em>"},
)
EN = Surroundings("en")


def _html(text: str, surroundings: Surroundings = EN) -> str:
    rendered = render_text(text, surroundings)
    assert rendered.mistakes == []
    return rendered.html


def _mistakes(text: str, surroundings: Surroundings = EN) -> list[tuple[int, str]]:
    return [(mistake.line, mistake.message) for mistake in render_text(text, surroundings).mistakes]


class TestFormulas:
    @pytest.mark.parametrize(
        "tex",
        [
            r"\begin{aligned} a &= b \\ c &= d \tag{7} \end{aligned}",
            r"\hat{y} = \arg\max_k z_k",
            r"\text{概率} = \frac{1}{n}\sum_{i=1}^{n} p_i",
            r"\mathbb{E}_{x\sim p}\left[\log \frac{p(x)}{q(x)}\right]",
            r"\operatorname{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
            r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}^{\top}",
            r"\underbrace{a+b}_{\text{sum}} \xrightarrow{\text{ReLU}} \lVert x \rVert_2",
        ],
    )
    def test_katex_renders_html_and_mathml(self, tex: str) -> None:
        html = _html(f"$$\n{tex}\n$$")
        assert "katex-html" in html
        assert '<math xmlns="http://www.w3.org/1998/Math/MathML"' in html
        assert "katex-error" not in html

    def test_labels_are_anchors_with_numbers(self) -> None:
        html = _html("$$\na\n$$ (eq-a)\n\n$$\nb\n$$ (eq-b)\n")
        assert 'id="eq-a" data-number="1"' in html
        assert '<a class="formula-link" href="#eq-b" aria-label="Link to this formula">(2)</a>' in html

    def test_a_formula_with_its_own_tag_gets_no_number(self) -> None:
        assert '">#</a>' in _html("$$\na \\tag{3}\n$$ (eq-a)\n")

    def test_a_wrong_formula_names_its_line(self) -> None:
        found = _mistakes("text\n\nmore\nand $\\frac{1}$ here\n")
        assert len(found) == 1
        line, message = found[0]
        assert line == 4
        assert message.startswith("formula '\\\\frac{1}': Unexpected end of input in a macro argument")

    @pytest.mark.parametrize("tex", [r"\href{javascript:alert(1)}{x}", r"\includegraphics{https://x/y.png}", r"\htmlClass{a}{b}"])
    def test_tex_cannot_reach_out(self, tex: str) -> None:
        assert "is not for formulas" in _mistakes(f"${tex}$")[0][1]

    def test_a_full_stop_stays_with_its_formula(self) -> None:
        assert re.search(r'<span class="formula-inline"><span class="katex">.*</span>。</span>下', _html("是 $x$。下一句"))
        assert "formula-inline" not in _html("是 $x$ 的")
        assert "formula-inline" not in _html(f"$a{' + b' * 12}$。")  # may have to break

    def test_half_a_formula_is_a_mistake_and_an_escaped_dollar_is_not(self) -> None:
        assert _mistakes("one\n\nit costs $5\n") == [(3, "a $ without its partner; write \\$ for a dollar sign")]
        assert "costs $5" in _html("it costs \\$5")

    def test_formulas_survive_the_sanitiser_exactly(self) -> None:
        assert 'style="height:' in _html("$x^2$")

    def test_a_forged_place_of_a_formula_is_just_text(self) -> None:
        assert "7" in _html("\ue0007\ue001 and $x$")


class TestHostileHtml:
    @pytest.mark.parametrize(
        "hostile",
        [
            "<script>alert(1)</script>",
            '<img src=x onerror="alert(1)">',
            '<a href="javascript:alert(1)">x</a>',
            "[x](javascript:alert(1))",
            "<iframe src='https://evil.example'></iframe>",
            '<p style="position:fixed">x</p>',
            "<form action=/x><input name=a></form>",
            "<svg onload=alert(1)><script>alert(1)</script></svg>",
            "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
            '<a href="data:text/html,<script>alert(1)</script>">x</a>',
            '<div onclick="x()">x</div>',
            '```"><script>alert(1)</script>\nx\n```',
            "<style>*{display:none}</style>",
            "## <img src=x onerror=alert(1)> {#x}",
        ],
    )
    def test_it_is_removed(self, hostile: str) -> None:
        html = render_text(hostile, EN).html
        assert "<script" not in html
        assert "<style" not in html
        assert "<iframe" not in html
        assert "<form" not in html
        assert not re.search(r"<[^>]*\s(on\w+|style)=", html)
        assert not re.search(r'(href|src)="(javascript|data):', html)

    def test_harmless_html_stays(self) -> None:
        assert "<kbd>Ctrl</kbd>" in _html("Press <kbd>Ctrl</kbd>")
        assert "<summary>" in _html("<details><summary>more</summary>x</details>")


class TestDirectives:
    def test_a_cell_shows_code_output_and_formula(self) -> None:
        html = _html("$$\na\n$$ (eq-a)\n\n:::cell forward implements=eq-a\n:::\n", ZH)
        assert '<div class="cell" id="cell-forward" data-cell="forward">' in html
        assert '<span class="nb">print</span>' in html
        assert ">True\n&lt;b&gt;</pre>" in html
        assert '<p class="cell-implements">实现 <a href="#eq-a">式 (1)</a></p>' in html

    def test_a_cell_that_was_not_recorded_has_no_output(self) -> None:
        assert "cell-output" not in _html(":::cell silent\n:::\n", ZH)

    def test_a_figure_has_fallback_words_and_data(self) -> None:
        html = _html(":::figure sums\n看这里。\n:::\n", ZH)
        assert '<figure class="figure" id="figure-sums" data-figure-url="/f.json" data-fallback="/f.svg">' in html
        assert 'alt="two &quot;bars&quot;"' in html
        assert "<p>看这里。</p>" in html
        assert '<a class="figure-data" href="/f/data/">数据表</a></figcaption>' in html

    def test_a_misconception_states_its_claim(self) -> None:
        html = _html(":::misconception m1\n不对。\n:::\n", ZH)
        assert '<section class="misconception" id="misconception-m1" data-misconception="m1">' in html
        assert '<p class="misconception-claim"><em>claim</em></p>' in html

    @pytest.mark.parametrize(("name", "label"), [("answer", "Back to the question"), ("note", "Note"), ("try", "Try it")])
    def test_sections_have_their_class_and_label(self, name: str, label: str) -> None:
        assert f'<section class="{name}"><p class="block-label">{label}</p>\n<p>x</p>' in _html(f":::{name}\nx\n:::\n")

    def test_directives_lie_inside_one_another_and_around_fences(self) -> None:
        html = _html(":::note\n:::try\nx\n\n```text\n:::\n```\n:::\ny\n:::\nz\n")
        assert html.count("<section") == html.count("</section>") == 2
        assert html.strip().endswith("<p>z</p>")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (":::spoiler\nx\n:::", "is no directive"),
            (":::hand\nx\n:::", "needs an id"),
            (":::note five\nx\n:::", "takes no id"),
            (":::cell nothing\n:::", "has no cell 'nothing'"),
            (":::cell forward implements=eq-x\n:::", "no formula labelled (eq-x)"),
            (":::misconception m9\nx\n:::", "lists no misconception 'm9'"),
            (":::note\nx\n", ":::note is never closed"),
        ],
    )
    def test_mistakes_name_the_line(self, text: str, message: str) -> None:
        found = _mistakes(f"one\n\n{text}", ZH)
        assert len(found) == 1
        assert found[0][0] == 3
        assert message in found[0][1]


class TestLinks:
    def test_course_addresses_are_resolved(self) -> None:
        assert '<a href="/weeks/5/lessons/softmax/#stable">稳定</a>' in _html("[稳定](lesson:w05.l3#stable)", ZH)

    def test_an_empty_link_shows_the_title(self) -> None:
        html = _html("[](res:book)", ZH)
        assert 'href="https://example.org/?a=1&amp;b=2" class="external" rel="noopener">The &lt;Book&gt;</a>' in html

    def test_a_dead_end_is_a_mistake(self) -> None:
        assert _mistakes("x\n[y](task:w05/none)", ZH) == [(2, "task:w05/none leads nowhere")]

    def test_a_file_name_is_no_site(self) -> None:
        assert "<a" not in _html("write solution.py and README.md")
        assert '<a href="https://example.org"' in _html("see https://example.org now")

    def test_pictures_come_as_figures(self) -> None:
        assert "images come as figures" in _mistakes("![x](a.png)")[0][1]


class TestPages:
    def test_contents_have_anchors_and_plain_titles(self) -> None:
        rendered = render(parse("---\nid: w05.l1\n---\n## 用 `x` 与 $y^2$ {#a}\n\n### Two\n"), ZH)
        assert rendered.contents == [
            {"level": 2, "id": "a", "title": "用 x 与 y^2"},
            {"level": 3, "id": "section-2", "title": "Two"},
        ]
        assert '<a class="heading-link" href="#a" aria-label="链接到本节">#</a></h2>' in rendered.html

    def test_tables_scroll_and_align_without_styles(self) -> None:
        html = _html("| a | b |\n|---|--:|\n| 1 | 2 |\n")
        assert '<div class="table-scroll" tabindex="0"><table class="table">' in html
        assert '<th scope="col" class="align-right">b</th>' in html

    def test_code_is_highlighted_by_classes(self) -> None:
        html = _html("```python\ndef f(): return '<'\n```\n")
        assert '<div class="code-block highlight" data-language="python">' in html
        assert '<span class="k">def</span>' in html
        assert "&lt;" in html
        assert "x &lt; y" in _html("```klingon\nx < y\n```\n")

    def test_footnotes(self) -> None:
        html = _html("a[^1]\n\n[^1]: why\n")
        assert '<a href="#fn1" id="fnref1">[1]</a>' in html
        assert '<li id="fn1" class="footnote-item"><p>why' in html

    def test_rendering_twice_gives_the_same(self) -> None:
        source = parse("## A {#a}\n\n$x$ [^1]\n\n[^1]: b\n\n:::note\nx\n:::\n")
        assert render(source, EN) == render(source, EN)

    def test_inline_texts_have_no_paragraph(self) -> None:
        assert render_inline("a **b**", EN).html == "a <strong>b</strong>"
        assert render_inline("a\n\nb", EN).html.startswith("<p>a</p>")
        assert isinstance(render_inline("", EN), Rendered)

    def test_front_matter_that_is_no_yaml(self) -> None:
        assert _mistakes("---\nid: [\n---\nx")[0][0] == 1
        assert _mistakes("---\n- a\n---\nx")[0][1].startswith("the front matter is a mapping")
