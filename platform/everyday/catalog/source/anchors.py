"""The places of a page that a link may point to."""

from collections.abc import Sequence

from markdown_it.token import Token

from everyday.lib.markdown.blocks import split_arguments


def anchors_of(tokens: Sequence[Token]) -> set[str]:
    """Anchors of headings, labels of formulas, and hand-…, cell-…, figure-…, misconception-… of directives."""
    found = set()
    for token in tokens:
        if token.type == "heading_open" and token.attrGet("id"):
            found.add(str(token.attrGet("id")))
        elif token.type == "math_block_label":
            found.add(token.info)
        elif token.type == "directive_open":
            name = split_arguments(token.meta["arguments"])[0]
            if name:
                found.add(f"{token.info}-{name}")
    return found
