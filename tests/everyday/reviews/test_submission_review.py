"""A submission under review: lines, tests, curves, comments, marks, and who may do what."""

import pytest

from everyday.reviews.models import Comment, Mark
from everyday.reviews.selectors import feedback_for
from everyday.reviews.selectors.submission import line_count, reviewed_files
from everyday.reviews.services.feedback import add_comment, give_mark
from everyday.submissions.models import Submission
from tests.conftest import Cast
from tests.everyday.factories import make_event, make_full_week, make_run, make_submission, signed_in

EVERYONE = ["learner", "classmate", "mentor", "other_mentor", "operator", "stranger"]


@pytest.fixture
def submission(cast: Cast) -> Submission:
    return make_submission(cast.learner, make_full_week(5).tasks.get())


def _address(submission: Submission, more: str = "") -> str:
    return f"/reviews/submissions/{submission.pk}/{more}"


@pytest.mark.parametrize("who", EVERYONE)
def test_the_page_is_for_the_mentor_and_operators(cast: Cast, submission: Submission, who: str) -> None:
    response = signed_in(getattr(cast, who)).get(_address(submission))
    assert response.status_code == (200 if who in {"mentor", "operator"} else 404)
    if response.status_code == 200:
        assert ("Send" in response.text) == (who == "mentor"), "operators look on"


@pytest.mark.parametrize("who", EVERYONE)
def test_only_the_mentor_says_something(cast: Cast, submission: Submission, who: str) -> None:
    client = signed_in(getattr(cast, who))
    wanted = 302 if who == "mentor" else 404
    assert client.post(_address(submission, "comments/"), {"body": "Hello"}).status_code == wanted
    assert client.post(_address(submission, "marks/"), {"level": "good"}).status_code == wanted
    assert client.get(_address(submission, "comments/")).status_code == (200 if who == "mentor" else 404)
    assert (Comment.objects.count(), Mark.objects.count()) == ((1, 1) if who == "mentor" else (0, 0))


@pytest.mark.parametrize("more", ["", "comments/", "marks/", "feedback/"])
def test_visitors_are_asked_to_sign_in(submission: Submission, more: str) -> None:
    method = signed_in(None).post if more == "marks/" else signed_in(None).get
    assert method(_address(submission, more)).headers["location"].startswith("/accounts/login/")


def test_an_unknown_submission_is_not_found(cast: Cast) -> None:
    unknown = "/reviews/submissions/00000000-0000-4000-8000-000000000000/"
    for more in ("", "comments/", "feedback/"):
        assert signed_in(cast.mentor).get(f"{unknown}{more}").status_code == 404


def test_every_line_can_be_commented_on(cast: Cast, submission: Submission) -> None:
    client = signed_in(cast.mentor)
    text = client.get(_address(submission)).text
    assert text.count("Comment on line") == 5
    response = client.post(
        _address(submission, "comments/"), {"body": "Subtract the maximum.", "path": "solution.py", "line": "5"}
    )
    comment = Comment.objects.get()
    assert response.headers["location"] == f"{_address(submission)}#comment-{comment.pk}"
    assert (comment.author, comment.path, comment.line) == (cast.mentor, "solution.py", 5)
    lines = reviewed_files(submission, feedback_for(submission))[0].lines
    assert [line.number for line in lines if line.comments] == [5]
    assert "Subtract the maximum." in client.get(_address(submission)).text


def test_the_form_for_a_line_comes_as_a_row_or_as_a_page(cast: Cast, submission: Submission) -> None:
    client = signed_in(cast.mentor)
    address = _address(submission, "comments/?path=solution.py&line=5")
    row = client.get(address, headers={"HX-Request": "true"}).text
    assert row.strip().startswith('<tr class="review-thread">')
    assert 'name="line" value="5"' in row
    page = client.get(address).text
    assert "<html" in page
    assert "Comment on solution.py, line 5" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"body": ""},
        {"body": "   "},
        {"body": "x" * 10_001},
        {"body": "x", "path": "solution.py"},
        {"body": "x", "line": "3"},
        {"body": "x", "path": "solution.py", "line": "6"},
        {"body": "x", "path": "solution.py", "line": "0"},
        {"body": "x", "path": "../secret.py", "line": "1"},
    ],
)
def test_a_comment_must_have_words_and_a_place_that_exists(cast: Cast, submission: Submission, wrong: dict[str, str]) -> None:
    response = signed_in(cast.mentor).post(_address(submission, "comments/"), wrong)
    assert response.status_code == 422
    assert "field-error" in response.text
    assert not Comment.objects.exists()


