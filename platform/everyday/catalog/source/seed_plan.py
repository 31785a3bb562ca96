"""curriculum/seed-plan.md, the plan that the course grew from. Its table is the source of truth for every `seed:`."""

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SeedRow:
    number: int
    topic: str
    content: list[str]
    practice: str
    resources: list[str]
    line: int


def read_seed_plan(path: Path) -> dict[int, SeedRow]:
    """The rows by week number. A list in a cell is split at 、 (content) and at commas (resources)."""
    rows = {}
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        cells = [cell.strip() for cell in text.strip().strip("|").split("|")]
        if len(cells) == 6 and cells[0].isdigit():
            number = int(cells[0])
            rows[number] = SeedRow(
                number=number,
                topic=cells[2],
                content=[item.strip() for item in cells[3].split("、")],
                practice=cells[4],
                resources=[item.strip() for item in re.split(r"[,，]\s*", cells[5])],
                line=line,
            )
    return rows
