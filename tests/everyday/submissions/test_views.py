"""The pages and their JSON: what they do."""

import io
import json
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from everyday.catalog.models import Lab, Task
from everyday.submissions.models import Draft, Run, Submission
from tests.conftest import Cast
from tests.everyday.factories import signed_in
from tests.everyday.submissions.conftest import FILES, Attempt

Submit = Callable[..., Run]
TASK = ["w05", "two-layer-net"]
LAB = ["w05", "init-activation"]


@pytest.fixture(autouse=True)
def _broker(clean_broker: str) -> None:
    """Every view here may ask who is online."""


def url(name: str, *args: Any) -> str:
    return reverse(f"submissions:{name}", args=args)


def post_json(client: Client, address: str, body: Any) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(address, text, content_type="application/json", headers={"accept": "application/json"})


# ---- the task's page


def test_the_page_starts_with_the_starter_files(cast: Cast, task: Task) -> None:
    answer = signed_in(cast.learner).get(url("task-detail", *TASK))
    assert answer.status_code == 200
    assert answer.context["files"] == task.starter
    assert answer.context["editor"]["version"] == 0
    assert (len(answer.context["hints"]), answer.context["locked_hints"]) == (0, 1)
    assert answer.context["workers"] == 0


def test_a_draft_goes_before_the_last_attempt_and_that_before_the_starter(cast: Cast, task: Task, submit: Submit) -> None:
    client = signed_in(cast.learner)
    submit(cast.learner)
    assert client.get(url("task-detail", *TASK)).context["files"] == FILES
    Draft.objects.create(learner=cast.learner, task=task, files={"solution.py": "draft"}, version=3)
    context = client.get(url("task-detail", *TASK)).context
    assert (context["files"], context["editor"]["version"]) == ({"solution.py": "draft"}, 3)


def test_a_failed_attempt_opens_the_hint_and_a_pass_the_debrief(cast: Cast, task: Task, submit: Submit, online: Any) -> None:
    online()
    client = signed_in(cast.learner)
    for status, score, hints, passed in (("failed", 20.0, 1, False), ("passed", 100.0, 1, True)):
        attempt = Attempt(submit(cast.learner))
        attempt.claim()
        attempt.decide(status, score)
        context = client.get(url("task-detail", *TASK)).context
        assert (len(context["hints"]), context["passed"]) == (hints, passed)
    assert context["best"] == (100.0, 100.0)


def test_the_pages_queries_do_not_grow_with_the_history(
    cast: Cast, task: Task, submit: Submit, django_assert_max_num_queries: Any
) -> None:
    task.spec["attempts"] = {}
    task.save()
    for _ in range(6):
        submit(cast.learner)
    client = signed_in(cast.learner)
    with django_assert_max_num_queries(16):
        assert client.get(url("task-detail", *TASK)).status_code == 200
    with django_assert_max_num_queries(9):
        assert client.get(url("submission-list", *TASK)).status_code == 200


@pytest.mark.parametrize("name", ["task-detail", "submission-list"])
def test_an_unknown_task_is_not_found(cast: Cast, task: Task, name: str) -> None:
    assert signed_in(cast.learner).get(url(name, "w05", "nothing")).status_code == 404


# ---- drafts


def test_a_draft_is_saved_and_a_conflict_shows_the_other_copy(cast: Cast, task: Task) -> None:
    client = signed_in(cast.learner)
    address = url("draft-save", *TASK)
    first = post_json(client, address, {"files": {"solution.py": "a"}, "version": 0})
    assert (first.status_code, first.json()["version"]) == (200, 1)
    late = post_json(client, address, {"files": {"solution.py": "b"}, "version": 0})
    assert late.status_code == 409
    assert late.json()["draft"] == {"files": {"solution.py": "a"}, "version": 1}
    assert late.json()["error"]["code"] == "conflict"


@pytest.mark.parametrize(
    "body",
    [
        "{not json",
        [],
        {"files": {"solution.py": "a"}},
        {"files": {"solution.py": "a"}, "version": -1},
        {"files": {"solution.py": "a"}, "version": "1"},
        {"files": {"solution.py": 3}, "version": 0},
        {"files": ["solution.py"], "version": 0},
        {"files": {"../x.py": ""}, "version": 0},
    ],
)
def test_a_malformed_draft_is_refused(cast: Cast, task: Task, body: Any) -> None:
    answer = post_json(signed_in(cast.learner), url("draft-save", *TASK), body)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]
    assert not Draft.objects.exists()


# ---- handing in


