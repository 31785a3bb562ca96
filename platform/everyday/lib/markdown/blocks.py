"""Directives as HTML: worked examples, misconceptions, cells, figures, notes."""

import re
from collections.abc import Callable
from html import escape

from markdown_it.token import Token

from everyday.lib.markdown.code import code_block
from everyday.lib.markdown.directives import NAMES
from everyday.lib.markdown.labels import LABELS
from everyday.lib.markdown.page import Surroundings

_NAMED = frozenset({"hand", "misconception", "figure", "cell"})
_ID = re.compile(r"[A-Za-z0-9][\w.-]*$")


def split_arguments(arguments: str) -> tuple[str, list[str]]:
    """`forward implements=eq-a,eq-b` as ("forward", ["eq-a", "eq-b"])."""
    words = arguments.split()
    names = [name for word in words[1:] if word.startswith("implements=") for name in word.partition("=")[2].split(",")]
    return (words[0] if words else ""), [name for name in names if name]


class Blocks:
    """Opens and closes directives; `mistake` is told of what does not fit."""

    def __init__(self, surroundings: Surroundings, formulas: dict[str, int], mistake: Callable[[Token, str], None]) -> None:
        self.surroundings, self.formulas, self.mistake = surroundings, formulas, mistake
        self._closings: list[str] = []

    def label(self, name: str) -> str:
        return LABELS[name][self.surroundings.language]

    def opening(self, token: Token) -> str:
        name = token.info
        identifier, _ = split_arguments(token.meta["arguments"])
        problem = _refusal(name, identifier)
        if problem:
            self.mistake(token, problem)
            html, closing = "<div>", "</div>\n"
        elif name == "cell":
            html, closing = self._cell(token), "</div>\n"
        elif name == "figure":
            html, closing = self._figure(identifier), self._figure_end(identifier)
        else:
            html, closing = self._section(name, identifier, token), "</section>\n"
        self._closings.append(closing)
        return html

    def closing(self) -> str:
        return self._closings.pop()

    def _section(self, name: str, identifier: str, token: Token) -> str:
        anchor = f' id="{name}-{identifier}" data-{name}="{identifier}"' if identifier else ""
        head = f'<p class="block-label">{self.label(name)}</p>'
        if name == "misconception":
            claim = self.surroundings.misconceptions.get(identifier)
            if claim is None:
                self.mistake(token, f"week.yaml lists no misconception {identifier!r} for this lesson")
            head += f'<p class="misconception-claim">{claim or ""}</p>'
        return f'<section class="{name}"{anchor}>{head}\n'

    def _cell(self, token: Token) -> str:
        identifier, implements = split_arguments(token.meta["arguments"])
        cell = self.surroundings.cells.get(identifier)
        if cell is None:
            self.mistake(token, f"the lesson's .py file has no cell {identifier!r}")
            return '<div class="cell">'
        html = f'<div class="cell" id="cell-{identifier}" data-cell="{identifier}">{code_block(cell.source, "python")}'
        if cell.output is not None and cell.output.strip():
            text = escape(cell.output.rstrip("\n"))
            html += f'<pre class="cell-output" tabindex="0" aria-label="{self.label("output")}">{text}</pre>'
        return html + self._implemented(token, implements)

    def _implemented(self, token: Token, names: list[str]) -> str:
        links = []
        for name in names:
            if name in self.formulas:
                links.append(f'<a href="#{name}">{self.label("formula")} ({self.formulas[name]})</a>')
            else:
                self.mistake(token, f"this page has no formula labelled ({name})")
        return f'<p class="cell-implements">{self.label("implements")} {", ".join(links)}</p>' if links else ""

    def _figure(self, slug: str) -> str:
        figure = self.surroundings.figures.get(slug)
        if figure is None:  # announced and not drawn yet; the course's checks say so
            return f'<figure class="figure-missing" id="figure-{slug}"><figcaption>'
        return (
            f'<figure class="figure" id="figure-{slug}" data-figure-url="{figure.url}" data-fallback="{figure.fallback_url}">'
            f'<img class="figure-fallback" src="{figure.fallback_url}" alt="{escape(figure.alt)}" loading="lazy"><figcaption>\n'
        )

    def _figure_end(self, slug: str) -> str:
        figure = self.surroundings.figures.get(slug)
        link = f'<a class="figure-data" href="{figure.data_url}">{self.label("figure_data")}</a>' if figure else ""
        return f"{link}</figcaption></figure>\n"


def _refusal(name: str, identifier: str) -> str:
    if name not in NAMES:
        return f":::{name} is no directive; there are {', '.join(sorted(NAMES))}"
    if name in _NAMED and not identifier:
        return f":::{name} needs an id"
    if identifier and not _ID.match(identifier):
        return f":::{name}: {identifier!r} is no id"
    if identifier and name not in _NAMED:
        return f":::{name} takes no id"
    return ""
