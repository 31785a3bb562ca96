"""API v1: the same rules as the pages, in shapes that programs can rely on."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from everyday.accounts.models import User
from everyday.catalog.models import Lab, Task
from everyday.submissions import services
from everyday.submissions.models import Run, Submission
from tests.conftest import Cast
from tests.everyday.submissions.conftest import FILES, Attempt

ClientOf = Callable[[User], APIClient]
Submit = Callable[..., Run]
TASK = ["w05", "two-layer-net"]


def url(name: str, *args: Any) -> str:
    return reverse(f"api:{name}", args=args)


# ---- the course


def test_weeks_and_a_week(cast: Cast, task: Task, lab: Lab, client_of: ClientOf) -> None:
    client = client_of(cast.learner)
    [week] = client.get(url("week-list")).json()
    assert (week["number"], week["code"], week["title"]["en"]) == (5, "w05", "Neural networks")
    detail = client.get(url("week-detail", 5)).json()
    assert [(one["id"], one["group"]) for one in detail["tasks"]] == [("w05/two-layer-net", "")]
    assert [one["id"] for one in detail["labs"]] == ["w05/labs/init-activation"]
    assert client.get(url("week-detail", 6)).status_code == 404


def test_a_task_shows_what_its_page_shows_and_no_more(cast: Cast, task: Task, client_of: ClientOf) -> None:
    answer = client_of(cast.learner).get(url("task-detail", *TASK)).json()
    assert [test["id"] for test in answer["tests"]] == ["value", "stable"]
    assert answer["starter"] == task.starter
    assert not {"hints", "debrief_html", "spec", "digest"} & set(answer)
    assert client_of(cast.learner).get(url("task-detail", "w05", "nothing")).status_code == 404


def test_me(cast: Cast, client_of: ClientOf) -> None:
    answer = client_of(cast.mentor).get(url("me")).json()
    assert (answer["username"], answer["role"]) == ("mentor", "mentor")
    assert "password" not in answer


# ---- work


def test_files_are_handed_in_and_the_verdict_is_read(cast: Cast, task: Task, client_of: ClientOf, online: Any) -> None:
    online()
    client = client_of(cast.learner)
    files = {"solution.py": "\n\ndef softmax(z):\n    return z  \n"}
    created = client.post(url("submission-create", *TASK), {"files": files}, format="json")
    assert created.status_code == 201
    body = created.json()
    assert (body["number"], body["source"], body["task"]) == (1, "api", "w05/two-layer-net")
    assert body["files"] == files  # to the last space
    run = Run.objects.get()
    queued = client.get(url("run-detail", run.pk)).json()
    assert (queued["state"], queued["queue"]["position"], queued["queue"]["workers"]) == ("queued", 1, 1)
    Run.objects.filter(pk=run.pk).update(attempt_token="t")
    attempt = Attempt(run)
    attempt.claim()
    attempt.decide("failed", 20.0)
    over = client.get(url("run-detail", run.pk)).json()
    assert (over["state"], over["status"], over["score"]) == ("finished", "failed", 20.0)
    assert [test["id"] for test in over["tests"]] == ["value", "stable"]
    assert over["tests"][1]["message"] == {"zh": "溢出", "en": "overflow"}
    assert "seed" not in over
    assert "attempt_token" not in over
    shown = client.get(url("submission-detail", body["id"])).json()
    assert [one["id"] for one in shown["runs"]] == [str(run.pk)]


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "files"),
        ({"files": {}}, "files"),
        ({"files": ["solution.py"]}, "files"),
        ({"files": {"solution.py": ""}}, "files"),
        ({"files": {"solution.py": "def f(:"}}, "files"),
        ({"files": {"other.py": "x = 1"}}, "files"),
        ({"files": {"solution.py": "x = 1", "../x.py": "y"}}, "files"),
        ({"files": {"solution.py": "x" * 300_000}}, "files"),
        ({"files": FILES, "profile": "tpu"}, "profile"),
    ],
)
def test_what_cannot_be_graded_is_refused(cast: Cast, task: Task, client_of: ClientOf, body: dict[str, Any], attr: str) -> None:
    answer = client_of(cast.learner).post(url("submission-create", *TASK), body, format="json")
    assert answer.status_code == 400
    error = answer.json()
    assert error["type"] == "validation_error"
    assert error["errors"][0]["attr"].split(".")[0] == attr
    assert error["errors"][0]["detail"]
    assert not Submission.objects.exists()


PNG = b"\x89PNG\r\n\x1a\nx"


def uploaded(**files: bytes) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name.replace("_", "."), data) for name, data in files.items()]


def test_a_document_is_handed_in_as_a_form(cast: Cast, document: Task, client_of: ClientOf) -> None:
    form = {"upload": uploaded(post_md="# 标题\n".encode(), plan_png=PNG), "self_assessment.clarity": "1"}
    answer = client_of(cast.learner).post(url("submission-create", "w05", "post"), form, format="multipart")
    assert answer.status_code == 201, answer.json()
    assert answer.json()["files"] == {"post.md": "# 标题\n"}
    assert [(file["path"], file["size"]) for file in answer.json()["binaries"]] == [("plan.png", len(PNG))]
    submission = Submission.objects.get(pk=answer.json()["id"])
    assert (submission.source, submission.self_assessment) == ("api", {"clarity": 1})


def test_a_program_is_handed_in_as_a_form_and_a_picture_of_one_is_refused(cast: Cast, task: Task, client_of: ClientOf) -> None:
    client = client_of(cast.learner)
    address = url("submission-create", *TASK)
    taken = client.post(address, {"upload": uploaded(solution_py=FILES["solution.py"].encode())}, format="multipart")
    assert (taken.status_code, taken.json()["files"]) == (201, FILES)
    refused = client.post(address, {"upload": uploaded(solution_png=PNG)}, format="multipart")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "type")
    empty = client.post(address, {"profile": "cpu"}, format="multipart")
    assert (empty.status_code, empty.json()["errors"][0]["attr"]) == (400, "upload")


def test_the_daily_limit_answers_429(cast: Cast, task: Task, client_of: ClientOf, submit: Submit) -> None:
    for _ in range(3):
        submit(cast.learner)
    answer = client_of(cast.learner).post(url("submission-create", *TASK), {"files": FILES}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (429, "attempts")


def test_own_submissions_are_listed_by_task_and_page(
    cast: Cast, task: Task, client_of: ClientOf, submit: Submit, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        submit(cast.learner)
    submit(cast.classmate)
    client = client_of(cast.learner)
    with django_assert_max_num_queries(5):
        listed = client.get(url("submission-list")).json()
    assert (listed["count"], [one["number"] for one in listed["results"]]) == (3, [3, 2, 1])
    assert "files" not in listed["results"][0]
    assert client.get(url("submission-list"), {"task": "w05/two-layer-net"}).json()["count"] == 3
    assert client.get(url("submission-list"), {"task": "w06/other"}).json()["count"] == 0


def test_events_are_read_from_a_number_on(cast: Cast, client_of: ClientOf, submit: Submit, online: Any) -> None:
    online()
    run = submit(cast.learner)
    attempt = Attempt(run)
    attempt.claim()
    attempt.say("log", {"stream": "stdout", "text": "x"})
    client = client_of(cast.learner)
    first = client.get(url("run-events", run.pk)).json()
    assert [(event["seq"], event["kind"]) for event in first["events"]] == [(1, "claimed"), (2, "log")]
    assert (first["state"], first["over"]) == ("running", False)
    assert [event["seq"] for event in client.get(url("run-events", run.pk), {"after": 1}).json()["events"]] == [2]
    assert len(client.get(url("run-events", run.pk), {"after": "x"}).json()["events"]) == 2


def test_a_run_is_cancelled(cast: Cast, client_of: ClientOf, submit: Submit) -> None:
    run = submit(cast.learner)
    answer = client_of(cast.learner).post(url("run-cancel", run.pk))
    assert (answer.status_code, answer.json()["state"], answer.json()["status"]) == (200, "cancelled", "cancelled")


def test_a_labs_run_is_read(cast: Cast, lab: Lab, client_of: ClientOf) -> None:
    run = services.run_lab(learner=cast.learner, lab=lab, config={}, seed=0)
    answer = client_of(cast.learner).get(url("run-detail", run.pk)).json()
    assert (answer["lab"], answer["submission"], answer["answered_from"]) == ("w05/labs/init-activation", None, "sweep")


# ---- who may


@pytest.mark.parametrize("who", ["classmate", "other_mentor", "stranger"])
def test_a_stranger_finds_nothing(cast: Cast, client_of: ClientOf, submit: Submit, who: str) -> None:
    run = submit(cast.learner)
    client = client_of(getattr(cast, who))
    for address in (
        url("submission-detail", run.submission_id),
        url("run-detail", run.pk),
        url("run-events", run.pk),
    ):
        answer = client.get(address)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, "not_found")
    assert client.post(url("run-cancel", run.pk)).status_code == 404
    assert client.get(url("submission-list")).json()["count"] == 0
    run.refresh_from_db()
    assert run.state == Run.State.QUEUED


def test_a_mentor_reads_and_does_not_cancel(cast: Cast, client_of: ClientOf, submit: Submit) -> None:
    run = submit(cast.learner)
    client = client_of(cast.mentor)
    assert client.get(url("run-detail", run.pk)).status_code == 200
    assert client.get(url("submission-detail", run.submission_id)).status_code == 200
    assert client.post(url("run-cancel", run.pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "args", "method"),
    [
        ("me", [], "get"),
        ("week-list", [], "get"),
        ("week-detail", [5], "get"),
        ("task-detail", TASK, "get"),
        ("submission-create", TASK, "post"),
        ("submission-list", [], "get"),
        ("submission-detail", [uuid.uuid4()], "get"),
        ("run-detail", [uuid.uuid4()], "get"),
        ("run-events", [uuid.uuid4()], "get"),
        ("run-cancel", [uuid.uuid4()], "post"),
    ],
)
def test_nothing_is_answered_without_a_token(db: None, name: str, args: list[Any], method: str) -> None:
    answer = getattr(APIClient(), method)(url(name, *args))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (401, "not_authenticated")


def test_a_session_works_too_and_needs_its_csrf_token(cast: Cast, submit: Submit) -> None:
    run = submit(cast.learner)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.learner)
    assert client.get(url("me")).status_code == 200
    assert client.post(url("run-cancel", run.pk)).status_code == 403


def test_a_token_is_had_for_a_password(cast: Cast, clean_broker: str) -> None:
    client = APIClient()
    given = {"username": "learner", "password": "a quiet river 42"}
    token = client.post(url("token"), given, format="json").json()["token"]
    assert Token.objects.get(user=cast.learner).key == token
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    assert client.get(url("me")).json()["username"] == "learner"


@pytest.mark.parametrize("given", [{"username": "learner", "password": "wrong"}, {"username": "nobody", "password": "x"}, {}])
def test_no_token_without_the_password(cast: Cast, clean_broker: str, given: dict[str, str]) -> None:
    assert APIClient().post(url("token"), given, format="json").status_code == 400
    assert not Token.objects.exists()


def test_passwords_are_not_guessed_here(cast: Cast, clean_broker: str) -> None:
    cache.clear()
    client = APIClient()
    answers = [client.post(url("token"), {"username": "learner"}, format="json").status_code for _ in range(21)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {400}
