"""Who may see an attempt and its run, and who finds nothing there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from everyday.catalog.models import Lab, Task
from everyday.submissions.models import Run
from tests.conftest import Cast
from tests.everyday.factories import signed_in

Submit = Callable[..., Run]
TASK = ["w05", "two-layer-net"]
LAB = ["w05", "init-activation"]


@pytest.fixture(autouse=True)
def _broker(clean_broker: str) -> None:
    """Every view here may ask who is online."""


def url(name: str, *args: Any) -> str:
    return reverse(f"submissions:{name}", args=args)


def _addresses(run: Run) -> list[str]:
    return [
        url("submission-detail", run.submission_id),
        url("submission-diff", run.submission_id),
        url("run-detail", run.pk),
        url("run-poll", run.pk),
        url("run-events", run.pk),
    ]


@pytest.mark.parametrize("who", ["classmate", "other_mentor", "stranger"])
def test_a_stranger_finds_nothing(cast: Cast, submit: Submit, who: str) -> None:
    submit(cast.learner)
    run = submit(cast.learner)
    client = signed_in(getattr(cast, who))
    for address in _addresses(run):
        assert client.get(address).status_code == 404, address
    assert client.post(url("run-cancel", run.pk)).status_code == 404
    run.refresh_from_db()
    assert run.state == Run.State.QUEUED


@pytest.mark.parametrize("who", ["mentor", "operator"])
def test_the_cohorts_mentor_and_an_operator_look_but_only_one_cancels(cast: Cast, submit: Submit, who: str) -> None:
    submit(cast.learner)
    run = submit(cast.learner)
    client = signed_in(getattr(cast, who))
    for address in _addresses(run)[:-1]:
        assert client.get(address).status_code == 200, address
    assert client.post(url("run-cancel", run.pk)).status_code == (404 if who == "mentor" else 302)


def test_nobody_sees_anything_without_signing_in(cast: Cast, task: Task, lab: Lab, submit: Submit) -> None:
    run = submit(cast.learner)
    addresses = [
        *_addresses(run),
        *(url(name, *TASK) for name in ("task-detail", "draft-save", "submission-create", "submission-list")),
        url("run-cancel", run.pk),
        *(url(name, *LAB) for name in ("lab-detail", "lab-run")),
    ]
    for address in addresses:
        answer = Client().get(address)
        assert answer.status_code == 302, address
        assert answer.headers["Location"].startswith(reverse("account_login"))


def test_each_learner_sees_only_their_own_history(cast: Cast, task: Task, submit: Submit) -> None:
    submit(cast.learner)
    client = signed_in(cast.classmate)
    assert list(client.get(url("submission-list", *TASK)).context["submissions"]) == []
    assert client.get(url("task-detail", *TASK)).context["history"] == []
