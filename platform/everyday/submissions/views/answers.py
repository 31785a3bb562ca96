"""JSON answers to the pages' scripts: one shape for what went wrong, one for where a run can be watched."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from everyday.submissions.models import Run
from everyday.submissions.services import AttemptsExhaustedError, SourcesRefusedError


class BadBodyError(ValueError):
    """The request's body is not the JSON that the address asks for; `str(error)` is for the reader."""


def wants_json(request: HttpRequest) -> bool:
    """A script that sent JSON or asks for nothing else; a form wants a page."""
    return request.content_type == "application/json" or request.headers.get("Accept", "") == "application/json"


def wants_page(request: HttpRequest) -> bool:
    """A script that sent JSON and shows what it made."""
    return request.headers.get("Accept", "") == "text/html"


def json_body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError:
        raise BadBodyError(_("The request is not valid JSON.")) from None
    if not isinstance(body, dict):
        raise BadBodyError(_("The request is not a JSON object."))
    return body


def files_of(body: Mapping[str, Any]) -> dict[str, str]:
    """`files: {path: text}` of a body."""
    files = body.get("files")
    if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
        raise BadBodyError(_("“files” must map file names to texts."))
    return files


def refusal(code: str, message: str, status: int = 400, **more: Any) -> JsonResponse:
    """{"error": {"code", "message", …}}."""
    return JsonResponse({"error": {"code": code, "message": message, **more}}, status=status)


def refused(error: SourcesRefusedError) -> JsonResponse:
    if isinstance(error, AttemptsExhaustedError):
        return refusal(error.code, error.message, status=429, next_at=error.next_at.isoformat())
    return refusal(error.code, error.message)


def addresses(run: Run) -> dict[str, str]:
    """Where a run is shown, streamed, polled and cancelled."""
    names = {"run": "run-detail", "events": "run-events", "poll": "run-poll", "cancel": "run-cancel"}
    return {key: reverse(f"submissions:{name}", args=[run.pk]) for key, name in names.items()}
