"""Judging submissions again: what runs, what it must not touch before it is published, and what publishing does."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from everyday.catalog.models import Lab, Task
from everyday.learning.selectors import progress_of
from everyday.learning.selectors.activity import activity_of
from everyday.submissions import bundles, dispatch, selectors, services
from everyday.submissions.models import RegradeBatch, RegradeItem, Run, Submission, TestResult
from everyday.submissions.policies import may_see_run
from everyday.submissions.regrade_outcomes import Outcome
from everyday.submissions.selectors import regrades
from everyday.submissions.services import RegradeRefusedError
from tests.conftest import Cast
from tests.everyday.factories import make_run, make_submission
from tests.everyday.submissions.conftest import Attempt

Submit = Callable[..., Run]


@pytest.fixture(autouse=True)
def _broker(clean_broker: str) -> None:
    """Dispatching looks who is online."""


@pytest.fixture
def old(cast: Cast, task: Task) -> Run:
    """A failed attempt of 60 points."""
    return make_run(make_submission(cast.learner, task), status="failed", score=60.0, seed=12345)


@pytest.fixture
def changed(task: Task, old: Run) -> Task:
    """The task after its tests changed."""
    task.digest, task.version = "n" * 64, "1.1.0"
    task.save()
    return task


def decide(run: Run, status: str = "passed", score: float = 100.0, state: str = "finished") -> Run:
    """The run's verdict, as the recorder leaves it."""
    Run.objects.filter(pk=run.pk).update(
        state=state, status=status, score=score, max_score=100.0, started_at=timezone.now(), ended_at=timezone.now()
    )
    test_status = "passed" if status == "passed" else "failed"
    fields = {"position": 1, "public": True, "points": score, "max_points": 100, "status": test_status}
    TestResult.objects.create(run=run, test_id="stable", **fields)
    run.refresh_from_db()
    return run


def regraded(task: Task, status: str = "passed", score: float = 100.0) -> RegradeItem:
    """The only submission, judged again with this outcome."""
    batch = services.start_regrade(task=task, requested_by=None).batch
    item = batch.items.get()
    decide(item.run, status, score)
    return batch.items.get()


def test_a_submission_is_judged_again_with_the_new_content_and_the_old_inputs(cast: Cast, changed: Task, old: Run) -> None:
    started = services.start_regrade(task=changed, requested_by=cast.operator)
    assert (started.added, started.repeated) == (1, 0)
    item = started.batch.items.get()
    run = item.run
    assert (run.content_digest, run.content_version) == ("n" * 64, "1.1.0")
    assert (run.seed, run.profile, run.judged) == (12345, "cpu", old.submission)
    assert (run.is_regrade, run.submission, run.state) == (True, None, "queued")
    assert (item.old_run, item.requested_by) == (old, cast.operator)


def test_asking_twice_changes_nothing(changed: Task) -> None:
    first = services.start_regrade(task=changed, requested_by=None)
    second = services.start_regrade(task=changed, requested_by=None)
    assert (second.batch, second.added, second.repeated) == (first.batch, 0, 0)
    decide(first.batch.items.get().run)
    assert services.start_regrade(task=changed, requested_by=None).added == 0
    assert Run.objects.filter(is_regrade=True).count() == RegradeBatch.objects.count() == 1


def test_a_run_without_a_verdict_is_repeated_and_only_that(cast: Cast, changed: Task) -> None:
    make_run(make_submission(cast.classmate, changed), score=10.0, content_digest="d" * 64)
    batch = services.start_regrade(task=changed, requested_by=None).batch
    lost, waiting = batch.items.all()
    decide(lost.run, "infrastructure", 0.0, state="failed")
    again = services.start_regrade(task=changed, requested_by=None)
    assert (again.added, again.repeated) == (0, 1)
    lost.refresh_from_db()
    assert (lost.run.state, lost.run.is_regrade) == ("queued", True)
    assert batch.items.get(pk=waiting.pk).run == waiting.run


def test_what_was_judged_with_the_present_content_is_left_out_unless_asked_for(cast: Cast, changed: Task) -> None:
    current = make_run(make_submission(cast.classmate, changed), score=80.0)
    assert services.start_regrade(task=changed, requested_by=None).added == 1
    assert services.start_regrade(task=changed, requested_by=None, again=True).added == 1
    assert RegradeItem.objects.get(old_run=current).run.is_regrade


def test_one_submission_alone(cast: Cast, changed: Task, old: Run) -> None:
    make_run(make_submission(cast.classmate, changed), score=10.0, content_digest="d" * 64)
    assert old.submission is not None
    started = services.start_regrade(task=changed, requested_by=cast.mentor, submission=old.submission)
    assert [item.submission for item in started.batch.items.all()] == [old.submission]
    assert services.start_regrade(task=changed, requested_by=None).added == 1, "the others join the same batch"


