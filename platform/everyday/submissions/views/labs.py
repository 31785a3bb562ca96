"""A lab's page: predict, choose a configuration, run it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from everyday.accounts.models import User
from everyday.accounts.requests import SignedInRequest
from everyday.catalog.models import Lab
from everyday.lib.i18n import pick
from everyday.submissions import configurations, selectors, services
from everyday.submissions.models import Run
from everyday.submissions.services import ConfigurationInvalidError, LabRefusedError
from everyday.submissions.views.answers import BadBodyError, addresses, json_body, refusal, wants_json
from everyday.submissions.views.lookups import lab_or_404, run_or_404

_HISTORY = 20


@login_required
@require_safe
def lab_detail(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    """Template submissions/lab_detail.html. Context:

    lab, week; fields [{param, value, error}] in the author's order (param is lab.yaml's, error a text); seed; predict, explain
    (questions); runs (own, newest first); workers (how many are online); sweep (bool: precomputed results exist);
    error (message or None).
    """
    lab = lab_or_404(code, slug)
    values = configurations.defaults_of(lab)
    return render(request, "submissions/lab_detail.html", _lab_context(request.user, lab, values))


@login_required
@require_POST
def lab_run(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    """JSON {"config": {name: value}, "seed"?, "prediction"?: {question: answer}} → 201 {"run", "answered_from", "urls"}.

    A form sends the parameters by name, `seed`, and `predict-<question>` → the run's page. Refused: 400
    {"error": {"code", "message", "errors"?: {name: {zh, en}}}} or the lab's page with the errors beside the fields.
    """
    lab = lab_or_404(code, slug)
    as_json = wants_json(request)
    try:
        config, seed, prediction = _sent(request)
    except BadBodyError as error:
        return refusal("body", str(error))
    try:
        run = services.run_lab(learner=request.user, lab=lab, config=config, seed=seed, prediction=prediction)
    except ConfigurationInvalidError as error:
        if as_json:
            return refusal("config", "; ".join(map(pick, error.errors.values())), errors=error.errors)
        context = _lab_context(request.user, lab, config, error)
        return render(request, "submissions/lab_detail.html", context, status=400)
    except LabRefusedError as error:
        if as_json:
            return refusal(error.code, error.message, status=429 if error.code == "budget" else 400)
        context = {**_lab_context(request.user, lab, config), "error": error.message}
        return render(request, "submissions/lab_detail.html", context, status=400)
    return _answer(run, as_json=as_json)


@login_required
@require_POST
def run_explain(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """`explain-<question>`: the learner's answers after a lab's run, kept for their mentor → back to the run's page."""
    run = run_or_404(request.user, run_id)
    answers = {name.removeprefix("explain-"): value for name, value in request.POST.items() if name.startswith("explain-")}
    try:
        services.explain_run(learner=request.user, run=run, answers=answers)
    except services.NotAllowedError:
        raise Http404 from None
    except LabRefusedError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Your explanation is kept; your mentor can read it."))
    return redirect(f"{reverse('submissions:run-detail', args=[run.pk])}#explain-title")


def _sent(request: HttpRequest) -> tuple[dict[str, Any], Any, dict[str, Any]]:
    """(configuration, seed, prediction) as they came, unchecked."""
    if request.content_type == "application/json":
        body = json_body(request)
        config, prediction = body.get("config", {}), body.get("prediction", {})
        if not isinstance(config, dict) or not isinstance(prediction, dict):
            raise BadBodyError("“config” and “prediction” must be objects.")
        return config, body.get("seed", 0), prediction
    fields = {name: value for name, value in request.POST.items() if name not in {"csrfmiddlewaretoken", "seed"}}
    prediction = {name.removeprefix("predict-"): value for name, value in fields.items() if name.startswith("predict-")}
    config = {name: value for name, value in fields.items() if not name.startswith("predict-")}
    return config, request.POST.get("seed", "0"), prediction


def _answer(run: Run, *, as_json: bool) -> HttpResponse:
    if as_json:
        return JsonResponse({"run": str(run.pk), "answered_from": run.answered_from, "urls": addresses(run)}, status=201)
    return redirect("submissions:run-detail", run_id=run.pk)


def _lab_context(
    learner: User, lab: Lab, values: dict[str, Any], error: ConfigurationInvalidError | None = None
) -> dict[str, Any]:
    errors = error.errors if error else {}
    return {
        "lab": lab,
        "week": lab.week,
        "fields": [
            {
                "param": param,
                "value": values.get(param["name"], param["default"]),
                "error": pick(errors.get(param["name"])),
            }
            for param in configurations.params_of(lab)
        ],
        "seed": 0,
        "predict": lab.spec.get("predict") or [],
        "explain": lab.spec.get("explain") or [],
        "runs": selectors.runs_of_lab(learner, lab)[:_HISTORY],
        "workers": len(selectors.capable_workers()),
        "sweep": bool((lab.sweep or {}).get("points")),
        "error": pick(errors.get("seed")) or None,
    }
