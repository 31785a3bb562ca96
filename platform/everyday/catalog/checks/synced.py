"""Translations kept up to date: the English page remembers the hash of each Chinese section it was translated from."""

import re

from everyday.catalog.checks.context import Context
from everyday.catalog.source.pages import Page
from everyday.catalog.source.sections import sections_of

_FRONT = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)
_SYNCED = re.compile(r"^synced:.*\n(?:[ \t]+.*\n)*", re.MULTILINE)


def check_synced(context: Context, zh: Page, en: Page) -> None:
    """A section whose Chinese changed since it was translated is stale: allowed in a draft only."""
    stored = en.source.front.get("synced")
    if not isinstance(stored, dict):
        return context.missing(en.path, 1, "front matter has no synced: hashes; run check_curriculum --write-synced")
    current = {section.id: section for section in sections_of(zh.source)}
    lines = {section.id: section.line for section in sections_of(en.source)}
    for name, section in current.items():
        if str(stored.get(name)) != section.hash:
            message = f"section {name!r} is stale: {zh.path.name}:{section.line} changed since it was translated"
            context.missing(en.path, lines.get(name, 1), message)
    return None


def write_synced(zh: Page, en: Page) -> bool:
    """Store the hashes of the Chinese sections in the English page; whether the file changed."""
    hashes = "".join(f'  {section.id}: "{section.hash}"\n' for section in sections_of(zh.source))
    text = en.path.read_text(encoding="utf-8")
    front = _FRONT.match(text)
    kept = _SYNCED.sub("", front[1]) if front else ""
    body = text[front.end() :] if front else text
    new = f"---\n{kept}synced:\n{hashes}---\n{body}"
    if new == text:
        return False
    en.path.write_text(new, encoding="utf-8")
    return True