def test_the_editor_hands_in_json(cast: Cast, task: Task) -> None:
    answer = post_json(signed_in(cast.learner), url("submission-create", *TASK), {"files": FILES})
    assert answer.status_code == 201
    body = answer.json()
    run = Run.objects.get()
    assert (body["number"], body["run"]) == (1, str(run.pk))
    assert body["urls"] == {
        "run": url("run-detail", run.pk),
        "events": url("run-events", run.pk),
        "poll": url("run-poll", run.pk),
        "cancel": url("run-cancel", run.pk),
    }


def test_the_editor_gets_the_page_of_the_run_that_it_made(cast: Cast, task: Task) -> None:
    client = signed_in(cast.learner)
    body = json.dumps({"files": FILES})
    answer = client.post(url("submission-create", *TASK), body, content_type="application/json", headers={"Accept": "text/html"})
    run = Run.objects.get()
    assert (answer.status_code, answer["Location"]) == (201, url("run-detail", run.pk))
    assert url("run-events", run.pk) in answer.content.decode()
    assert answer.templates[0].name == "submissions/run_detail.html"


def test_what_is_refused_is_told_to_the_editor_as_json(cast: Cast, task: Task) -> None:
    body = json.dumps({"files": {"solution.py": "def f(:\n"}})
    answer = signed_in(cast.learner).post(
        url("submission-create", *TASK), body, content_type="application/json", headers={"Accept": "text/html"}
    )
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("fields", "source", "files"),
    [
        ({"code": "x = 1\r\n"}, "editor", {"solution.py": "x = 1\n"}),
        ({"upload": SimpleUploadedFile("solution.py", b"x = 1\n")}, "upload", {"solution.py": "x = 1\n"}),
    ],
)
def test_a_form_hands_in_and_goes_on_to_the_run(
    cast: Cast, task: Task, fields: dict[str, Any], source: str, files: dict[str, str]
) -> None:
    answer = signed_in(cast.learner).post(url("submission-create", *TASK), fields)
    submission = Submission.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, url("run-detail", submission.runs.get().pk))
    assert (submission.source, submission.files) == (source, files)


def test_a_zip_is_handed_in(cast: Cast, task: Task) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("work/solution.py", "x = 1\n")
        archive.writestr("work/layers.py", "y = 2\n")
    upload = SimpleUploadedFile("work.zip", buffer.getvalue())
    assert signed_in(cast.learner).post(url("submission-create", *TASK), {"upload": upload}).status_code == 302
    assert Submission.objects.get().files == {"layers.py": "y = 2\n", "solution.py": "x = 1\n"}


def test_what_is_refused_stays_in_the_draft(cast: Cast, task: Task) -> None:
    answer = post_json(signed_in(cast.learner), url("submission-create", *TASK), {"files": {"solution.py": "def f(:\n"}})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "syntax")
    assert Draft.objects.get().files == {"solution.py": "def f(:\n"}
    assert not Submission.objects.exists()


def test_a_refused_form_shows_the_page_with_the_reason_and_the_text(cast: Cast, task: Task) -> None:
    answer = signed_in(cast.learner).post(url("submission-create", *TASK), {"code": "   "})
    assert answer.status_code == 400
    assert answer.context["error"]
    assert answer.context["files"] == {"solution.py": "   "}


def test_a_refused_upload_leaves_the_draft_alone(cast: Cast, task: Task) -> None:
    Draft.objects.create(learner=cast.learner, task=task, files={"solution.py": "mine"}, version=1)
    upload = SimpleUploadedFile("w.zip", b"no zip")
    assert signed_in(cast.learner).post(url("submission-create", *TASK), {"upload": upload}).status_code == 400
    assert Draft.objects.get().files == {"solution.py": "mine"}


def test_when_no_attempt_is_left_the_page_says_when(cast: Cast, task: Task, submit: Submit) -> None:
    for _ in range(3):
        submit(cast.learner)
    answer = post_json(signed_in(cast.learner), url("submission-create", *TASK), {"files": FILES})
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "attempts")
    assert answer.json()["error"]["next_at"]


def test_a_malformed_hand_in_is_refused(cast: Cast, task: Task) -> None:
    client = signed_in(cast.learner)
    assert post_json(client, url("submission-create", *TASK), "{no").status_code == 400
    assert post_json(client, url("submission-create", *TASK), {"files": "x"}).status_code == 400
    assert client.post(url("submission-create", *TASK), {}).status_code == 400


# ---- attempts and runs


def test_an_attempt_shows_its_files_and_what_changed(cast: Cast, task: Task, submit: Submit) -> None:
    first = submit(cast.learner)
    second = submit(cast.learner, files={"solution.py": "def softmax(z):\n    return z - 1\n"})
    client = signed_in(cast.learner)
    page = client.get(url("submission-detail", second.submission_id))
    assert page.status_code == 200
    assert [other.number for other in page.context["others"]] == [1]
    for address in (
        url("submission-diff", second.submission_id),
        url("submission-diff", second.submission_id) + f"?with={first.submission_id}",
        url("submission-diff", first.submission_id) + f"?with={second.submission_id}",
    ):
        context = client.get(address).context
        assert (context["old"].number, context["new"].number) == (1, 2)
        assert [diff.status for diff in context["diffs"]] == ["changed"]


