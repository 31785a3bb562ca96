"""A document's rubric: criteria with levels, by which a learner judges their own work first and a mentor judges it afterwards."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from everyday.catalog.models import Task
from everyday.submissions.sources import SourcesRefusedError

Assessment = dict[str, int]  # {criterion: number of the level, from 0}


def criteria_of(task: Task) -> list[dict[str, Any]]:
    """[{id, title{}, about{}?, levels: [{points, title{}, anchor{}}]}] in the author's order; none for most tasks."""
    criteria: list[dict[str, Any]] = (task.spec.get("rubric") or {}).get("criteria") or []
    return criteria


def most_points(task: Task) -> float:
    return float(sum(max(level["points"] for level in criterion["levels"]) for criterion in criteria_of(task)))


def points_of(task: Task, assessment: Mapping[str, int]) -> float:
    return float(
        sum(
            criterion["levels"][assessment[criterion["id"]]]["points"]
            for criterion in criteria_of(task)
            if criterion["id"] in assessment
        )
    )


def assessment(task: Task, given: Mapping[str, Any]) -> Assessment:
    """The chosen levels, checked; what was left out stays out. Raises SourcesRefusedError for a level that is none."""
    chosen: Assessment = {}
    for criterion in criteria_of(task):
        value = str(given.get(criterion["id"], "")).strip()
        if not value:
            continue
        if not (value.isascii() and value.isdigit() and int(value) < len(criterion["levels"])):
            raise SourcesRefusedError("self-assessment", _("Choose one of the levels of the rubric."))
        chosen[criterion["id"]] = int(value)
    return chosen
