"""A task's page: read the statement, write, hand in; and the history of what was handed in."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from everyday.accounts.models import User
from everyday.accounts.requests import SignedInRequest
from everyday.catalog.models import Task
from everyday.catalog.selectors import alternatives_to
from everyday.submissions import patterns, rubrics, selectors, services
from everyday.submissions.models import Submission
from everyday.submissions.services import DraftConflict, SourcesRefusedError
from everyday.submissions.sources import ENTRY, Rules
from everyday.submissions.uploads import read_files, read_uploads
from everyday.submissions.views.answers import (
    BadBodyError,
    addresses,
    files_of,
    json_body,
    refusal,
    refused,
    wants_json,
    wants_page,
)
from everyday.submissions.views.lookups import task_or_404
from everyday.submissions.views.runs import run_page

_HISTORY = 10


@login_required
@require_safe
def task_detail(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    """Template submissions/task_detail.html. Context:

    task, week; files {path: text} in the editor (draft, else last attempt's, else starter), starter, public_tests;
    draft (Draft or None); editor (for json_script): {task, files, starter, required [path], version, max_bytes,
    urls {save, submit}}; attempts (selectors.Attempts); history (newest Submissions, runs prefetched), latest_run;
    best (score, max) or None; passed; hints [{html{}|text{}}] that are unlocked, locked_hints (how many are not);
    workers (how many are online); error (message or None); hand_in (None, or what the form of a task that takes files needs:
    {wanted [{pattern, names}], optional [pattern], accept, most_mib}); rubric (criteria of a document).
    """
    task = task_or_404(code, slug)
    return render(request, "submissions/task_detail.html", _task_context(request.user, task))


@login_required
@require_POST
def draft_save(request: SignedInRequest, code: str, slug: str) -> JsonResponse:
    """{"files": {path: text}, "version": n} → 200 {"version", "saved_at"}; 409 {"error", "draft": {files, version}} when
    another tab saved in between; 400 for what cannot be stored.
    """
    task = task_or_404(code, slug)
    try:
        body = json_body(request)
        version = body.get("version")
        if not isinstance(version, int) or version < 0:
            raise BadBodyError(_("“version” must be the number of the saved draft."))
        draft = services.save_draft(learner=request.user, task=task, files=files_of(body), version=version)
    except BadBodyError as error:
        return refusal("body", str(error))
    except SourcesRefusedError as error:
        return refused(error)
    except DraftConflict as conflict:
        message = _("This draft was changed in another tab or on another device.")
        theirs = {"files": conflict.draft.files, "version": conflict.draft.version}
        return JsonResponse({"error": {"code": "conflict", "message": message}, "draft": theirs}, status=409)
    return JsonResponse({"version": draft.version, "saved_at": draft.saved_at.isoformat()})


@login_required
@require_POST
def submission_create(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    """From a script: JSON {"files", "version"?} → 201 {"submission", "number", "run", "urls": {run, events, poll, cancel}};
    to the editor, which asks for text/html, 201 with the run's page and its address as Location.

    From a form: `upload` (one or more .py, .ipynb, .zip) or `code` (the text of solution.py) → on to the run's page.
    Refused: 400 (429 when no attempt is left) {"error": {"code", "message"}}, or the task's page with `error`; the text
    that was sent is kept as the draft.
    """
    task = task_or_404(code, slug)
    as_json = wants_json(request)
    files: dict[str, str] = {}
    try:
        if Rules.of(task).takes_files and request.content_type != "application/json":
            return _accepted(request, _hand_in(request, task), as_json=as_json)
        files, source = _sent(request, task)
        submission = services.submit(learner=request.user, task=task, files=files, source=source)
    except BadBodyError as error:
        return refusal("body", str(error))
    except SourcesRefusedError as error:
        if not Rules.of(task).takes_files:
            _keep(request.user, task, files)
        if as_json:
            return refused(error)
        context = {**_task_context(request.user, task), "error": error.message}
        return render(request, "submissions/task_detail.html", context, status=400)
    return _accepted(request, submission, as_json=as_json)


@login_required
@require_safe
def submission_list(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    """Template submissions/submission_list.html. Context: task, week, submissions (newest first, runs prefetched), best."""
    task = task_or_404(code, slug)
    context = {
        "task": task,
        "week": task.week,
        "submissions": selectors.submissions_of(request.user, task).defer("files"),
        "best": selectors.best_scores(request.user).get(task.task_id),
    }
    return render(request, "submissions/submission_list.html", context)


def _hand_in(request: SignedInRequest, task: Task) -> Submission:
    """From the form of a task that takes files: `upload` (several), `keep` (an own attempt whose other files stay), and
    `self-<criterion>` (the number of a level)."""
    files = read_files(task, request.FILES.getlist("upload"))
    kept = selectors.submissions_of(request.user, task).filter(number=_number(request.POST.get("keep", ""))).first()
    if kept is not None:
        files = files.over(selectors.handed_in(kept), Rules.of(task))
    given = {name.removeprefix("self-"): value for name, value in request.POST.items() if name.startswith("self-")}
    return services.submit(
        learner=request.user,
        task=task,
        files=files.texts,
        binaries=files.binaries,
        source=Submission.Source.UPLOAD,
        self_assessment={name: str(value) for name, value in given.items()},
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _sent(request: HttpRequest, task: Task) -> tuple[dict[str, str], str]:
    """The files of the request and where they came from."""
    if request.content_type == "application/json":
        return files_of(json_body(request)), Submission.Source.EDITOR
    uploads = request.FILES.getlist("upload")
    if uploads or "code" not in request.POST:
        return read_uploads(task, uploads), Submission.Source.UPLOAD
    return {ENTRY: request.POST["code"].replace("\r\n", "\n")}, Submission.Source.EDITOR


def _accepted(request: SignedInRequest, submission: Submission, *, as_json: bool) -> HttpResponse:
    run = submission.runs.get()
    if not as_json:
        return redirect("submissions:run-detail", run_id=run.pk)
    if wants_page(request):
        page = run_page(request, run, status=201)
        page.headers["Location"] = addresses(run)["run"]
        return page
    return JsonResponse(
        {"submission": str(submission.pk), "number": submission.number, "run": str(run.pk), "urls": addresses(run)}, status=201
    )


def _keep(learner: User, task: Task, files: dict[str, str]) -> None:
    """What was refused stays in the learner's editor, over whatever the draft held; what cannot be stored does not."""
    if not files:
        return
    draft = selectors.draft_of(learner, task)
    try:
        services.save_draft(learner=learner, task=task, files=files, version=draft.version if draft else 0)
    except (SourcesRefusedError, DraftConflict):
        return


def _task_context(learner: User, task: Task) -> dict[str, Any]:
    draft = selectors.draft_of(learner, task)
    history = list(selectors.submissions_of(learner, task).defer("files")[:_HISTORY])
    files = draft.files if draft else history[0].files if history else task.starter
    best = selectors.best_scores(learner).get(task.task_id)
    fails = selectors.failed_attempts(learner, task)
    unlocked = [hint for hint in task.hints if hint.get("after_fails", 0) <= fails]
    latest_runs = list(history[0].runs.all()) if history else []
    return {
        "task": task,
        "week": task.week,
        "draft": draft,
        "files": files,
        "starter": task.starter,
        "public_tests": task.public_tests,
        "editor": _editor(task, files, draft.version if draft else 0),
        "attempts": selectors.attempts(learner, task, timezone.now()),
        "history": history,
        "latest_run": latest_runs[0] if latest_runs else None,
        "best": best,
        "passed": best is not None and best[0] >= best[1] > 0,
        "hints": unlocked,
        "locked_hints": len(task.hints) - len(unlocked),
        "workers": len(selectors.capable_workers()),
        "error": None,
        "hand_in": _wanted_files(task) if Rules.of(task).takes_files else None,
        "rubric": rubrics.criteria_of(task),
        "alternatives": alternatives_to(task) if task.group else [],
    }


def _wanted_files(task: Task) -> dict[str, Any]:
    """{wanted: [{pattern, names}], optional, accept, most_mib} for the form of a task that takes files."""
    rules = Rules.of(task)
    return {
        "wanted": [{"pattern": pattern, "names": patterns.expand(pattern)} for pattern in rules.required],
        "optional": rules.optional,
        "accept": ",".join([*patterns.suffixes((*rules.required, *rules.optional)), ".zip"]),
        "most_mib": rules.max_bytes / 2**20,
    }


def _editor(task: Task, files: dict[str, str], version: int) -> dict[str, Any]:
    code, slug = task.task_id.split("/")
    rules = Rules.of(task)
    return {
        "task": task.task_id,
        "files": files,
        "starter": task.starter,
        "required": list(rules.required),
        "version": version,
        "max_bytes": rules.max_bytes,
        "urls": {
            "save": reverse("submissions:draft-save", args=[code, slug]),
            "submit": reverse("submissions:submission-create", args=[code, slug]),
        },
    }
