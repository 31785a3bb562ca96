"""What the pages of a run and of a lab show: recorded results beside the declared tests, a sweep without its curves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.urls import reverse

from everyday.catalog.models import Lab, Lesson, Task
from everyday.submissions import selectors
from everyday.submissions.models import Run, Submission, SubmissionFile, TestResult

register = template.Library()

Bilingual = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class TestRow:
    """A test as its list shows it: what the author declared, and what came of it (`pending` until then)."""

    test_id: str
    name: Bilingual = field(default_factory=dict)
    about: Bilingual = field(default_factory=dict)
    status: str = "pending"
    points: float = 0
    max_points: float = 0
    message: Bilingual = field(default_factory=dict)
    hint_url: str = ""

    @property
    def is_bad(self) -> bool:
        return self.status in {"failed", "error"}


@dataclass(frozen=True, kw_only=True)
class TestGroups:
    """The rows in the author's order; gates are what every task is checked for, beside its own tests."""

    public: list[TestRow]
    hidden: list[TestRow]
    gates: list[TestRow]


@register.simple_tag
def test_groups(declared: Sequence[Mapping[str, Any]], results: Iterable[TestResult]) -> TestGroups:
    """`{% test_groups declared tests as groups %}`."""
    by_id = {result.test_id: result for result in results}
    hints = _hint_urls(declared)
    public: list[TestRow] = []
    hidden: list[TestRow] = []
    for test in declared:
        row = _row(test, by_id.pop(test["id"], None), hints.get(test.get("hint_anchor") or "", ""))
        (public if test.get("public") else hidden).append(row)
    return TestGroups(public=public, hidden=hidden, gates=[_row({}, result, "") for result in by_id.values()])


def _row(test: Mapping[str, Any], result: TestResult | None, hint_url: str) -> TestRow:
    name, about = test.get("name") or {}, test.get("about") or {}
    if result is None:
        return TestRow(test_id=test["id"], name=name, about=about, max_points=test.get("points") or 0, hint_url=hint_url)
    return TestRow(
        test_id=result.test_id,
        name=name,
        about=about,
        status=result.status,
        points=result.points,
        max_points=result.max_points,
        message=result.message,
        hint_url=hint_url,
    )


def _hint_urls(declared: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """{`w05.l3#stable`: the address of that section} for the tests' lessons, in one query."""
    anchors = {anchor for test in declared if (anchor := test.get("hint_anchor"))}
    wanted = {anchor.partition("#")[0] for anchor in anchors}
    if not wanted:
        return {}
    rows = Lesson.objects.filter(lesson_id__in=wanted).order_by().values_list("lesson_id", "week__number", "slug")
    pages = {lesson_id: reverse("learning:lesson-detail", args=[number, slug]) for lesson_id, number, slug in rows}
    return {
        anchor: pages[lesson_id] + (f"#{section}" if section else "")
        for anchor in anchors
        for lesson_id, _, section in [anchor.partition("#")]
        if lesson_id in pages
    }


@register.filter
def sweep_points(lab: Lab) -> list[dict[str, Any]]:
    """The precomputed configurations with their metrics, without figures and curves: what the sweep's chart needs."""
    points: list[dict[str, Any]] = (lab.sweep or {}).get("points") or []
    return [{"config": point["config"], "metrics": point.get("metrics") or {}} for point in points]


@register.simple_tag
def metric_rows(declared: Sequence[Mapping[str, Any]], values: Mapping[str, float]) -> list[dict[str, Any]]:
    """`{% metric_rows task.spec.metrics run.metrics as rows %}`: [{name, title{}, unit, value}], declared ones first."""
    by_name = {metric["name"]: metric for metric in declared or []}
    order = [name for name in by_name if name in values] + [name for name in values if name not in by_name]
    return [{"name": name, "title": {}, "unit": "", **by_name.get(name, {}), "value": values[name]} for name in order]


@register.simple_tag
def merits(task: Task, run: Run) -> list[str]:
    """`{% merits task run as merit_names %}`: metrics of a finished run that reached what task.yaml calls a merit."""
    goals = {metric["name"]: metric.get("goal") for metric in task.spec.get("metrics") or []}
    reached = []
    for threshold in task.spec.get("thresholds") or []:
        mark = (threshold.get("merit_by_profile") or {}).get(run.profile)
        value = run.metrics.get(threshold["metric"])
        if mark is None or value is None or threshold.get("profile") not in (None, run.profile):
            continue
        if value <= mark if goals.get(threshold["metric"]) == "min" else value >= mark:
            reached.append(threshold["metric"])
    return reached


@register.simple_tag
def previews(run: Run) -> list[dict[str, Any]]:
    """`{% previews run as found %}`: what the worker read of each document."""
    return selectors.previews_of(run)


@register.simple_tag
def binaries(submission: Submission) -> list[SubmissionFile]:
    """`{% binaries submission as files %}`: the files that are no text, without their bytes."""
    return list(selectors.binaries_of(submission))


@register.simple_tag
def test_count(rows: Sequence[TestRow]) -> str:
    """How many of a group's tests have passed, e.g. `3 / 7`."""
    return f"{sum(row.status == 'passed' for row in rows)} / {len(rows)}"
