"""The page on which a submission is opened: a box for one request, and the answers."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from everyday.accounts.requests import SignedInRequest
from everyday.submissions import selectors, services
from everyday.submissions.demos import demo_of
from everyday.submissions.models import Submission
from everyday.submissions.selectors.opening import demo_requests
from everyday.submissions.services import DemoRefusedError
from everyday.submissions.views.answers import BadBodyError, addresses, json_body, refusal, wants_json
from everyday.submissions.views.lookups import submission_or_404


@login_required
@require_safe
def demo_detail(request: SignedInRequest, submission_id: UUID) -> HttpResponse:
    """Template submissions/demo_detail.html. Context: submission, task, week, form (DemoForm), requests (own, newest first),
    text (what the box holds), workers, own, error."""
    return _show(request, _openable(request, submission_id))


@login_required
@require_POST
def demo_ask(request: SignedInRequest, submission_id: UUID) -> HttpResponse:
    """JSON {"request": text} → 201 {"run", "urls"}; a form's `request` → the page. Refused: 400 (409 while one is on its way)
    {"error": {"code", "message"}}, or the page with the error and the text."""
    submission = _openable(request, submission_id)
    as_json = wants_json(request)
    text = ""
    try:
        text = _sent(request, as_json=as_json)
        run = services.ask_demo(asker=request.user, submission=submission, request=text)
    except BadBodyError as error:
        return refusal("body", str(error))
    except DemoRefusedError as error:
        status = 409 if error.code == "busy" else 400
        if as_json:
            return refusal(error.code, error.message, status=status)
        return _show(request, submission, text=text, error=error.message, status=status)
    if as_json:
        return JsonResponse({"run": str(run.pk), "urls": addresses(run)}, status=201)
    return redirect("submissions:demo-detail", submission_id=submission.pk)


def _sent(request: SignedInRequest, *, as_json: bool) -> str:
    text = json_body(request).get("request") if as_json else request.POST.get("request", "")
    if not isinstance(text, str):
        raise BadBodyError("“request” must be a text.")
    return text


def _openable(request: SignedInRequest, submission_id: UUID) -> Submission:
    """Own, or a mentored learner's; of a task whose submissions can be opened. Else it does not exist."""
    submission = submission_or_404(request.user, submission_id)
    if demo_of(submission.task) is None:
        raise Http404
    return submission


def _show(
    request: SignedInRequest, submission: Submission, *, text: str = "", error: str | None = None, status: int = 200
) -> HttpResponse:
    requests = demo_requests(request.user, submission)
    context: dict[str, Any] = {
        "submission": submission,
        "task": submission.task,
        "week": submission.task.week,
        "form": demo_of(submission.task),
        "requests": requests,
        "text": text,
        "workers": len(selectors.capable_workers()),
        "own": submission.learner_id == request.user.pk,
        "error": error,
    }
    return render(request, "submissions/demo_detail.html", context, status=status)
