"""A run's page, its live events, and its end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from everyday.accounts.requests import SignedInRequest
from everyday.submissions import live, selectors, services
from everyday.submissions.models import Run
from everyday.submissions.policies import may_cancel_run
from everyday.submissions.selectors.regrades import published_regrades
from everyday.submissions.services import NotAllowedError
from everyday.submissions.verdicts import VERDICT_TEXTS
from everyday.submissions.views.answers import addresses, wants_json
from everyday.submissions.views.lookups import run_or_404


@login_required
@require_safe
def run_detail(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    run = run_or_404(request.user, run_id)
    if run.demo_of_id is not None:
        return redirect(f"{reverse('submissions:demo-detail', args=[run.demo_of_id])}#request-{run.pk}")
    return run_page(request, run)


def run_page(request: SignedInRequest, run: Run, *, status: int = 200) -> HttpResponse:
    """Template submissions/run_detail.html. Context:

    run, submission (None for a lab), task, lab, week; state (selectors.QueueState: position, estimate_s, workers);
    tests (the recorded results in the author's order, empty until the verdict), declared (task.tests: what is still to come);
    declared_metrics, declared_figures (of the task or lab);
    verdict {what{}, next{}} of a run that is over; figures, metrics are drawn from the events; may_cancel; own;
    regrades (published, where the run is a re-grade's or was replaced by one);
    urls {run, events, poll, cancel}; live (for json_script): {urls, over, state}.
    """
    submission, lab = run.judged, run.lab
    task = submission.task if submission else None
    state = selectors.queue_state(run)
    context: dict[str, Any] = {
        "run": run,
        "submission": submission,
        "task": task,
        "lab": lab,
        "week": task.week if task else lab.week if lab else None,
        "state": state,
        "tests": list(run.test_results.all()),
        "declared": task.tests if task else [],
        "declared_metrics": _spec(run).get("metrics") or [],
        "declared_figures": _spec(run).get("figures") or [],
        "verdict": VERDICT_TEXTS.get(run.status),
        "may_cancel": may_cancel_run(request.user, run) and not run.is_over,
        "own": run.learner_id == request.user.pk,
        "regrades": published_regrades(submission) if submission and (run.is_regrade or run.aside_of_id) else [],
        "blame": selectors.blame(run),
        "urls": addresses(run),
        "live": {"urls": addresses(run), "over": run.is_over, "state": state.to_dict()},
    }
    return render(request, "submissions/run_detail.html", context, status=status)


@login_required
@require_safe
def run_events(request: SignedInRequest, run_id: UUID) -> HttpResponseBase:
    """Server-sent events from after Last-Event-ID (or ?after=): `id: <seq>`, `event: <kind>`, `data: <json>`; `state` events
    without id; `end` when the run is over. 204 ends a reconnect that has everything; 503 asks to poll instead.
    """
    run = run_or_404(request.user, run_id)
    seen = request.headers.get("Last-Event-ID")
    after = _number(seen if seen is not None else request.GET.get("after", "0"))
    if seen is not None and run.is_over and after >= run.event_seq:
        return HttpResponse(status=204)
    try:
        stream = live.Stream(str(run.pk), after)
    except live.TooManyStreams:
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    headers = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(stream, content_type="text/event-stream", headers=headers)


@login_required
@require_safe
def run_poll(request: SignedInRequest, run_id: UUID) -> JsonResponse:
    """?after=N → {"state": {state, status, position, estimate_s, workers}, "events": [{seq, kind, data, at}], "over"}.

    A long run comes in several answers; ask again from the last seq until `events` is empty.
    """
    run = run_or_404(request.user, run_id)
    events = selectors.events_after(run.pk, _number(request.GET.get("after", "0")))
    answer = {
        "state": selectors.queue_state(run).to_dict(),
        "events": [{"seq": e.seq, "kind": e.kind, "data": e.data, "at": e.at.isoformat()} for e in events],
        "over": run.is_over,
    }
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


@login_required
@require_POST
def run_cancel(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """JSON {"state"} to a script, the run's page to a form. 404 for whoever may look but not cancel."""
    run = run_or_404(request.user, run_id)
    try:
        run = services.cancel(user=request.user, run=run)
    except NotAllowedError:
        raise Http404 from None
    if wants_json(request):
        return JsonResponse({"state": run.state})
    if run.state == Run.State.RUNNING:
        messages.info(request, _("The run is being cancelled."))
    return redirect("submissions:run-detail", run_id=run.pk)


def _spec(run: Run) -> dict[str, Any]:
    """The description of the run's task or lab."""
    content = run.judged.task if run.judged else run.lab
    return content.spec if content else {}


def _number(text: str) -> int:
    """A seq that a client names; anything else means from the start."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