def test_there_is_nothing_to_compare_with_but_own_attempts_at_the_task(cast: Cast, task: Task, submit: Submit) -> None:
    mine, theirs = submit(cast.learner), submit(cast.classmate)
    client = signed_in(cast.learner)
    address = url("submission-diff", mine.submission_id)
    for query in ("", f"?with={theirs.submission_id}", "?with=nonsense", f"?with={uuid.uuid4()}"):
        assert client.get(address + query).status_code == 404


def test_a_run_that_waits_and_one_that_is_over_have_a_page(cast: Cast, task: Task, submit: Submit, online: Any) -> None:
    online()
    run = submit(cast.learner)
    client = signed_in(cast.learner)
    waiting = client.get(url("run-detail", run.pk))
    assert (waiting.context["state"].position, waiting.context["may_cancel"]) == (1, True)
    assert [test["id"] for test in waiting.context["declared"]] == ["value", "stable"]
    attempt = Attempt(run)
    attempt.claim()
    attempt.decide("failed", 20.0)
    over = client.get(url("run-detail", run.pk))
    assert [test.test_id for test in over.context["tests"]] == ["value", "stable"]
    assert (over.context["may_cancel"], over.context["live"]["over"]) == (False, True)
    assert over.context["verdict"] is not None


def test_polling_gives_what_comes_after_a_number(cast: Cast, submit: Submit, online: Any) -> None:
    online()
    run = submit(cast.learner)
    attempt = Attempt(run)
    attempt.claim()
    attempt.say("log", {"stream": "stdout", "text": "<b>"})
    client = signed_in(cast.learner)
    first = client.get(url("run-poll", run.pk)).json()
    assert [(event["seq"], event["kind"]) for event in first["events"]] == [(1, "claimed"), (2, "log")]
    assert first["state"] == {"state": "running", "status": "", "position": None, "estimate_s": None, "workers": 1}
    assert first["over"] is False
    attempt.decide()
    rest = client.get(url("run-poll", run.pk) + "?after=2").json()
    assert [event["seq"] for event in rest["events"]] == [3]
    assert rest["over"] is True
    for odd in ("-1", "x", "9" * 30, "²"):
        assert len(client.get(url("run-poll", run.pk), {"after": odd}).json()["events"]) == 3


def test_cancelling_from_a_form_and_from_a_script(cast: Cast, submit: Submit) -> None:
    client = signed_in(cast.learner)
    first, second = submit(cast.learner), submit(cast.learner)
    form = client.post(url("run-cancel", first.pk))
    assert (form.status_code, form.headers["Location"]) == (302, url("run-detail", first.pk))
    assert post_json(client, url("run-cancel", second.pk), {}).json() == {"state": "cancelled"}
    assert client.get(url("run-cancel", second.pk)).status_code == 405


# ---- labs


def test_a_lab_has_its_form(cast: Cast, lab: Lab) -> None:
    answer = signed_in(cast.learner).get(url("lab-detail", *LAB))
    assert answer.status_code == 200
    assert [field["param"]["name"] for field in answer.context["fields"]] == ["scale", "depth", "activation", "bias"]
    assert answer.context["sweep"] is True


def test_a_lab_is_run_from_a_form_and_from_a_script(cast: Cast, lab: Lab) -> None:
    client = signed_in(cast.learner)
    form = client.post(url("lab-run", *LAB), {"depth": "8", "scale": "0.01", "seed": "0", "predict-p1": "a"})
    run = Run.objects.get()
    assert form.headers["Location"] == url("run-detail", run.pk)
    assert (run.answered_from, run.prediction) == ("sweep", {"p1": "a"})
    assert client.get(url("run-detail", run.pk)).status_code == 200
    script = post_json(client, url("lab-run", *LAB), {"config": {"depth": 4}})
    assert (script.status_code, script.json()["answered_from"]) == (201, "sweep")


def test_a_bad_configuration_is_said_beside_its_field(cast: Cast, lab: Lab) -> None:
    client = signed_in(cast.learner)
    form = client.post(url("lab-run", *LAB), {"depth": "99"})
    assert form.status_code == 400
    assert {field["param"]["name"]: bool(field["error"]) for field in form.context["fields"]}["depth"]
    script = post_json(client, url("lab-run", *LAB), {"config": {"depth": 99}})
    assert (script.status_code, set(script.json()["error"]["errors"])) == (400, {"depth"})
    assert post_json(client, url("lab-run", *LAB), {"config": []}).status_code == 400
    assert not Run.objects.exists()
