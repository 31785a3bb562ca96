"""Text in the right language: nothing left untranslated, Chinese with its own punctuation and spacing."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from everyday.catalog.checks.context import Context
from everyday.catalog.source.located import Keys, Located
from everyday.catalog.source.pages import Page
from everyday.catalog.source.prose import CJK, prose

MOST_LATIN_WORDS = 12

_HALF_WIDTH = re.compile(rf"(?<=[{CJK}])[,;:!?](?=\s|[{CJK}]|$)|(?<=[{CJK}])\.(?=\s|$)|(?<=[{CJK}])\((?=[{CJK}])|(?<=[{CJK}])\)")
_NO_SPACE = re.compile(rf"[{CJK}][A-Za-z0-9]|[A-Za-z0-9][{CJK}]")
_LATIN_RUN = re.compile(rf"(?:[A-Za-z][A-Za-z'’-]*[ ,;:]+){{{MOST_LATIN_WORDS},}}[A-Za-z]+")
_CJK_RUN = re.compile(rf"[{CJK}]+")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|'[^']*'|‘[^’]*’|《[^》]*》|「[^」]*」|`[^`]*`|\$[^$]*\$")


def check_page_language(context: Context, page: Page, language: str) -> None:
    lint = _lint_chinese if language == "zh" else _lint_english
    lint(context, page.path, prose(page.source.tokens))


def check_yaml_language(context: Context, located: Located) -> None:
    """Every {zh, en} text of a file. The seed is quoted verbatim and left alone."""
    texts = list(_texts(located.data, ()))
    for language, lint in (("zh", _lint_chinese), ("en", _lint_english)):
        lint(context, located.path, [(located.line(*keys, language), text[language]) for keys, text in texts])


def _texts(value: object, keys: Keys) -> Iterator[tuple[Keys, dict[str, str]]]:
    if isinstance(value, dict):
        if {"zh", "en"} <= set(value) and all(isinstance(value[one], str) for one in ("zh", "en")):
            yield keys, value
        elif keys != ("seed",):
            for key, one in value.items():
                yield from _texts(one, (*keys, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _texts(one, (*keys, index))


def _lint_chinese(context: Context, path: Path, texts: Iterable[tuple[int, str]]) -> None:
    for line, text in texts:
        plain = _QUOTED.sub("", text)
        found = _LATIN_RUN.search(plain)
        if found:
            context.error(path, line, f"not translated: {found[0][:60]!r} …")
        half = _HALF_WIDTH.search(plain)
        if half:
            context.warning(path, line, f"half-width {half[0]!r} after Chinese: {_around(plain, half)}")
        tight = _NO_SPACE.search(plain)
        if tight:
            context.warning(path, line, f"no space between Chinese and Latin: {_around(plain, tight)}")


def _lint_english(context: Context, path: Path, texts: Iterable[tuple[int, str]]) -> None:
    glossary = context.course.glossary
    terms = {form for term in glossary.model.root.values() for form in (term.zh, *term.also.zh)} if glossary else set()
    for line, text in texts:
        for found in _CJK_RUN.finditer(_QUOTED.sub("", text)):
            if found[0] not in terms:
                context.error(path, line, f"Chinese in the English text: {found[0]!r}")


def _around(text: str, match: re.Match[str]) -> str:
    return f"“{text[max(0, match.start() - 6) : match.end() + 6]}”"
