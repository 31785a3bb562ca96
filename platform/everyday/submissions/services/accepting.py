"""A mentor accepts what an automatic test refused: its points are given, and the verdict is what it would have been.

What the judge itself said stays in the run's events. A score can only rise here.
"""

from django.db import transaction

from everyday.accounts.models import User
from everyday.submissions.models import Run, TestResult
from everyday.submissions.policies import may_accept_tests
from everyday.submissions.services.cancelling import NotAllowedError
from everyday.submissions.verdicts import ACCEPTED_BY_MENTOR, FREE_STATUSES

_REFUSED = ("failed", "error")
_BANNED_GATE = "K7"
_GATES = frozenset(f"K{number}" for number in range(1, 9))


def refused_tests(run: Run) -> list[TestResult]:
    """What a mentor could accept: failed tests of a run that was graded, and a violation of the forbidden list."""
    if run.state != Run.State.FINISHED or run.status in FREE_STATUSES:
        return []
    return [
        result
        for result in run.test_results.all()
        if result.status in _REFUSED and (result.test_id not in _GATES or result.test_id == _BANNED_GATE)
    ]


@transaction.atomic
def accept_test(*, mentor: User, run: Run, test_id: str) -> Run:
    """Raises NotAllowedError for whoever is not the learner's mentor; nothing changes for a test that was not refused."""
    if not may_accept_tests(mentor, run):
        raise NotAllowedError("accept")
    result = next((one for one in refused_tests(run) if one.test_id == test_id), None)
    if result is None:
        return run
    result.status, result.points = "passed", result.max_points
    result.message = {
        language: "\n".join(part for part in (said, result.message.get(language, "")) if part)
        for language, said in ACCEPTED_BY_MENTOR.items()
    }
    result.save(update_fields=["status", "points", "message"])
    _settle(run)
    return run


def _settle(run: Run) -> None:
    results = list(run.test_results.all())
    banned = any(one.test_id == _BANNED_GATE and one.status in _REFUSED for one in results)
    score = 0.0 if banned else sum(one.points for one in results)
    run.score = max(run.score or 0.0, score)
    if all(one.status == "passed" or (one.status == "skipped" and one.test_id in _GATES) for one in results):
        run.status = Run.Status.PASSED
    run.save(update_fields=["score", "status"])
