"""The pages of a re-grade: operators start, compare and publish; a mentor asks for one; the learner reads the outcome."""

import csv
import io
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from everyday.accounts.models import User
from everyday.catalog.models import Task
from everyday.submissions import selectors, services
from everyday.submissions.models import RegradeBatch, RegradeItem, Run, Submission, TestResult
from tests.conftest import Cast
from tests.everyday.factories import make_run, make_submission, signed_in

LIST = "/regrades/"
START = "/tasks/w05/two-layer-net/regrade/"


@pytest.fixture(autouse=True)
def _broker(clean_broker: str) -> None:
    """Dispatching looks who is online."""


@pytest.fixture
def submission(cast: Cast, task: Task) -> Submission:
    """Judged at 60 points before the task's tests changed."""
    submission = make_submission(cast.learner, task)
    make_run(submission, status="failed", score=60.0)
    task.digest, task.version = "n" * 64, "1.1.0"
    task.save()
    return submission


def decided(batch: RegradeBatch, status: str = "passed", score: float = 100.0) -> RegradeItem:
    """The batch's only item, with this verdict."""
    item: RegradeItem = batch.items.get()
    Run.objects.filter(pk=item.run.pk).update(
        state="finished", status=status, score=score, max_score=100.0, ended_at=timezone.now()
    )
    TestResult.objects.create(
        run=item.run,
        test_id="stable",
        position=1,
        public=True,
        status="passed" if score > 60 else "error",
        points=score,
        max_points=100,
    )
    return batch.items.get()


@pytest.fixture
def better(task: Task, submission: Submission) -> RegradeItem:
    return decided(services.start_regrade(task=task, requested_by=None).batch)


@pytest.fixture
def worse(task: Task, submission: Submission) -> RegradeItem:
    return decided(services.start_regrade(task=task, requested_by=None).batch, "failed", 40.0)


def page(user: User, name: str, *args: Any, **query: str) -> Any:
    return signed_in(user).get(reverse(f"submissions:{name}", args=args), query)


# ---- operators


def test_an_operator_sees_what_changed_starts_and_lands_on_the_differences(cast: Cast, submission: Submission) -> None:
    client = signed_in(cast.operator)
    html = client.get(LIST).content.decode()
    assert "one submission of earlier content" in html
    answer = client.post(START)
    batch = RegradeBatch.objects.get()
    assert answer.headers["Location"] == f"/regrades/{batch.pk}/"
    html = client.get(answer.headers["Location"]).content.decode()
    assert "1 submission is judged again." in html
    assert "in the queue" in html
    assert client.post(START).headers["Location"] == f"/regrades/{batch.pk}/"
    assert "Every submission is judged with the present content" in client.get(LIST).content.decode()
    assert RegradeItem.objects.count() == 1


def test_the_differences_name_points_and_tests(cast: Cast, better: RegradeItem) -> None:
    answer = page(cast.operator, "regrade-detail", better.batch.pk)
    html = answer.content.decode()
    assert answer.context["counts"] == {"up": 1, "down": 0, "same": 0, "waiting": 0, "no_verdict": 0, "published": 0, "all": 1}
    assert "60 / 100" in html
    assert "100 / 100" in html
    assert "Stable: failed" in html
    assert len(page(cast.operator, "regrade-detail", better.batch.pk, show="down").context["page_obj"]) == 0
    assert len(page(cast.operator, "regrade-detail", better.batch.pk, show="up").context["page_obj"]) == 1


def test_the_differences_as_a_file(cast: Cast, better: RegradeItem) -> None:
    answer = page(cast.operator, "regrade-table", better.batch.pk)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="regrade-w05-two-layer-net-nnnnnnnn-utf-8.csv"'
    [line] = csv.DictReader(io.StringIO(answer.content.decode(), newline=""))
    assert (line["learner"], line["attempt"], line["outcome"]) == ("learner", "1", "up")
    assert (line["old_score"], line["new_score"], line["changed_tests"]) == ("60.0", "100.0", "stable: failed → passed")
    assert line["published_at"] == ""
    assert page(cast.operator, "regrade-table", better.batch.pk, variant="excel").content[:2] == b"\xff\xfe"
    assert page(cast.operator, "regrade-table", better.batch.pk, variant="pdf").status_code == 404


def test_publishing_raises_and_leaves_worse_results_alone(cast: Cast, worse: RegradeItem) -> None:
    client = signed_in(cast.operator)
    address = reverse("submissions:regrade-publish", args=[worse.batch.pk])
    html = client.post(address, follow=True).content.decode()
    assert "0 results were raised. 1 result would be lower and stays as it is." in html
    html = client.post(address, {"lower": "on", "reason": ""}, follow=True).content.decode()
    assert "Lowering points needs a reason" in html
    assert selectors.best_scores(cast.learner)["w05/two-layer-net"][0] == 60.0
    html = client.post(address, {"lower": "on", "reason": "A leak was let through."}, follow=True).content.decode()
    assert "1 result was lowered." in html
    assert selectors.best_scores(cast.learner)["w05/two-layer-net"][0] == 40.0


