"""Handing in: numbers, limits, refusals, and nothing stored when refused."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection, connections

from everyday.accounts.models import User
from everyday.catalog.models import Task
from everyday.submissions import selectors, services
from everyday.submissions.models import Run, Submission
from everyday.submissions.services import AttemptsExhaustedError, SourcesRefusedError
from tests.conftest import Cast
from tests.everyday.submissions.conftest import FILES, Attempt

Submit = Callable[..., Run]


def test_a_submission_is_numbered_per_learner_and_task(cast: Cast, submit: Submit) -> None:
    first, second = submit(cast.learner), submit(cast.learner)
    other = submit(cast.classmate)
    assert [run.submission.number for run in (first, second, other) if run.submission] == [1, 2, 1]


def test_a_submission_comes_with_a_queued_run_of_the_content_that_was_shown(cast: Cast, task: Task, submit: Submit) -> None:
    run = submit(cast.learner)
    assert run.state == Run.State.QUEUED
    assert run.content_digest == task.digest
    assert run.seed > 0
    assert run.submission is not None
    assert run.submission.files == FILES


def test_equal_files_have_equal_digests_whatever_their_order() -> None:
    from everyday.submissions.services.submitting import digest_of

    assert digest_of({"a.py": "1", "b.py": "2"}) == digest_of({"b.py": "2", "a.py": "1"})
    assert digest_of({"a.py": "1"}) != digest_of({"a.py": "2"})


def test_the_daily_limit_counts_only_what_was_judged(cast: Cast, task: Task, submit: Submit, online: Any) -> None:
    online(slots=10)
    for status in ("not_gradable", "infrastructure", "cancelled"):
        attempt = Attempt(submit(cast.learner))
        attempt.claim()
        attempt.decide(status, 20.0)
    assert selectors.attempts(cast.learner, task, dt.datetime.now(tz=dt.UTC)).used == 0
    for _ in range(3):
        attempt = Attempt(submit(cast.learner))
        attempt.claim()
        attempt.decide("failed", 20.0)
    with pytest.raises(AttemptsExhaustedError) as refused:
        submit(cast.learner)
    assert refused.value.next_at > dt.datetime.now(tz=dt.UTC)
    assert Submission.objects.filter(learner=cast.learner).count() == 6


def test_a_day_is_the_learners_own(cast: Cast, task: Task, submit: Submit) -> None:
    User.objects.filter(pk=cast.learner.pk).update(time_zone="America/New_York")
    cast.learner.refresh_from_db()
    with time_machine.travel(dt.datetime(2031, 3, 1, 4, 30, tzinfo=dt.UTC), tick=False):  # 23:30 the day before
        for _ in range(3):
            submit(cast.learner)
        with pytest.raises(AttemptsExhaustedError) as refused:
            submit(cast.learner)
        assert refused.value.next_at == dt.datetime(2031, 3, 1, 5, 0, tzinfo=dt.UTC)
    with time_machine.travel(dt.datetime(2031, 3, 1, 5, 0, 1, tzinfo=dt.UTC), tick=False):
        assert submit(cast.learner).submission is not None


def test_a_cooldown_names_its_end(cast: Cast, task: Task, submit: Submit) -> None:
    task.spec["attempts"] = {"cooldown_s": 60}
    task.save()
    with time_machine.travel(dt.datetime(2031, 3, 1, 12, 0, tzinfo=dt.UTC), tick=False):
        submit(cast.learner)
        with pytest.raises(AttemptsExhaustedError) as refused:
            submit(cast.learner)
    assert refused.value.next_at == dt.datetime(2031, 3, 1, 12, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, "missing-file"),
        ({"other.py": "x = 1\n"}, "missing-file"),
        ({"solution.py": "  \n\n"}, "empty"),
        ({"solution.py": "def f(:\n"}, "syntax"),
        ({"solution.py": "x = '" + "a" * 262_144 + "'\n"}, "too-long"),
        ({"solution.py": "x = 1\n", **{f"m{i}.py": "" for i in range(60)}}, "too-many-files"),
        ({"solution.py": "x = 1\0\n"}, "binary"),
        ({"solution.py": "x = '\ud800'\n"}, "encoding"),
        ({"solution.py": "x = 1\n", "../evil.py": "x = 1\n"}, "path"),
        ({"solution.py": "x = 1\n", "/etc/passwd": "x"}, "path"),
        ({"solution.py": "x = 1\n", ".hidden.py": "x"}, "path"),
        ({"solution.py": "x = 1\n", "a\\b.py": "x"}, "path"),
        ({"solution.py": "x = 1\n", "a//b.py": "x"}, "path"),
    ],
)
def test_what_cannot_be_graded_is_refused_and_not_stored(cast: Cast, submit: Submit, files: dict[str, str], code: str) -> None:
    with pytest.raises(SourcesRefusedError) as refused:
        submit(cast.learner, files=files)
    assert refused.value.code == code
    assert refused.value.message
    assert not Submission.objects.exists()


def test_a_syntax_error_names_its_line(cast: Cast, submit: Submit) -> None:
    with pytest.raises(SourcesRefusedError, match="3"):
        submit(cast.learner, files={"solution.py": "x = 1\ny = 2\nz = = 3\n"})


def test_code_nested_too_deeply_to_parse_is_left_to_the_judge(cast: Cast, submit: Submit) -> None:
    assert submit(cast.learner, files={"solution.py": "x = 1" + "+1" * 60_000 + "\n"}).state == Run.State.QUEUED


def test_a_task_in_preparation_takes_nothing(cast: Cast, task: Task, submit: Submit) -> None:
    task.is_ready = False
    with pytest.raises(SourcesRefusedError) as refused:
        submit(cast.learner, task=task)
    assert refused.value.code == "not-ready"


def test_a_profile_that_the_task_lacks_is_refused(cast: Cast, submit: Submit) -> None:
    with pytest.raises(SourcesRefusedError) as refused:
        submit(cast.learner, profile="gpu")
    assert refused.value.code == "profile"


@pytest.mark.django_db(transaction=True)
def test_submissions_at_the_same_time_get_different_numbers(cast: Cast, task: Task, clean_broker: str) -> None:
    task.spec["attempts"] = {}
    task.save()
    errors: list[BaseException] = []

    def hand_in() -> None:
        try:
            services.submit(learner=cast.learner, task=task, files=FILES, source="editor")
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=hand_in) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert sorted(Submission.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert connection.vendor in {"sqlite", "postgresql"}
