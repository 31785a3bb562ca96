"""Tokens to HTML. Formulas go in after the sanitiser, because KaTeX's markup is ours and an author's is not."""

import re
from collections.abc import Sequence
from html import escape

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from everyday.lib.markdown.blocks import Blocks
from everyday.lib.markdown.code import code_block
from everyday.lib.markdown.formulas import FormulaError, render_formula
from everyday.lib.markdown.headings import plain_text
from everyday.lib.markdown.labels import LABELS
from everyday.lib.markdown.page import Entry, Mistake, Rendered, Surroundings, UnknownTarget
from everyday.lib.markdown.sanitise import sanitise
from everyday.lib.markdown.source import Source, SourceError, parse, parser, walk

# A formula's place, and the marks that must not begin the next line.
_PLACE = re.compile("\ue000([0-9]+)\ue001([，。；：、！？）」』”,.;:!?)]*)")
_SHORT = 22  # characters: less than a box on a phone is wide
# What is one character, or none, when it is drawn.
_COMMAND = re.compile(r"\\[A-Za-z]+\s*|[{}^_\s]")
# Addresses that mean something only to the course: res:d2l-zh, lesson:w05.l3#stable, task:…, lab:…
_COURSE_ADDRESS = re.compile(r"(res|lesson|task|lab):")
_INLINE_PARAGRAPH = re.compile(r"\s*<p>((?:(?!<p>).)*)</p>\s*", re.DOTALL)


class _Renderer(RendererHTML):
    """One page's renderer; made anew for each page, because it collects contents, formulas and mistakes."""

    def __init__(self, source: Source, surroundings: Surroundings) -> None:
        super().__init__(parser())
        plugins = parser().renderer
        assert isinstance(plugins, RendererHTML)
        for name, rule in plugins.rules.items():  # footnotes
            self.rules.setdefault(name, rule)
        self.surroundings = surroundings
        self.lines = {id(token): line for token, line in walk(source.tokens)}
        self.labels = _formula_numbers(source)
        self.blocks = Blocks(surroundings, self.labels, self.mistake)
        self.formulas: list[tuple[str, bool]] = []  # HTML, and whether it is an inline one that any screen has room for
        self.contents: list[Entry] = []
        self.mistakes: list[Mistake] = []

    def mistake(self, token: Token, message: str) -> None:
        self.mistakes.append(Mistake(self.lines.get(id(token), 1), message))

    def label(self, name: str) -> str:
        return LABELS[name][self.surroundings.language]

    # ---- formulas
    def _formula(self, token: Token, *, display: bool) -> str:
        try:
            html = render_formula(token.content.strip(), display=display)
        except FormulaError as error:
            self.mistake(token, f"formula {token.content.strip()[:60]!r}: {error}")
            html = f"<code>{escape(token.content)}</code>"
        shown = _COMMAND.sub(lambda found: "x" if found[0][0] == "\\" else "", token.content)
        self.formulas.append((html, not display and len(shown) <= _SHORT))
        return f"\ue000{len(self.formulas) - 1}\ue001"

    def math_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return self._formula(tokens[idx], display=False)

    def math_inline_double(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<span class="formula">{self._formula(tokens[idx], display=True)}</span>'

    def math_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<div class="formula" tabindex="0">{self._formula(tokens[idx], display=True)}</div>\n'

    def math_block_label(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        name, number = escape(token.info), self.labels[token.info]
        # A formula that brings its own \tag shows that, and the link is a mere sign.
        sign = "#" if r"\tag" in token.content else f"({number})"
        link = f'<a class="formula-link" href="#{name}" aria-label="{self.label("formula_link")}">{sign}</a>'
        formula = self._formula(token, display=True)
        return f'<div class="formula" id="{name}" data-number="{number}" tabindex="0">{formula}{link}</div>\n'

    # ---- headings
    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        anchor = str(token.attrGet("id") or f"section-{len(self.contents) + 1}")
        token.attrSet("id", anchor)
        self.contents.append({"level": int(token.tag[1]), "id": anchor, "title": plain_text(tokens[idx + 1])})
        return f'<{token.tag} id="{escape(anchor)}">'

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        anchor = escape(self.contents[-1]["id"])
        link = f'<a class="heading-link" href="#{anchor}" aria-label="{self.label("heading_link")}">#</a>'
        return f" {link}</{tokens[idx].tag}>\n"

    # ---- code and tables
    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return code_block(tokens[idx].content, tokens[idx].info.strip().split(" ")[0])

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return code_block(tokens[idx].content, "")

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<div class="table-scroll" tabindex="0"><table class="table">\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>\n"

    def _table_cell(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Alignment is a class: an inline style would be refused by the content security policy."""
        token = tokens[idx]
        align = re.search(r"text-align:(left|center|right)", str(token.attrGet("style") or ""))
        scope = ' scope="col"' if token.tag == "th" else ""
        style = f' class="align-{align[1]}"' if align else ""
        return f"<{token.tag}{scope}{style}>"

    th_open = td_open = _table_cell

    # ---- links
    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        address = str(token.attrGet("href") or "")
        text = ""
        if _COURSE_ADDRESS.match(address):
            try:
                link = self.surroundings.resolve(address)
            except UnknownTarget as error:
                self.mistake(token, str(error))
                return "<a>"
            address = link.href
            text = escape(link.title) if tokens[idx + 1].type == "link_close" else ""
        outside = ' class="external" rel="noopener"' if address.startswith(("http:", "https:")) else ""
        return f'<a href="{escape(address)}"{outside}>{text}'

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        self.mistake(tokens[idx], "images come as figures with alt text and data: write :::figure <slug>")
        return escape(tokens[idx].content)

    # ---- directives
    def directive_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return self.blocks.opening(tokens[idx])

    def directive_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return self.blocks.closing()


def _formula_numbers(source: Source) -> dict[str, int]:
    names = [token.info for token in source.tokens if token.type == "math_block_label"]
    return {name: number for number, name in enumerate(dict.fromkeys(names), start=1)}


def render(source: Source, surroundings: Surroundings) -> Rendered:
    """A parsed page as safe HTML, with its contents and every mistake in it."""
    renderer = _Renderer(source, surroundings)
    html = renderer.render(source.tokens, parser().options, source.env)
    html = _PLACE.sub(lambda place: _with_marks(*renderer.formulas[int(place[1])], place[2]), sanitise(html))
    strays = [Mistake(line, "a $ without its partner; write \\$ for a dollar sign") for line in source.stray_dollars]
    return Rendered(html, renderer.contents, sorted([*renderer.mistakes, *strays], key=lambda mistake: mistake.line))


def _with_marks(formula: str, short: bool, marks: str) -> str:
    """Browsers break the line between a formula and what follows it, be it a full stop. A long formula may have to break
    inside on a phone, so it stays free."""
    return f'<span class="formula-inline">{formula}{marks}</span>' if marks and short else formula + marks


def render_text(text: str, surroundings: Surroundings) -> Rendered:
    """A text without front matter, e.g. a quiz stem."""
    try:
        return render(parse(text), surroundings)
    except SourceError as error:
        return Rendered("", [], [Mistake(error.line, error.message)])


def render_inline(text: str, surroundings: Surroundings) -> Rendered:
    """Like render_text, without the paragraph around a text of one paragraph."""
    rendered = render_text(text, surroundings)
    single = _INLINE_PARAGRAPH.fullmatch(rendered.html)
    return Rendered(single[1], rendered.contents, rendered.mistakes) if single else rendered
