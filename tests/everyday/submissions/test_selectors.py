"""What other apps read of submissions."""

from collections.abc import Callable
from typing import Any

from everyday.catalog.models import Task
from everyday.celery import app
from everyday.submissions import selectors
from everyday.submissions.models import Run
from everyday.submissions.tasks import requeue_lost_runs
from tests.conftest import Cast
from tests.everyday.submissions.conftest import Attempt

Submit = Callable[..., Run]


def test_the_best_score_counts_and_only_ones_own(cast: Cast, task: Task, submit: Submit, online: Any) -> None:
    online(slots=9)
    for learner, status, score in (
        (cast.learner, "failed", 60.0),
        (cast.learner, "failed", 20.0),
        (cast.classmate, "passed", 100.0),
    ):
        attempt = Attempt(submit(learner))
        attempt.claim()
        attempt.decide(status, score)
    assert selectors.best_scores(cast.learner) == {"w05/two-layer-net": (60.0, 100.0)}
    assert selectors.best_scores(cast.stranger) == {}


def test_a_run_that_failed_for_our_reasons_is_no_score(cast: Cast, submit: Submit, online: Any) -> None:
    online()
    attempt = Attempt(submit(cast.learner))
    attempt.claim()
    attempt.decide("infrastructure", 0.0)
    assert selectors.best_scores(cast.learner) == {}


def test_a_cohorts_newest_submissions(cast: Cast, submit: Submit, django_assert_max_num_queries: Any) -> None:
    runs = [submit(learner) for learner in (cast.learner, cast.classmate, cast.stranger)]
    with django_assert_max_num_queries(2):
        latest = selectors.latest_submissions(cast.cohort, 5)
        assert [len(submission.runs.all()) for submission in latest] == [1, 1]
        assert {submission.learner.username for submission in latest} == {"learner", "classmate"}
    assert latest[0].pk == runs[1].submission_id
    assert len(selectors.latest_submissions(cast.cohort, 1)) == 1


def test_the_reaper_is_a_task_that_beat_calls(cast: Cast, clean_broker: str) -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert requeue_lost_runs.name in scheduled
    assert requeue_lost_runs.name in app.tasks
    assert requeue_lost_runs() == 0
