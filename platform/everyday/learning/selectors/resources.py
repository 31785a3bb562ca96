"""What to read beside the lessons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from everyday.lib.i18n import pick


@dataclass(frozen=True)
class Reading:
    """A resource outside this site, with the sections to read of it in the reader's language."""

    title: Mapping[str, str]
    url: str
    lang: str
    licence: str
    sections: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ReadingLists:
    before: list[Reading]
    after: list[Reading]


def reading_lists(resources: Iterable[Mapping[str, Any]]) -> ReadingLists:
    """Each resource once, with all its sections: what comes before the lessons, and what comes after."""
    listed = list(resources)
    before = [use for use in listed if use.get("when") == "before"]
    return ReadingLists(_grouped(before), _grouped([use for use in listed if use not in before]))


def _grouped(uses: Iterable[Mapping[str, Any]]) -> list[Reading]:
    readings: dict[str, Reading] = {}
    for use in uses:
        url, lang, licence = (str(use.get(name) or "") for name in ("url", "lang", "licence"))
        reading = readings.setdefault(str(use["id"]), Reading(use["title"], url, lang, licence))
        section = use.get("section")
        text = pick(section) if isinstance(section, Mapping) else str(section or "")
        if text:
            reading.sections.append(text)
    return list(readings.values())
