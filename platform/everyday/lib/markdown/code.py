"""Program text as HTML with Pygments' classes; colours are the style sheet's."""

from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


def highlight_code(text: str, language: str) -> str:
    """The spans of a program; escaped plain text where the language is unknown."""
    try:
        lexer = get_lexer_by_name(language or "text", stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(text)
    return highlight(text, lexer, _FORMATTER)


def code_block(text: str, language: str) -> str:
    name = escape(language or "text")
    code = highlight_code(text.rstrip("\n"), language)
    return f'<div class="code-block highlight" data-language="{name}"><pre tabindex="0"><code>{code}</code></pre></div>\n'
