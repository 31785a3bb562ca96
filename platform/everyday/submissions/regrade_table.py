"""The differences of a re-grade as words: a file for spreadsheets, and the lines that a terminal shows."""

from collections.abc import Iterable, Sequence

from everyday.lib.spreadsheets import Variant, table_file
from everyday.submissions.regrade_outcomes import Outcome, TestChange
from everyday.submissions.selectors.regrades import Difference

HEAD = ["submission", "learner", "attempt", "outcome", "old_status", "old_score", "new_status", "new_score", "max_score"]


def regrade_file(found: Iterable[Difference], variant: Variant) -> bytes:
    """A line a submission. The head is not translated: scripts read these files too."""
    head = [*HEAD, "changed_tests", "published_at", "lowered", "reason"]
    return table_file(head, [[*cells(one), *_rest(one)] for one in found], variant)


def cells(one: Difference) -> list[object]:
    """What HEAD names."""
    submission = one.item.submission
    has_verdict = one.outcome not in (Outcome.WAITING, Outcome.NO_VERDICT)
    return [
        str(submission.pk),
        submission.learner.username,
        submission.number,
        str(one.outcome),
        one.old.status,
        one.old.score,
        one.new.status or one.new.state,
        one.new.score if has_verdict else None,
        one.new.max_score if has_verdict else one.old.max_score,
    ]


def change_words(tests: Sequence[TestChange]) -> str:
    """`stable: failed → passed; value: passed → –`."""
    return "; ".join(f"{test.test_id}: {test.old_status or '–'} → {test.new_status or '–'}" for test in tests)


def _rest(one: Difference) -> list[object]:
    item = one.item
    published = item.published_at.isoformat() if item.published_at else None
    return [change_words(one.tests), published, int(item.lowered) if published else None, item.reason]