def test_without_a_result_there_is_nothing_to_judge_again(cast: Cast, changed: Task) -> None:
    waiting = make_submission(cast.classmate, changed)
    Run.objects.create(learner=cast.classmate, submission=waiting, content_digest=changed.digest)
    with pytest.raises(RegradeRefusedError) as refused:
        services.start_regrade(task=changed, requested_by=None, submission=waiting)
    assert refused.value.code == "no-result"
    assert services.start_regrade(task=changed, requested_by=None).added == 1


def test_a_task_in_preparation_is_refused(changed: Task) -> None:
    changed.is_ready = False
    changed.save()
    with pytest.raises(RegradeRefusedError) as refused:
        services.start_regrade(task=changed, requested_by=None)
    assert refused.value.code == "not-ready"


# ---- before it is published


def test_nothing_is_seen_of_it_before_it_is_published(cast: Cast, changed: Task, old: Run) -> None:
    before = progress_of(cast.learner)
    days = activity_of(cast.learner, timezone.now())
    item = regraded(changed, "passed", 100.0)
    assert selectors.best_scores(cast.learner) == {"w05/two-layer-net": (60.0, 100.0)}
    assert progress_of(cast.learner) == before
    assert activity_of(cast.learner, timezone.now()) == days
    [submission] = selectors.submissions_of(cast.learner, changed)
    assert list(submission.runs.all()) == [old]
    assert regrades.unseen_regrades(cast.learner) == []
    assert regrades.published_regrades(submission) == []
    assert selectors.failed_attempts(cast.learner, changed) == 1
    assert not may_see_run(cast.learner, item.run)
    assert may_see_run(cast.mentor, item.run)
    assert not may_see_run(cast.other_mentor, item.run)


@pytest.mark.parametrize("status", ["infrastructure", "passed", "failed"])
def test_it_costs_no_attempt_and_gives_none_back(cast: Cast, changed: Task, status: str) -> None:
    used = selectors.attempts(cast.learner, changed, timezone.now())
    assert used.used == 1
    state = "failed" if status == "infrastructure" else "finished"
    decide(services.start_regrade(task=changed, requested_by=None).batch.items.get().run, status, 50.0, state)
    assert selectors.attempts(cast.learner, changed, timezone.now()) == used


# ---- publishing


def test_a_better_result_takes_the_place_of_the_old_one(cast: Cast, changed: Task, old: Run) -> None:
    item = regraded(changed, "passed", 100.0)
    published = services.publish_regrade(batch=item.batch, publisher=cast.operator)
    assert (published.raised, published.lowered, published.kept_lower) == (1, 0, 0)
    assert selectors.best_scores(cast.learner) == {"w05/two-layer-net": (100.0, 100.0)}
    assert progress_of(cast.learner)[5].score == 100.0
    assert old.submission is not None
    assert list(old.submission.runs.all()) == [item.run]
    old.refresh_from_db()
    assert (old.judged, old.score) == (item.submission, 60.0), "the old result is kept, beside"
    item.refresh_from_db()
    assert (item.old_score, item.new_score, item.max_score, item.lowered) == (60.0, 100.0, 100.0, False)
    assert (item.published_by, item.old_run) == (cast.operator, old)
    assert may_see_run(cast.learner, old)
    assert may_see_run(cast.learner, Run.objects.get(pk=item.run.pk))
    assert regrades.unseen_regrades(cast.learner) == [item]


def test_a_worse_result_is_left_unless_it_is_chosen_with_a_reason(cast: Cast, changed: Task, old: Run) -> None:
    item = regraded(changed, "failed", 40.0)
    published = services.publish_regrade(batch=item.batch, publisher=None)
    assert (published.raised, published.lowered, published.kept_lower) == (0, 0, 1)
    assert selectors.best_scores(cast.learner) == {"w05/two-layer-net": (60.0, 100.0)}
    with pytest.raises(RegradeRefusedError) as refused:
        services.publish_regrade(batch=item.batch, publisher=None, lower=True, reason="  ")
    assert refused.value.code == "reason"
    published = services.publish_regrade(batch=item.batch, publisher=None, lower=True, reason=" The test let a leak pass. ")
    assert (published.lowered, published.kept_lower) == (1, 0)
    assert selectors.best_scores(cast.learner) == {"w05/two-layer-net": (40.0, 100.0)}
    item.refresh_from_db()
    assert (item.lowered, item.reason, item.old_score, item.new_score) == (True, "The test let a leak pass.", 60.0, 40.0)


