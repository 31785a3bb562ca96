"""What adds up to a week's points: every task, and of the tasks of one group the best one alone. Pure: no database."""

from collections.abc import Hashable, Iterable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def counted(entries: Iterable[tuple[Key, str, int, float]]) -> dict[Key, float]:
    """`entries` are (key, group of the task or "", id of the task, points); key → the points that count."""
    best: dict[tuple[Key, str, int], float] = {}
    for key, group, task, points in entries:
        place = (key, group, 0 if group else task)
        best[place] = max(points, best.get(place, 0.0))
    totals: dict[Key, float] = {}
    for (key, _, _), points in best.items():
        totals[key] = totals.get(key, 0.0) + points
    return totals
