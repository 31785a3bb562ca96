"""A portfolio as others see it. The preview shows exactly the same: there is one selector and one template.

What leaves here is what the learner chose, item by item; nothing else of a run or of a person is handed to the template.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import QuerySet

from everyday.accounts.models import User
from everyday.lib.markdown.code import highlight_code
from everyday.lib.markdown.foreign import render_foreign
from everyday.portfolio.models import Certificate, Portfolio, PortfolioItem
from everyday.portfolio.seals import is_sealed
from everyday.portfolio.selectors.certificates import standing_certificate
from everyday.portfolio.selectors.drawings import Drawing, drawings_of
from everyday.submissions.models import Run
from everyday.submissions.selectors import binaries_of, previews_of

_RENDERED_S = 24 * 3600
_FORMAT = 1  # of what the cache keeps; count up when the renderer changes
_LANGUAGES = {".py": "python", ".json": "json"}
_MOST_PICTURES = 8


@dataclass(frozen=True, kw_only=True)
class ShownFile:
    """One file: `html` is safe markup of a Markdown text, `code` safe spans of any other text; neither for a mere download."""

    path: str
    size: int
    html: str = ""
    code: str = ""
    pictures: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, kw_only=True)
class ShownItem:
    """What others see of one item. Score, values, drawings and files are empty unless they were chosen."""

    pk: int
    kind: str  # task document lab
    week: int
    title: Mapping[str, str]
    remark: str
    ended_at: Any
    score: float | None = None
    max_score: float | None = None
    is_passed: bool = False
    metrics: Sequence[Mapping[str, Any]] = ()
    settings: Sequence[tuple[Mapping[str, str] | str, Any]] = ()
    drawings: Sequence[Drawing] = ()
    files: Sequence[ShownFile] = ()


@dataclass(frozen=True, kw_only=True)
class Showcase:
    """`name` is empty unless the learner shows it; `certificate` is None unless they link it and it is valid."""

    headline: str
    name: str
    items: list[ShownItem] = field(default_factory=list)
    certificate: Certificate | None = None


def showcase(portfolio: Portfolio) -> Showcase:
    items = list(_items(portfolio))
    runs = _runs(items)
    drawn = drawings_of([run for item in items if item.shows_figures and (run := runs.get(item.pk))])
    return Showcase(
        headline=portfolio.headline,
        name=str(portfolio.learner) if portfolio.shows_name and portfolio.learner.display_name else "",
        items=[_shown(item, run, drawn.get(run.pk, [])) for item in items if (run := runs.get(item.pk))],
        certificate=_certificate(portfolio),
    )


def shared_portfolio(key: str) -> Portfolio | None:
    """The portfolio whose page has this key in its address, while it is shared (1 query)."""
    if not key:
        return None
    return Portfolio.objects.select_related("learner").filter(key=key, learner__is_active=True).first()


def portfolio_of(learner: User) -> Portfolio | None:
    """The learner's portfolio, if they ever opened it."""
    return Portfolio.objects.filter(learner=learner).first()


def run_of(item: PortfolioItem) -> Run | None:
    """The run that an item shows: of a submission the one whose result stands."""
    return _runs([item]).get(item.pk)


def item_of(portfolio: Portfolio, item_id: int) -> PortfolioItem | None:
    return _items(portfolio).filter(pk=item_id).first()


def _items(portfolio: Portfolio) -> QuerySet[PortfolioItem]:
    return portfolio.items.select_related("submission__task__week", "lab_run__lab__week").defer(
        *(f"submission__task__{name}" for name in ("statement_html", "debrief_html", "hints", "starter", "public_tests")),
        *("lab_run__lab__statement_html", "lab_run__lab__sweep"),
    )


def _runs(items: Sequence[PortfolioItem]) -> dict[int, Run]:
    """Item → the finished run whose result stands (1 query)."""
    submissions = {item.submission.pk: item.submission for item in items if item.submission is not None}
    latest: dict[UUID, Run] = {}
    if submissions:
        for run in Run.objects.filter(submission__in=submissions, state=Run.State.FINISHED).order_by("queued_at"):
            assert run.submission_id is not None
            run.submission = submissions[run.submission_id]
            latest[run.submission_id] = run
    found = {item.pk: latest.get(item.submission_id) if item.submission_id else item.lab_run for item in items}
    return {pk: run for pk, run in found.items() if run is not None}


def _shown(item: PortfolioItem, run: Run, drawn: Sequence[Drawing]) -> ShownItem:
    content = item.submission.task if item.submission else run.lab
    assert content is not None
    is_document = item.submission is not None and item.submission.task.kind == "document"
    return ShownItem(
        pk=item.pk,
        kind="lab" if item.submission is None else "document" if is_document else "task",
        week=content.week.number,
        title=content.title,
        remark=item.remark,
        ended_at=run.ended_at or run.queued_at,
        score=run.score if item.shows_score and item.submission else None,
        max_score=run.max_score if item.shows_score and item.submission else None,
        is_passed=item.shows_score and run.status == Run.Status.PASSED,
        metrics=_metrics(content.spec, run) if item.shows_score else (),
        settings=_settings(content.spec, run) if run.lab else (),
        drawings=drawn,
        files=_files(item, run) if item.shows_files and item.submission else (),
    )


def _metrics(spec: Mapping[str, Any], run: Run) -> list[dict[str, Any]]:
    """[{name, title{}, unit, value}] of what the judge measured, the declared ones first."""
    declared = {one["name"]: one for one in spec.get("metrics") or []}
    order = [name for name in declared if name in run.metrics] + [name for name in run.metrics if name not in declared]
    return [{"name": name, "title": {}, "unit": "", **declared.get(name, {}), "value": run.metrics[name]} for name in order]


def _settings(spec: Mapping[str, Any], run: Run) -> list[tuple[Mapping[str, str] | str, Any]]:
    """What the lab was run with, in the form's order."""
    params = {one["name"]: one for one in spec.get("params") or []}
    return [(one.get("title") or name, run.config[name]) for name, one in params.items() if name in run.config]


def _files(item: PortfolioItem, run: Run) -> list[ShownFile]:
    assert item.submission is not None
    pictures = {str(one.get("path")): list(one.get("pictures") or [])[:_MOST_PICTURES] for one in previews_of(run)}
    texts = [_text_file(path, text) for path, text in item.submission.files.items()]
    others = [
        ShownFile(path=file.path, size=file.size, pictures=pictures.get(file.path, ())) for file in binaries_of(item.submission)
    ]
    return [*texts, *others]


def _text_file(path: str, text: str) -> ShownFile:
    suffix = PurePosixPath(path).suffix.lower()
    size = len(text.encode(errors="surrogatepass"))
    if suffix == ".md":
        return ShownFile(path=path, size=size, html=_rendered(text))
    return ShownFile(path=path, size=size, code=highlight_code(text, _LANGUAGES.get(suffix, "text")))


def _rendered(text: str) -> str:
    key = f"portfolio:markdown:{_FORMAT}:{hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()}"
    html: str | None = cache.get(key)
    if html is None:
        html = render_foreign(text)
        cache.set(key, html, _RENDERED_S)
    return html


def _certificate(portfolio: Portfolio) -> Certificate | None:
    if not portfolio.shows_certificate:
        return None
    certificate = standing_certificate(portfolio.learner)
    return certificate if certificate is not None and is_sealed(certificate) else None
