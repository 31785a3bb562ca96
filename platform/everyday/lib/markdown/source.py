"""Markdown as tokens: CommonMark with tables, footnotes, front matter, formulas, directives and heading anchors."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from everyday.lib.markdown.directives import directives_plugin
from everyday.lib.markdown.headings import anchors_plugin


class SourceError(ValueError):
    """The text cannot be read; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


@dataclass(frozen=True)
class Source:
    """A parsed text. `env` is what markdown-it keeps of footnotes; `stray_dollars` are lines with half a formula."""

    text: str
    front: dict[str, Any]
    tokens: Sequence[Token]
    env: dict[str, Any]

    @property
    def stray_dollars(self) -> list[int]:
        return list(self.env.get("stray_dollars", []))


@cache
def parser() -> MarkdownIt:
    """The one parser; it has no state between texts."""
    markdown = MarkdownIt("commonmark", {"html": True, "linkify": True, "typographer": False})
    markdown.enable(["table", "strikethrough", "linkify"])
    assert markdown.linkify is not None
    # `solution.py` is a file and not a site in Paraguay.
    markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    markdown.use(front_matter_plugin).use(footnote_plugin)
    markdown.use(dollarmath_plugin, allow_labels=True, allow_blank_lines=False, double_inline=True)
    # Before escapes (\$) become text like any other, a dollar sign in the text is half a formula.
    markdown.core.ruler.before("text_join", "stray_dollars", _note_stray_dollars)
    return markdown.use(directives_plugin).use(anchors_plugin)


def _note_stray_dollars(state: StateCore) -> None:
    found = [line for token, line in walk(state.tokens) if token.type == "text" and "$" in token.content]
    state.env["stray_dollars"] = found


def parse(text: str) -> Source:
    """Read a page. Raises SourceError where the front matter is not YAML or a directive is not closed."""
    # Private-use characters mark the places of formulas in the renderer; a text has no use for them.
    env: dict[str, Any] = {}
    tokens = parser().parse(re.sub("[\ue000-\uf8ff]", "", text), env)
    for token in tokens:
        if token.type == "directive_open" and not token.meta["closed"]:
            raise SourceError(first_line(token), f":::{token.info} is never closed by a line `:::`")
    front = next((token for token in tokens if token.type == "front_matter"), None)
    return Source(text, _front_matter(front), [token for token in tokens if token is not front], env)


def _front_matter(token: Token | None) -> dict[str, Any]:
    if token is None:
        return {}
    try:
        data = YAML(typ="safe", pure=True).load(token.content)
    except YAMLError as error:
        raise SourceError(1, f"the front matter is not YAML: {error}") from error
    if not isinstance(data, dict):
        raise SourceError(1, "the front matter is a mapping, e.g. id: w05.l3")
    return data


def first_line(token: Token) -> int:
    """The line (from 1) where a block token starts."""
    return token.map[0] + 1 if token.map else 1


def walk(tokens: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    """Every block and inline token with its line (from 1), in reading order."""
    line = 1
    for token in tokens:
        line = first_line(token) if token.map else line
        yield token, line
        child_line = line
        for child in token.children or []:
            yield child, child_line
            if child.type in ("softbreak", "hardbreak"):
                child_line += 1
            elif child.type in ("math_inline", "math_inline_double", "code_inline", "html_inline"):
                child_line += child.content.count("\n")