def test_publishing_twice_changes_nothing(changed: Task, old: Run) -> None:
    item = regraded(changed, "passed", 100.0)
    services.publish_regrade(batch=item.batch, publisher=None)
    item.refresh_from_db()
    at = item.published_at
    again = services.publish_regrade(batch=item.batch, publisher=None)
    assert (again.raised, again.lowered, again.same) == (0, 0, 0)
    item.refresh_from_db()
    assert item.published_at == at
    assert Submission.objects.get().runs.count() == Submission.objects.get().runs_aside.count() == 1


def test_an_equal_result_changes_nothing(cast: Cast, changed: Task, old: Run) -> None:
    item = regraded(changed, "failed", 60.0)
    assert services.publish_regrade(batch=item.batch, publisher=None, lower=True, reason="new tests").same == 1
    assert list(item.submission.runs.all()) == [old]
    assert regrades.unseen_regrades(cast.learner) == []


def test_what_has_no_verdict_yet_is_published_later(changed: Task, old: Run) -> None:
    batch = services.start_regrade(task=changed, requested_by=None).batch
    assert services.publish_regrade(batch=batch, publisher=None).without_verdict == 1
    decide(batch.items.get().run)
    assert services.publish_regrade(batch=batch, publisher=None).raised == 1


def test_results_of_content_that_the_task_no_longer_has_are_not_published(changed: Task, old: Run) -> None:
    item = regraded(changed)
    changed.digest = "x" * 64
    changed.save()
    with pytest.raises(RegradeRefusedError) as refused:
        services.publish_regrade(batch=item.batch, publisher=None)
    assert refused.value.code == "outdated"
    assert list(item.submission.runs.all()) == [old]


def test_the_next_regrade_is_compared_with_what_the_last_one_published(changed: Task, old: Run) -> None:
    first = regraded(changed, "failed", 90.0)
    services.publish_regrade(batch=first.batch, publisher=None)
    changed.digest = "x" * 64
    changed.save()
    second = services.start_regrade(task=changed, requested_by=None).batch.items.get()
    assert second.old_run == first.run
    decide(second.run, "failed", 80.0)
    assert services.publish_regrade(batch=second.batch, publisher=None).kept_lower == 1
    assert selectors.best_scores(old.learner) == {"w05/two-layer-net": (90.0, 100.0)}


def test_a_pass_that_is_lost_at_equal_points_counts_as_worse(changed: Task, old: Run) -> None:
    Run.objects.filter(pk=old.pk).update(status="passed", score=100.0)
    item = regraded(changed, "failed", 100.0)
    assert regrades.difference(item).outcome is Outcome.DOWN


def test_more_points_of_a_higher_maximum_may_be_a_smaller_share(changed: Task, old: Run) -> None:
    item = regraded(changed, "failed", 70.0)
    Run.objects.filter(pk=item.run.pk).update(max_score=200.0)
    assert regrades.difference(RegradeItem.objects.get()).outcome is Outcome.DOWN


def test_an_attempt_that_used_nothing_up_stays_free_when_a_regrade_finds_something_to_judge(
    cast: Cast, changed: Task, old: Run
) -> None:
    Run.objects.filter(pk=old.pk).update(status="not_gradable", score=0.0)
    assert selectors.attempts(cast.learner, changed, timezone.now()).used == 0
    item = regraded(changed, "failed", 40.0)
    assert services.publish_regrade(batch=item.batch, publisher=None).raised == 1
    assert selectors.attempts(cast.learner, changed, timezone.now()).used == 0


def test_the_note_is_new_until_its_learner_has_seen_it(cast: Cast, changed: Task, old: Run) -> None:
    item = regraded(changed)
    services.publish_regrade(batch=item.batch, publisher=None)
    submission = item.submission
    assert services.mark_regrades_seen(learner=cast.mentor, submission=submission) == 0
    assert services.mark_regrades_seen(learner=cast.learner, submission=submission) == 1
    assert services.mark_regrades_seen(learner=cast.learner, submission=submission) == 0
    assert regrades.unseen_regrades(cast.learner) == []
    assert regrades.published_regrades(submission) == [item]


# ---- reading


def test_changed_tests_are_listed(changed: Task, old: Run) -> None:
    TestResult.objects.create(run=old, test_id="gone", position=2, public=False, status="passed", points=5, max_points=5)
    item = regraded(changed, "passed", 100.0)
    [found] = regrades.with_tests(changed, regrades.differences(item.batch))
    assert [(one.test_id, one.old_status, one.new_status, one.old_points, one.new_points) for one in found.tests] == [
        ("stable", "failed", "passed", 60.0, 100.0),
        ("gone", "passed", "", 5.0, 0.0),
    ]
    assert found.tests[0].name == {"zh": "稳定", "en": "Stable"}


