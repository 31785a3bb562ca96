"""Opening a submission: who may, what is refused, what the page shows, and that nothing of it counts."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from everyday.accounts.models import User
from everyday.catalog.models import Task
from everyday.submissions import dispatch, selectors, services
from everyday.submissions.models import Run, Submission
from everyday.submissions.selectors import estimates
from everyday.submissions.selectors.opening import MOST_SHOWN, answer_text
from everyday.submissions.services import DemoRefusedError, NotAllowedError
from tests.conftest import Cast
from tests.everyday.factories import make_event, make_run, make_submission, signed_in
from workers.bundles import unpack

DEMO = {"label": {"zh": "一句话", "en": "A sentence"}, "max_chars": 20, "examples": [{"zh": "好看", "en": "What a film"}]}


@pytest.fixture
def opened(cast: Cast, task: Task, clean_broker: str) -> Submission:
    """A judged submission of a task that can be opened."""
    Task.objects.filter(pk=task.pk).update(spec=task.spec | {"demo": DEMO})
    task.refresh_from_db()
    submission = make_submission(cast.learner, task)
    make_run(submission, score=80, status="failed")
    return submission


def page(user: User | None, submission: Submission) -> Any:
    return signed_in(user).get(reverse("submissions:demo-detail", args=[submission.pk]))


def post(user: User | None, submission: Submission, request: str) -> Any:
    return signed_in(user).post(reverse("submissions:demo-ask", args=[submission.pk]), {"request": request})


def post_json(user: User, submission: Submission, body: object) -> Any:
    address = reverse("submissions:demo-ask", args=[submission.pk])
    return signed_in(user).post(
        address, json.dumps(body), content_type="application/json", headers={"accept": "application/json"}
    )


def end(run: Run, status: str = "passed", **fields: Any) -> None:
    state = {"cancelled": "cancelled", "infrastructure": "failed"}.get(status, "finished")
    Run.objects.filter(pk=run.pk).update(state=state, status=status, wall_s=0.4, score=0, max_score=0, **fields)


# ---- who


@pytest.mark.parametrize("who", ["classmate", "stranger", "other_mentor"])
def test_for_strangers_it_does_not_exist(cast: Cast, opened: Submission, who: str) -> None:
    user = getattr(cast, who)
    assert page(user, opened).status_code == 404
    assert post(user, opened, "hello").status_code == 404
    assert not Run.objects.filter(demo_of=opened).exists()


def test_visitors_are_asked_to_sign_in(opened: Submission) -> None:
    for response in (page(None, opened), post(None, opened, "hello")):
        assert response.headers["location"].startswith("/accounts/login/")


@pytest.mark.parametrize("who", ["learner", "mentor", "operator"])
def test_the_learner_their_mentor_and_operators_may(cast: Cast, opened: Submission, who: str) -> None:
    user = getattr(cast, who)
    response = page(user, opened)
    assert response.status_code == 200
    for text in ("A sentence", "What a film", "Nothing asked yet"):
        assert text in response.content.decode()
    assert post(user, opened, "hello").status_code == 302
    run = Run.objects.get(demo_of=opened)
    assert (run.learner, run.config, run.state, run.submission) == (user, {"request": "hello"}, "queued", None)


def test_a_task_without_a_demo_has_no_such_page(cast: Cast, task: Task, clean_broker: str) -> None:
    submission = make_submission(cast.learner, task)
    assert page(cast.learner, submission).status_code == 404
    assert post(cast.mentor, submission, "hello").status_code == 404
    with pytest.raises(NotAllowedError):
        services.ask_demo(asker=cast.learner, submission=submission, request="hello")
    assert "Open it" not in signed_in(cast.learner).get(f"/submissions/{submission.pk}/").content.decode()
    assert signed_in(cast.learner).get(f"/submissions/{uuid.uuid4()}/demo/").status_code == 404


def test_the_ways_in(cast: Cast, opened: Submission) -> None:
    address = reverse("submissions:demo-detail", args=[opened.pk])
    for user, place in (
        (cast.learner, f"/submissions/{opened.pk}/"),
        (cast.learner, f"/runs/{opened.runs.get().pk}/"),
        (cast.mentor, f"/reviews/submissions/{opened.pk}/"),
    ):
        assert address in signed_in(user).get(place).content.decode()


# ---- asking


def test_a_script_gets_the_addresses_of_the_run(cast: Cast, opened: Submission) -> None:
    response = post_json(cast.mentor, opened, {"request": "hello"})
    run = Run.objects.get(demo_of=opened)
    assert (response.status_code, response.json()["run"]) == (201, str(run.pk))
    assert response.json()["urls"]["events"] == f"/runs/{run.pk}/events/"


@pytest.mark.parametrize(
    ("request_text", "code"),
    [("x" * 21, "too-long"), ("a\0b", "encoding"), ("a\ud800b", "encoding")],
)
def test_what_cannot_be_sent_is_said(cast: Cast, opened: Submission, request_text: str, code: str) -> None:
    response = post_json(cast.learner, opened, {"request": request_text})
    assert (response.status_code, response.json()["error"]["code"]) == (400, code)
    assert not Run.objects.filter(demo_of=opened).exists()


@pytest.mark.parametrize("body", [[], {}, {"request": 3}, {"request": None}])
def test_a_body_out_of_form_is_refused(cast: Cast, opened: Submission, body: object) -> None:
    assert post_json(cast.learner, opened, body).status_code == 400


def test_a_form_that_is_refused_keeps_its_text(cast: Cast, opened: Submission) -> None:
    response = post(cast.learner, opened, "y" * 21)
    assert response.status_code == 400
    assert "y" * 21 in response.content.decode()
    assert "at most 20 can be sent" in response.content.decode()


def test_nothing_at_all_is_a_request(cast: Cast, opened: Submission) -> None:
    assert post(cast.learner, opened, "").status_code == 302
    assert Run.objects.get(demo_of=opened).config == {"request": ""}


def test_one_request_at_a_time_for_each_asker(cast: Cast, opened: Submission) -> None:
    first = services.ask_demo(asker=cast.learner, submission=opened, request="one")
    with pytest.raises(DemoRefusedError):
        services.ask_demo(asker=cast.learner, submission=opened, request="two")
    assert post_json(cast.learner, opened, {"request": "two"}).status_code == 409
    services.ask_demo(asker=cast.mentor, submission=opened, request="mine")
    end(first)
    services.ask_demo(asker=cast.learner, submission=opened, request="two")
    assert Run.objects.filter(demo_of=opened).count() == 3


def test_a_task_that_was_withdrawn_says_so(cast: Cast, opened: Submission) -> None:
    Task.objects.filter(pk=opened.task_id).update(is_ready=False)
    response = post_json(cast.learner, opened, {"request": "one"})
    assert (response.status_code, response.json()["error"]["code"]) == (400, "not-ready")


# ---- what the worker is told


def test_the_worker_gets_the_submission_s_files_and_the_request(cast: Cast, opened: Submission) -> None:
    run = services.ask_demo(asker=cast.mentor, submission=opened, request="hello")
    request = dispatch.request_of(run)
    assert (request.kind, request.content_id, request.config) == ("demo", opened.task.task_id, {"request": "hello"})
    assert request.content_digest == opened.task.digest
    from_bundle = unpack(dispatch.bundles.bundle_of(run))
    assert {path: data.decode() for path, data in from_bundle.items()} == opened.files
    assert request.seed > 0


def test_graded_work_goes_first(cast: Cast, opened: Submission, submit: Callable[..., Run]) -> None:
    asked = services.ask_demo(asker=cast.mentor, submission=opened, request="hello")
    graded = submit(cast.classmate)
    # What was handed in last was handed over first; the request still waits.
    assert [one.run_id for one in selectors.service_order()] == [asked.pk]
    assert Run.objects.get(pk=graded.pk).dispatched_at is not None


def test_its_time_says_nothing_about_the_task_s(cast: Cast, opened: Submission) -> None:
    run = services.ask_demo(asker=cast.mentor, submission=opened, request="hello")
    assert estimates.content_of(run) == ("demo", opened.task_id)
    end(run, started_at=run.queued_at, ended_at=run.queued_at)
    assert estimates.usual_durations_s("cpu")["demo", opened.task_id] == 0
    assert estimates.usual_durations_s("cpu")["task", opened.task_id] == 2


def test_a_run_is_of_one_thing_alone(cast: Cast, opened: Submission) -> None:
    for fields in ({"demo_of": opened, "submission": opened}, {"demo_of": opened, "aside_of": opened}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Run.objects.create(learner=cast.learner, content_digest="d", **fields)


# ---- nothing of it counts


def test_it_gives_no_points_and_costs_no_attempt(cast: Cast, opened: Submission) -> None:
    before = (selectors.best_scores(cast.learner), selectors.attempts(cast.learner, opened.task, opened.created_at))
    for status in ("passed", "error", "cancelled", "infrastructure"):
        end(services.ask_demo(asker=cast.learner, submission=opened, request=status), status)
    after = (selectors.best_scores(cast.learner), selectors.attempts(cast.learner, opened.task, opened.created_at))
    assert after == before
    assert [run.status for run in opened.runs.all()] == ["failed"]
    assert not opened.runs_aside.exists()


# ---- what the page shows


def test_answers_are_escaped_text(cast: Cast, opened: Submission) -> None:
    run = services.ask_demo(asker=cast.mentor, submission=opened, request="<i>hi</i>")
    make_event(run, "answer", {"value": {"ok": True, "label": "<script>alert(1)</script>"}})
    end(run)
    text = page(cast.mentor, opened).content.decode()
    assert "&lt;i&gt;hi&lt;/i&gt;" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert(1)" not in text
    assert "Answered in 0.4 s" in text


@pytest.mark.parametrize(
    ("status", "shown"),
    [("error", "Error"), ("timeout", "Time limit"), ("cancelled", "Cancelled"), ("infrastructure", "Failed")],
)
def test_what_went_wrong_is_said(cast: Cast, opened: Submission, status: str, shown: str) -> None:
    run = services.ask_demo(asker=cast.learner, submission=opened, request="hello")
    end(run, status, message={"zh": "坏了", "en": "It broke <here>"})
    text = page(cast.learner, opened).content.decode()
    assert shown in text
    assert "It broke &lt;here&gt;" in text


def test_each_sees_their_own_requests_only(cast: Cast, opened: Submission) -> None:
    mine = services.ask_demo(asker=cast.learner, submission=opened, request="by the learner")
    theirs = services.ask_demo(asker=cast.mentor, submission=opened, request="by the mentor")
    assert "by the mentor" not in page(cast.learner, opened).content.decode()
    assert "by the learner" not in page(cast.mentor, opened).content.decode()
    for user, run in ((cast.learner, theirs), (cast.mentor, mine), (cast.classmate, mine), (cast.stranger, theirs)):
        for name in ("run-detail", "run-events", "run-poll"):
            assert signed_in(user).get(reverse(f"submissions:{name}", args=[run.pk])).status_code == 404
        assert signed_in(user).post(reverse("submissions:run-cancel", args=[run.pk])).status_code == 404
    assert signed_in(cast.mentor).get(reverse("submissions:run-poll", args=[theirs.pk])).status_code == 200


def test_the_page_of_its_run_is_this_page(cast: Cast, opened: Submission) -> None:
    run = services.ask_demo(asker=cast.learner, submission=opened, request="hello")
    response = signed_in(cast.learner).get(reverse("submissions:run-detail", args=[run.pk]))
    assert response.headers["location"] == f"/submissions/{opened.pk}/demo/#request-{run.pk}"


def test_who_asked_may_cancel(cast: Cast, opened: Submission) -> None:
    run = services.ask_demo(asker=cast.mentor, submission=opened, request="hello")
    address = reverse("submissions:run-cancel", args=[run.pk])
    assert signed_in(cast.mentor).post(address, headers={"accept": "application/json"}).json() == {"state": "cancelled"}


def test_only_the_latest_are_shown_and_many_cost_no_more_queries(
    cast: Cast, opened: Submission, django_assert_max_num_queries: Any
) -> None:
    for number in range(MOST_SHOWN + 3):
        run = services.ask_demo(asker=cast.learner, submission=opened, request=f"number {number}.")
        make_event(run, "answer", {"value": str(number)})
        end(run)
    client = signed_in(cast.learner)
    with django_assert_max_num_queries(12):
        text = client.get(reverse("submissions:demo-detail", args=[opened.pk])).content.decode()
    assert "number 22." in text
    assert "number 2." not in text


def test_a_text_is_shown_as_it_is_and_the_rest_as_json() -> None:
    assert answer_text("好看\n<b>") == "好看\n<b>"
    assert answer_text({"标签": [1, None]}) == '{\n  "标签": [\n    1,\n    null\n  ]\n}'
