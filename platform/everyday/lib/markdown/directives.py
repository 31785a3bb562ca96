"""`:::name arguments` … `:::` on lines of their own; directives may lie inside one another."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

_OPEN = re.compile(r":::\s*([a-z][a-z-]*)(?:\s+(.*?))?\s*$")
_CLOSE = re.compile(r":::\s*$")
_FENCE = re.compile(r"(```+|~~~+)")

NAMES = frozenset({"hand", "misconception", "figure", "cell", "answer", "note", "try"})


def directives_plugin(markdown: MarkdownIt) -> None:
    """Adds tokens directive_open (info = name, meta = {arguments, closed}) and directive_close."""
    markdown.block.ruler.before("fence", "directive", _directive, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _closing_line(state: StateBlock, start: int, end: int) -> int | None:
    """The line of the `:::` that closes the directive opened at `start`; code fences are skipped over."""
    depth, fence = 1, ""
    for number in range(start + 1, end):
        text = _line(state, number)
        marker = _FENCE.match(text)
        if fence:
            fence = "" if marker and text.strip() == marker[1] and marker[1].startswith(fence) else fence
        elif marker:
            fence = marker[1]
        elif _CLOSE.match(text):
            depth -= 1
            if depth == 0:
                return number
        elif _OPEN.match(text):
            depth += 1
    return None


def _directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    match = _OPEN.match(_line(state, start))
    if match is None or state.is_code_block(start):
        return False
    if silent:
        return True
    closing = _closing_line(state, start, end)
    body_end = end if closing is None else closing
    opening = state.push("directive_open", "section", 1)
    opening.block = True
    opening.info = match[1]
    opening.meta = {"arguments": match[2] or "", "closed": closing is not None}
    opening.map = [start, body_end]
    previous_parent, previous_end = state.parentType, state.lineMax
    # What follows the closing line is none of the body's business.
    state.parentType, state.lineMax = "directive", body_end
    state.md.block.tokenize(state, start + 1, body_end)
    state.parentType, state.lineMax = previous_parent, previous_end
    ending = state.push("directive_close", "section", -1)
    ending.block = True
    ending.info = match[1]
    ending.map = [body_end, body_end + 1]
    state.line = body_end if closing is None else closing + 1
    return True