def test_a_large_batch_costs_as_many_queries_as_a_small_one(
    cast: Cast, changed: Task, old: Run, django_assert_num_queries: Any
) -> None:
    for _ in range(12):
        make_run(make_submission(cast.classmate, changed), score=10.0, content_digest="d" * 64)
    batch = services.start_regrade(task=changed, requested_by=None).batch
    with django_assert_num_queries(2):
        found = regrades.differences(batch)
    with django_assert_num_queries(1):
        assert len(regrades.with_tests(changed, found)) == 13
    assert regrades.counts(found) == {
        "up": 0,
        "down": 0,
        "same": 0,
        "waiting": 13,
        "no_verdict": 0,
        "published": 0,
        "all": 13,
    }


def test_starting_many_costs_few_queries(cast: Cast, changed: Task, django_assert_max_num_queries: Any) -> None:
    for _ in range(30):
        make_run(make_submission(cast.classmate, changed), score=10.0, content_digest="d" * 64)
    with django_assert_max_num_queries(12):
        assert services.start_regrade(task=changed, requested_by=None).added == 31


def test_tasks_with_outdated_results_till_they_are_judged_again(changed: Task, old: Run) -> None:
    [one] = regrades.outdated_tasks()
    assert (one.task, one.submissions, one.batch) == (changed, 1, None)
    services.start_regrade(task=changed, requested_by=None)
    assert regrades.outdated_tasks() == []


# ---- the queue


def test_a_regrade_waits_behind_graded_work_and_labs(cast: Cast, changed: Task, submit: Submit, lab: Lab, online: Any) -> None:
    services.start_regrade(task=changed, requested_by=None)
    regrade = Run.objects.get(is_regrade=True)
    held = Run.objects.create(learner=cast.stranger, lab=lab, content_digest=lab.digest)
    Run.objects.update(dispatched_at=None)
    graded = submit(cast.classmate)
    Run.objects.filter(pk=graded.pk).update(dispatched_at=None)
    assert [run.run_id for run in selectors.service_order()] == [graded.pk, held.pk, regrade.pk]
    assert selectors.queue_state(regrade).position == 3


def test_it_takes_neither_the_last_free_slot_nor_a_learners_turn(
    cast: Cast, changed: Task, submit: Submit, online: Any, django_capture_on_commit_callbacks: Any
) -> None:
    for _ in range(5):
        make_run(make_submission(cast.learner, changed), score=10.0, content_digest="d" * 64)
    Submission.objects.update(created_at=timezone.now() - dt.timedelta(days=2))  # today's attempts are all there still
    online(slots=3)
    with django_capture_on_commit_callbacks(execute=True):
        services.start_regrade(task=changed, requested_by=None)
    assert Run.objects.filter(is_regrade=True, dispatched_at__isnull=False).count() == 2
    own = [submit(cast.learner), submit(cast.learner)]
    assert Run.objects.filter(pk__in=[run.pk for run in own], dispatched_at__isnull=False).count() == 2


def test_without_a_worker_no_regrade_lies_in_the_brokers_queue(changed: Task, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        services.start_regrade(task=changed, requested_by=None)
    assert Run.objects.get(is_regrade=True).dispatched_at is None


def test_the_worker_judges_it_like_any_other_run(
    cast: Cast, changed: Task, old: Run, online: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """Through dispatch, bundle and recorder: what the worker is told, fetches and reports."""
    online(slots=2)
    with django_capture_on_commit_callbacks(execute=True):
        item = services.start_regrade(task=changed, requested_by=None).batch.items.get()
    run = Run.objects.get(pk=item.run.pk)
    request = dispatch.request_of(run)
    assert (request.kind, request.content_id, request.content_digest) == ("task", "w05/two-layer-net", "n" * 64)
    signed = request.bundle_url.rsplit("/", 1)[1]
    fetched = bundles.open_signed(signed)
    assert fetched == run
    assert old.submission is not None
    assert bundles.bundle_of(run) == bundles.pack(old.submission.files)
    attempt = Attempt(run)
    attempt.claim()
    attempt.decide("passed", 100.0)
    assert regrades.difference(RegradeItem.objects.get()).outcome is Outcome.UP
    assert selectors.best_scores(cast.learner) == {"w05/two-layer-net": (60.0, 100.0)}
    services.publish_regrade(batch=item.batch, publisher=None)
    assert selectors.best_scores(cast.learner) == {"w05/two-layer-net": (100.0, 100.0)}
