"""What a learner reads of what was said, and when it counts as read."""

import pytest

from everyday.reviews.models import Comment, Mark
from everyday.reviews.services.feedback import add_comment, give_mark
from everyday.submissions.models import Submission
from tests.conftest import Cast
from tests.everyday.factories import make_full_week, make_submission, signed_in


@pytest.fixture
def submission(cast: Cast) -> Submission:
    submission = make_submission(cast.learner, make_full_week(5).tasks.get())
    add_comment(author=cast.mentor, submission=submission, body="Subtract the maximum.", path="solution.py", line=5)
    give_mark(mentor=cast.mentor, submission=submission, level="revise", note="Nearly there.")
    return submission


def _address(submission: Submission) -> str:
    return f"/reviews/submissions/{submission.pk}/feedback/"


def _unseen() -> int:
    return Comment.objects.filter(seen_at=None).count() + Mark.objects.filter(seen_at=None).count()


@pytest.mark.parametrize("who", ["learner", "classmate", "mentor", "other_mentor", "operator", "stranger"])
def test_feedback_is_the_learner_s_and_their_mentor_s(cast: Cast, submission: Submission, who: str) -> None:
    response = signed_in(getattr(cast, who)).get(_address(submission))
    assert response.status_code == (200 if who in {"learner", "mentor", "operator"} else 404)
    assert _unseen() == (0 if who == "learner" else 2), "only the learner's reading counts"


def test_the_learner_reads_it_and_it_is_new_once(cast: Cast, submission: Submission) -> None:
    client = signed_in(cast.learner)
    first = client.get(_address(submission))
    for words in ("From your mentor", "Please revise", "Nearly there.", "Subtract the maximum.", "solution.py, line 5", "New"):
        assert words in first.text
    assert "<html" not in first.text
    assert "no-store" in first.headers["Cache-Control"]
    assert "badge-info" not in client.get(_address(submission)).text


def test_the_first_reading_stands(cast: Cast, submission: Submission) -> None:
    client = signed_in(cast.learner)
    client.get(_address(submission))
    seen = Comment.objects.get().seen_at
    client.get(_address(submission))
    assert Comment.objects.get().seen_at == seen


def test_without_feedback_there_is_nothing(cast: Cast, submission: Submission) -> None:
    other = make_submission(cast.learner, submission.task)
    assert signed_in(cast.learner).get(_address(other)).text.strip() == ""


def test_today_learns_of_new_feedback(cast: Cast, submission: Submission) -> None:
    client = signed_in(cast.learner)
    text = client.get("/reviews/new/").text
    assert f'href="/submissions/{submission.pk}/#feedback"' in text
    assert "Task softmax, attempt 1" in text
    assert "one comment" in text
    assert "a judgement" in text
    client.get(_address(submission))
    assert client.get("/reviews/new/").text.strip() == ""


@pytest.mark.parametrize("who", ["classmate", "mentor", "other_mentor", "operator", "stranger"])
def test_news_are_for_whom_they_were_written(cast: Cast, submission: Submission, who: str) -> None:
    assert signed_in(getattr(cast, who)).get("/reviews/new/").text.strip() == ""


def test_visitors_have_no_news(submission: Submission) -> None:
    assert signed_in(None).get("/reviews/new/").status_code == 302