def test_one_submission_of_a_batch_can_be_published_alone(cast: Cast, task: Task, better: RegradeItem) -> None:
    other = make_submission(cast.classmate, task)
    make_run(other, status="failed", score=10.0, content_digest="d" * 64)
    services.start_regrade(task=task, requested_by=None)
    Run.objects.filter(regrade_item__submission=other).update(state="finished", status="passed", score=90.0, max_score=100.0)
    address = reverse("submissions:regrade-publish", args=[better.batch.pk])
    signed_in(cast.operator).post(address, {"submission": str(other.pk)})
    assert selectors.best_scores(cast.classmate)["w05/two-layer-net"][0] == 90.0
    assert selectors.best_scores(cast.learner)["w05/two-layer-net"][0] == 60.0


def test_after_another_change_the_page_says_that_nothing_can_be_published(cast: Cast, task: Task, better: RegradeItem) -> None:
    Task.objects.update(digest="x" * 64)
    html = page(cast.operator, "regrade-detail", better.batch.pk).content.decode()
    assert "The task has changed again since" in html
    assert reverse("submissions:regrade-publish", args=[better.batch.pk]) not in html


def test_only_operators_have_these_pages(cast: Cast, better: RegradeItem) -> None:
    gets = [LIST, f"/regrades/{better.batch.pk}/", f"/regrades/{better.batch.pk}.csv"]
    posts = [START, f"/regrades/{better.batch.pk}/publish/"]
    for user in (cast.learner, cast.classmate, cast.mentor, cast.other_mentor, cast.stranger):
        client = signed_in(user)
        assert [client.get(address).status_code for address in gets] == [404] * 3, user
        assert [client.post(address).status_code for address in posts] == [404] * 2, user
    assert [Client().get(address).status_code for address in gets] == [302] * 3
    assert [Client().post(address).status_code for address in posts] == [302] * 2
    assert RegradeItem.objects.get().published_at is None


def test_a_page_of_fifty_costs_as_many_queries_as_one(cast: Cast, task: Task, django_assert_max_num_queries: Any) -> None:
    for _ in range(60):
        make_run(make_submission(cast.learner, task), score=10.0, content_digest="e" * 64)
    batch = services.start_regrade(task=task, requested_by=None).batch
    client = signed_in(cast.operator)
    client.get(f"/regrades/{batch.pk}/")
    with django_assert_max_num_queries(8):
        answer = client.get(f"/regrades/{batch.pk}/")
    assert len(answer.context["page_obj"]) == 50


# ---- mentors


def test_a_mentor_asks_for_one_submission_of_their_own_cohort(cast: Cast, submission: Submission) -> None:
    address = reverse("submissions:submission-regrade", args=[submission.pk])
    client = signed_in(cast.mentor)
    html = client.get(address).content.decode()
    assert "have changed since this attempt was judged" in html
    assert client.get(reverse("reviews:submission", args=[submission.pk])).content.decode().count(address) == 1
    back = reverse("reviews:submission", args=[submission.pk])
    assert client.post(address, {"next": back}).headers["Location"] == back
    item = RegradeItem.objects.get()
    assert item.requested_by == cast.mentor
    html = client.get(address).content.decode()
    assert "in the queue" in html
    assert "<form" not in html
    decided(item.batch)
    html = client.get(address).content.decode()
    assert "better" in html
    assert "Whoever runs this site publishes it." in html
    assert client.get(reverse("submissions:run-detail", args=[item.run.pk])).status_code == 200
    client.post(address)
    assert RegradeItem.objects.count() == 1


def test_nobody_else_can_ask(cast: Cast, submission: Submission) -> None:
    address = reverse("submissions:submission-regrade", args=[submission.pk])
    for user in (cast.learner, cast.classmate, cast.other_mentor, cast.stranger):
        assert signed_in(user).get(address).status_code == 404, user
        assert signed_in(user).post(address).status_code == 404, user
    assert Client().post(address).status_code == 302
    assert RegradeItem.objects.count() == 0


def test_mentors_keep_seeing_the_published_score(cast: Cast, better: RegradeItem) -> None:
    submission = better.submission
    html = signed_in(cast.mentor).get(reverse("reviews:submission", args=[submission.pk])).content.decode()
    assert "60 of 100 points" in html
    services.publish_regrade(batch=better.batch, publisher=cast.operator)
    html = signed_in(cast.mentor).get(reverse("reviews:submission", args=[submission.pk])).content.decode()
    assert "100 of 100 points" in html
    assert "Published on" in page(cast.mentor, "submission-regrade", submission.pk).content.decode()


# ---- the learner


