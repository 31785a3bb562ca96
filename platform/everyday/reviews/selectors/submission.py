"""A submission as its mentor reads it: lines with comments, runs, tests, curves."""

from collections import defaultdict
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import UUID

from everyday.accounts.models import User
from everyday.lib.markdown.code import highlight_code
from everyday.reviews.models import Comment
from everyday.reviews.policies import may_read_reviews
from everyday.reviews.selectors.feedback import Feedback
from everyday.submissions.models import Run, RunEvent, Submission, TestResult

_LANGUAGES = {".py": "python", ".json": "json", ".md": "markdown", ".toml": "toml", ".yaml": "yaml", ".yml": "yaml"}
_MOST_METRIC_EVENTS = 20_000


@dataclass(frozen=True)
class ReviewedLine:
    """`html` is escaped and highlighted source of one line."""

    number: int
    html: str
    comments: list[Comment]


@dataclass(frozen=True)
class ReviewedFile:
    path: str
    lines: list[ReviewedLine]


@dataclass(frozen=True)
class ReviewedTest:
    """A result with the name that the task's author gave the test."""

    result: TestResult
    name: dict[str, str]


@dataclass(frozen=True)
class RunReport:
    """One run with its tests. `curves` is a Plotly drawing; `figures` are drawings by the element id they get on the page."""

    run: Run
    tests: list[ReviewedTest]
    curves: dict[str, Any] | None
    figures: dict[str, dict[str, Any]]


def submission_for_review(user: User, submission_id: UUID) -> Submission | None:
    """The submission if `user` may read reviews of it, else None."""
    submission = Submission.objects.select_related("learner", "task__week").filter(pk=submission_id).first()
    return submission if submission is not None and may_read_reviews(user, submission) else None


def reviewed_files(submission: Submission, feedback: Feedback) -> list[ReviewedFile]:
    """Every file line by line, each with its comments."""
    return [
        ReviewedFile(
            path,
            [
                ReviewedLine(number, html, feedback.on_lines.get((path, number), []))
                for number, html in enumerate(_highlighted(path, text), start=1)
            ],
        )
        for path, text in sorted(submission.files.items())
    ]


def line_count(text: str) -> int:
    """How many lines a comment may point at."""
    return len(_lines(text))


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n")


def _highlighted(path: str, text: str) -> list[str]:
    """One piece of HTML a line. The highlighter closes its spans at each line's end; if it ever did not, plain text it is."""
    plain = _lines(text)
    suffix = path[path.rfind(".") :] if "." in path else ""
    html = highlight_code("\n".join(plain), _LANGUAGES.get(suffix, "text")).split("\n")
    html = html[: len(plain)] if len(html) > len(plain) and not any(html[len(plain) :]) else html
    return html if len(html) == len(plain) else [escape(line) for line in plain]


def run_report(submission: Submission, run: Run) -> RunReport:
    """Tests in the author's order, metric curves and figures of a run (2 queries)."""
    names = {test["id"]: test.get("name", {}) for test in submission.task.tests}
    results = list(run.test_results.all())
    events = RunEvent.objects.filter(run=run, kind__in=["metric", "figure"]).order_by("seq")
    metrics: list[dict[str, Any]] = []
    figures: dict[str, dict[str, Any]] = {}
    for kind, data in events.values_list("kind", "data")[:_MOST_METRIC_EVENTS]:
        if kind == "metric":
            metrics.append(data)
        else:
            figures[str(data.get("id"))] = data.get("plotly") or {}
    tests = [
        ReviewedTest(result, names.get(result.test_id) or {"zh": result.test_id, "en": result.test_id}) for result in results
    ]
    by_element = {f"figure-{place}": drawing for place, drawing in enumerate(figures.values(), start=1)}
    return RunReport(run, tests, _curves(metrics), by_element)


def _curves(metrics: list[dict[str, Any]]) -> dict[str, Any] | None:
    """One line a metric, over steps; None without any."""
    steps: defaultdict[str, list[Any]] = defaultdict(list)
    values: defaultdict[str, list[Any]] = defaultdict(list)
    for event in metrics:
        for name, value in (event.get("values") or {}).items():
            steps[name].append(event.get("step"))
            values[name].append(value)
    if not values:
        return None
    traces = [{"type": "scatter", "mode": "lines", "name": escape(name), "x": steps[name], "y": values[name]} for name in values]
    return {"data": traces, "layout": {"xaxis": {"title": {"text": "step"}}}}
