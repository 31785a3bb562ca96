"""`## Title {#anchor}`: the anchor becomes the heading's id."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_ANCHOR = re.compile(r"\s*\{#([A-Za-z0-9][\w.-]*)\}\s*$")


def anchors_plugin(markdown: MarkdownIt) -> None:
    markdown.core.ruler.after("block", "heading_anchors", _take_anchors)


def _take_anchors(state: StateCore) -> None:
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type == "heading_open" and inline.type == "inline":
            match = _ANCHOR.search(inline.content)
            if match:
                opening.attrSet("id", match[1])
                inline.content = inline.content[: match.start()]


def plain_text(inline: Token) -> str:
    """A heading's words for a table of contents: marks gone, formulas as their TeX."""
    words = []
    for child in inline.children or []:
        if child.type in ("text", "code_inline", "math_inline"):
            words.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            words.append(" ")
    return "".join(words).strip()
