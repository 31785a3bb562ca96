"""Markdown that learners handed in, as HTML that may stand on a public page. Its author is a stranger to be counted as hostile.

Unlike a lesson's text (render.py) it has no HTML of its own, no directives, anchors, pictures or course addresses, and none of
its words can become a class, an id or an attribute: scripts of the page look for those. Formulas are set as in lessons, as far
as their number and length stay within bounds.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin

from everyday.lib.markdown.code import code_block
from everyday.lib.markdown.formulas import FormulaError, render_formula

_MOST_FORMULAS = 200
_LONGEST_FORMULA = 600
_LARGEST_HEADING = 3  # those of the page around stand above
_PLACE = re.compile("\ue000([0-9]+)\ue001")
_TAGS = {
    *["a", "blockquote", "br", "code", "del", "em", "hr", "li", "ol", "p", "pre", "s", "strong", "ul"],
    *["h3", "h4", "h5", "h6", "div", "span", "table", "tbody", "td", "th", "thead", "tr"],
}
_ATTRIBUTES = {
    "a": {"href", "rel"},
    "div": {"class", "tabindex"},
    "pre": {"tabindex"},
    "span": {"class"},
    "table": {"class"},
    "th": {"scope"},
}


@cache
def _parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    markdown.enable(["table", "strikethrough"])
    return markdown.use(dollarmath_plugin, allow_labels=True, allow_blank_lines=False, double_inline=True)


class _Renderer(RendererHTML):
    """One text's renderer. Formulas go in after the sanitiser, because their markup is KaTeX's and not the author's."""

    def __init__(self) -> None:
        super().__init__(_parser())
        self.formulas: list[str] = []

    def _formula(self, token: Token, *, display: bool) -> str:
        tex = token.content.strip()
        html = f"<code>{escape(tex)}</code>"
        if len(self.formulas) < _MOST_FORMULAS and len(tex) <= _LONGEST_FORMULA:
            # What KaTeX refuses stays what its author wrote.
            with suppress(FormulaError):
                html = render_formula(tex, display=display)
        self.formulas.append(html)
        return f"\ue000{len(self.formulas) - 1}\ue001"

    def math_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return self._formula(tokens[idx], display=False)

    def math_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<div class="formula" tabindex="0">{self._formula(tokens[idx], display=True)}</div>\n'

    math_block_label = math_block

    def math_inline_double(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<span class="formula">{self._formula(tokens[idx], display=True)}</span>'

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<{_heading(tokens[idx])}>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"</{_heading(tokens[idx])}>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return code_block(tokens[idx].content, tokens[idx].info.strip().split(" ")[0])

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return code_block(tokens[idx].content, "")

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<div class="table-scroll" tabindex="0"><table class="table">\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<th scope="col">'

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Only to other sites: a relative address would be one of ours, under words that are not."""
        address = str(tokens[idx].attrGet("href") or "")
        if not address.startswith(("https://", "http://", "mailto:")):
            return "<a>"
        return f'<a href="{escape(address)}" rel="nofollow ugc noopener noreferrer">'

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<em>[{escape(tokens[idx].content)}]</em>" if tokens[idx].content.strip() else ""


def _heading(token: Token) -> str:
    return f"h{min(6, int(token.tag[1]) + _LARGEST_HEADING - 1)}"


def render_foreign(text: str) -> str:
    """Safe HTML, whatever the text is."""
    plain = re.sub("[\ue000-\uf8ff]", "", text)
    tokens = _parser().parse(plain)
    renderer = _Renderer()
    html = renderer.render(tokens, _parser().options, {})
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel=None)
    return _PLACE.sub(lambda place: renderer.formulas[int(place[1])], clean)
