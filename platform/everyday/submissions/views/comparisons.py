"""Runs of a task or a lab side by side; the address names them, so that a mentor can be shown the same page."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from everyday.accounts.requests import SignedInRequest
from everyday.catalog.models import Lab, Task
from everyday.lib.spreadsheets import Variant, table_file
from everyday.submissions.selectors.compared import MOST_RUNS, Comparison, comparison, runs_offered, runs_to_compare
from everyday.submissions.views.lookups import lab_or_404, task_or_404


@login_required
@require_safe
def task_compare(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    """?runs=<uuid>,<uuid>… of one learner's runs of the task, or `runs` once for each; see _page."""
    return _page(request, task_or_404(code, slug))


@login_required
@require_safe
def lab_compare(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    """The same for runs of a lab."""
    return _page(request, lab_or_404(code, slug))


@login_required
@require_safe
def task_compare_table(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    """?runs=… &variant=utf-8|excel → the table as a file, a line a run."""
    return _file(request, task_or_404(code, slug))


@login_required
@require_safe
def lab_compare_table(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    return _file(request, lab_or_404(code, slug))


def _page(request: SignedInRequest, content: Task | Lab) -> HttpResponse:
    """Template submissions/compare.html. Context:

    content, task or lab (the other None), week; offered (runs to choose from), chosen (ids); comparison (or None while
    nothing is chosen), charts (for json_script), too_many (more were named than are shown); permalink, table_url; own.
    """
    ids, named = _ids(request)
    runs = runs_to_compare(request.user, content, ids)
    if runs is None:
        raise Http404
    shown = comparison(content, runs) if runs else None
    learner = runs[0].learner if runs else request.user
    address = _address(content)
    query = "?runs=" + ",".join(str(run.pk) for run in runs)
    context: dict[str, Any] = {
        "content": content,
        "task": content if isinstance(content, Task) else None,
        "lab": content if isinstance(content, Lab) else None,
        "week": content.week,
        "offered": list(runs_offered(learner, content)),
        "chosen": {run.pk for run in runs},
        "comparison": shown,
        "charts": _drawn(shown) if shown else None,
        "too_many": named > len(ids),
        "most": MOST_RUNS,
        "permalink": request.build_absolute_uri(address + query),
        "table_url": address.removesuffix("/") + ".csv" + query,
        "own": learner == request.user,
    }
    return render(request, "submissions/compare.html", context)


def _file(request: SignedInRequest, content: Task | Lab) -> HttpResponse:
    ids, _named = _ids(request)
    runs = runs_to_compare(request.user, content, ids)
    variant = request.GET.get("variant", Variant.UTF8)
    if not runs or variant not in list(Variant):
        raise Http404
    shown = comparison(content, runs)
    variant = Variant(variant)
    head = [_("Run"), *(row.title for row in shown.rows)]
    lines = [[column.label, *(row.cells[index].value for row in shown.rows)] for index, column in enumerate(shown.columns)]
    name = f"{content.week.code}-{content.slug}-runs-{variant.value}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(table_file(head, lines, variant), content_type=variant.content_type, headers=headers)


def _ids(request: SignedInRequest) -> tuple[list[UUID], int]:
    """The first run ids that the address names, each once, and how many it names in all."""
    named = list(dict.fromkeys(_each(request)))
    return named[:MOST_RUNS], len(named)


def _each(request: SignedInRequest) -> Iterator[UUID]:
    for text in ",".join(request.GET.getlist("runs")).split(","):
        if text:
            try:
                yield UUID(text)
            except ValueError:
                raise Http404 from None


def _address(content: Task | Lab) -> str:
    name = "task-compare" if isinstance(content, Task) else "lab-compare"
    return reverse(f"submissions:{name}", args=[content.week.code, content.slug])


def _drawn(shown: Comparison) -> dict[str, Any]:
    return {"runs": [column.title for column in shown.columns], "charts": [chart.to_dict() for chart in shown.charts]}
