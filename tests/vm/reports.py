"""What the tests of the virtual machines make of what a machine left behind."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from tests.vm.machine import Outcome


def all_passed(outcome: Outcome, place: str) -> None:
    report = outcome.folder / f"{place}.xml"
    assert report.exists(), (outcome.facts, list(outcome.folder.iterdir()))
    assert not (wrong := list(_wrong(report))), "\n".join(wrong)
    assert outcome.facts["places"][place]["exit"] == 0


def _wrong(report: Path) -> Iterator[str]:
    """The cases that did not pass. A case that was skipped has proven nothing here."""
    for case in ET.parse(report).iter("testcase"):
        for child in case:
            if child.tag in ("failure", "error", "skipped"):
                yield f"{case.get('name')}: {child.tag} {child.get('message')}\n{child.text or ''}"


def is_full(outcome: Outcome, place: str, *, version: int, uids: str) -> None:
    found = outcome.facts["places"][place]["isolation"]
    assert found is not None, "the sandboxes could not be opened"
    assert (found["isolation"], found["sandbox"]) == ("full", "cold"), found
    assert (found["cgroup"]["version"], found["uids"]) == (version, uids)