def test_a_mark_must_be_one_of_the_levels(cast: Cast, submission: Submission) -> None:
    response = signed_in(cast.mentor).post(_address(submission, "marks/"), {"level": "perfect", "note": "n"})
    assert response.status_code == 422
    assert not Mark.objects.exists()


def test_the_latest_mark_stands_and_older_ones_are_kept(cast: Cast, submission: Submission) -> None:
    client = signed_in(cast.mentor)
    client.post(_address(submission, "marks/"), {"level": "revise", "note": "Look at line 5."})
    client.post(_address(submission, "marks/"), {"level": "excellent", "note": ""})
    feedback = feedback_for(submission)
    assert feedback.mark is not None
    assert feedback.mark.level == "excellent"
    assert [mark.level for mark in feedback.earlier_marks] == ["revise"]


def test_what_learners_write_stays_text(cast: Cast, submission: Submission) -> None:
    nasty = "x = 1 </pre><script>alert(1)</script>\n"
    Submission.objects.filter(pk=submission.pk).update(files={"solution.py": nasty, "<b>.txt": nasty, "notes.md": nasty})
    add_comment(author=cast.mentor, submission=submission, body="<script>alert(2)</script>")
    give_mark(mentor=cast.mentor, submission=submission, level="good", note="<script>alert(3)</script>")
    for address in (_address(submission), _address(submission, "feedback/")):
        text = signed_in(cast.mentor).get(address).text
        assert "<script>alert" not in text
        assert "<b>.txt" not in text


@pytest.mark.parametrize(
    "text", ["", "a", "a\n", "a\nb", '"""\nlong\n\nstring\n"""\n', "\n\n\n", "def f(:\n  broken\n", "a\r\nb\r\n"]
)
def test_the_highlighter_keeps_every_line_in_its_place(cast: Cast, submission: Submission, text: str) -> None:
    submission.files = {"solution.py": text}
    lines = reviewed_files(submission, feedback_for(submission))[0].lines
    assert len(lines) == line_count(text)
    for line in lines:
        assert line.html.count("<span") == line.html.count("</span")


def test_runs_tests_curves_and_figures(cast: Cast, submission: Submission) -> None:
    run = make_run(submission, status="failed", score=40)
    for step in range(3):
        make_event(run, "metric", {"step": step, "values": {"loss": 1 / (step + 1)}, "source": "learner"})
    make_event(run, "figure", {"id": "hist", "plotly": {"data": [{"type": "bar", "y": [1]}], "layout": {}}, "source": "judge"})
    make_event(run, "figure", {"id": "hist", "plotly": {"data": [{"type": "bar", "y": [2]}], "layout": {}}, "source": "judge"})
    response = signed_in(cast.mentor).get(_address(submission))
    report = response.context["report"]
    assert report.curves["data"] == [{"type": "scatter", "mode": "lines", "name": "loss", "x": [0, 1, 2], "y": [1, 0.5, 1 / 3]}]
    assert [drawing["data"][0]["y"] for drawing in report.figures.values()] == [[2]], "a figure drawn again replaces itself"
    assert "Stays finite" in response.text
    assert "Expected [0, 1], got [nan, nan]" in response.text
    assert 'data-plotly="curves"' in response.text
    assert 'data-plotly="figure-1"' in response.text


def test_all_attempts_are_at_hand(cast: Cast, submission: Submission) -> None:
    second = make_submission(cast.learner, submission.task)
    text = signed_in(cast.mentor).get(_address(second)).text
    assert f'href="{_address(submission)}"' in text
    assert f'href="/submissions/{second.pk}/diff/"' in text