@pytest.fixture
def lowered(cast: Cast, worse: RegradeItem) -> RegradeItem:
    services.publish_regrade(batch=worse.batch, publisher=cast.operator, lower=True, reason="<b>A leak</b>\nwas let through.")
    worse.refresh_from_db()
    return worse


def test_a_learner_is_told_about_a_lowered_result_with_the_reason(cast: Cast, lowered: RegradeItem) -> None:
    client = signed_in(cast.learner)
    news = client.get(reverse("submissions:new-regrades")).content.decode()
    assert "lowered, with a reason" in news
    html = client.get(reverse("submissions:submission-detail", args=[lowered.submission.pk])).content.decode()
    assert "its result was lowered" in html
    assert "&lt;b&gt;A leak&lt;/b&gt;<br>was let through." in html
    assert reverse("submissions:run-detail", args=[lowered.old_run.pk]) in html
    assert client.get(reverse("submissions:new-regrades")).content.decode().strip() == "", "read once, no longer news"
    for run in (lowered.run, lowered.old_run):
        assert client.get(reverse("submissions:run-detail", args=[run.pk])).status_code == 200
    old = client.get(reverse("submissions:run-detail", args=[lowered.old_run.pk])).content.decode()
    assert "Another result of this attempt counts." in old
    new = client.get(reverse("submissions:run-detail", args=[lowered.run.pk])).content.decode()
    assert "its result was lowered" in new


def test_a_mentor_reads_the_note_without_making_it_old(cast: Cast, lowered: RegradeItem) -> None:
    html = page(cast.mentor, "submission-detail", lowered.submission.pk).content.decode()
    assert "its result was lowered" in html
    assert "Judged again" in page(cast.learner, "new-regrades").content.decode()


def test_before_publishing_a_learner_finds_no_trace(cast: Cast, better: RegradeItem) -> None:
    client = signed_in(cast.learner)
    run = reverse("submissions:run-detail", args=[better.run.pk])
    for address in (run, f"{run}events/", f"{run}events.json", f"/api/v1/runs/{better.run.pk}/"):
        assert client.get(address).status_code == 404, address
    assert client.post(f"{run}cancel/").status_code == 404
    html = client.get(reverse("submissions:submission-detail", args=[better.submission.pk])).content.decode()
    assert "Judged again" not in html
    assert str(better.run.pk) not in html
    assert client.get(reverse("submissions:new-regrades")).content.decode().strip() == ""
    assert "not published" in page(cast.operator, "run-detail", better.run.pk).content.decode()


def test_news_are_for_those_signed_in(db: None) -> None:
    assert Client().get("/regrades/new/").status_code == 302


# ---- the command


def called(*arguments: str) -> tuple[list[dict[str, str]], str]:
    out, err = StringIO(), StringIO()
    call_command("regrade", *arguments, stdout=out, stderr=err)
    return list(csv.DictReader(StringIO(out.getvalue()), delimiter="\t")), err.getvalue()


def test_the_command_starts_shows_and_publishes(cast: Cast, submission: Submission) -> None:
    lines, said = called("w05/two-layer-net")
    assert [(line["submission"], line["outcome"]) for line in lines] == [(str(submission.pk), "waiting")]
    assert "judged again: 1 new, 0 repeated" in said
    decided(RegradeBatch.objects.get())
    lines, said = called("w05/two-layer-net", "--publish")
    assert (lines[0]["outcome"], lines[0]["old_score"], lines[0]["new_score"]) == ("up", "60.0", "100.0")
    assert lines[0]["published"] == timezone.now().date().isoformat()
    assert "published: 1 raised" in said
    assert "judged again: 0 new" in said
    assert selectors.best_scores(cast.learner)["w05/two-layer-net"][0] == 100.0


def test_the_command_lowers_with_a_reason_only(cast: Cast, worse: RegradeItem) -> None:
    with pytest.raises(CommandError, match="--lower goes with --publish"):
        called("w05/two-layer-net", "--lower")
    with pytest.raises(CommandError, match=r"needs a reason|需要"):
        called("w05/two-layer-net", "--publish", "--lower")
    lines, said = called("w05/two-layer-net", "--publish", "--lower", "--reason", "A leak was let through.")
    assert "1 lowered" in said
    assert lines[0]["outcome"] == "down"


def test_the_command_takes_one_submission(cast: Cast, task: Task, submission: Submission) -> None:
    make_run(make_submission(cast.classmate, task), score=10.0, content_digest="d" * 64)
    lines, _ = called("w05/two-layer-net", "--submission", str(submission.pk))
    assert [line["learner"] for line in lines] == ["learner"]
    assert RegradeItem.objects.count() == 1


def test_the_command_names_what_is_not_there(task: Task) -> None:
    with pytest.raises(CommandError, match="there is no task w05/nothing"):
        called("w05/nothing")
    with pytest.raises(CommandError, match="has no submission"):
        called("w05/two-layer-net", "--submission", "00000000-0000-0000-0000-000000000000")
