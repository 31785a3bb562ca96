"""A document's second judge: the rubric, requests to look at a refused test, explanations of labs; and who may see them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from everyday.accounts.models import User
from everyday.catalog.models import Task
from everyday.reviews.models import LabReply, LookRequest, RubricMark
from everyday.submissions import services
from everyday.submissions.models import Run, Submission, TestResult
from tests.conftest import Cast
from tests.everyday.factories import both, make_lab, make_task, make_week

RUBRIC = {
    "criteria": [
        {
            "id": "accuracy",
            "title": both("Accuracy"),
            "levels": [
                {"points": points, "title": both(f"Level {points}"), "anchor": both(f"Anchor {points}")} for points in (0, 4, 10)
            ],
        }
    ]
}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["everyday_language"] = "en"
    return client


@pytest.fixture
def essay(db: None) -> Task:
    tests = [{"id": name, "rung": "value", "public": True, "points": 20, "name": both(name)} for name in ("structure", "phash")]
    spec = {"tests": tests, "files": {"learner": ["essay.md"]}, "rubric": RUBRIC}
    return make_task(make_week(23), "essay", kind="document", points=40, spec=spec)


@pytest.fixture
def attempt(cast: Cast, essay: Task) -> Run:
    """Judged: structure passed, phash refused."""
    submission = Submission.objects.create(
        learner=cast.learner, task=essay, number=1, files={"essay.md": "# x"}, digest="d" * 64, self_assessment={"accuracy": 2}
    )
    run = Run.objects.create(
        learner=cast.learner, submission=submission, content_digest="d", state="finished", status="failed", score=20, max_score=40
    )
    rows = [("K1", "passed", 0), ("K4", "skipped", 0), ("structure", "passed", 20), ("phash", "failed", 20)]
    for position, (name, status, points) in enumerate(rows):
        TestResult.objects.create(
            run=run, test_id=name, position=position, public=True, status=status, max_points=points,
            points=points if status == "passed" else 0, message={"zh": "太像", "en": "too alike"} if status == "failed" else {},
        )  # fmt: skip
    return run


def ask(client: Client, run: Run, test_id: str = "phash", reason: str = "I drew it.") -> Any:
    return client.post(reverse("reviews:look-create", args=[run.pk]), {"test_id": test_id, "reason": reason})


# ---- requests to look


def test_only_the_learner_asks_and_only_about_what_was_refused(cast: Cast, attempt: Run) -> None:
    for stranger in (cast.classmate, cast.stranger, cast.other_mentor, cast.mentor):
        assert ask(signed_in(stranger), attempt).status_code == 404
    client = signed_in(cast.learner)
    for test_id, reason in (("structure", "fine"), ("K1", "fine"), ("nothing", "fine"), ("phash", "  ")):
        ask(client, attempt, test_id, reason)
    assert not LookRequest.objects.exists()
    ask(client, attempt)
    ask(client, attempt, reason="again")
    assert [look.reason for look in LookRequest.objects.all()] == ["I drew it."]


def test_a_program_is_asked_about_for_the_forbidden_list_alone(cast: Cast, attempt: Run, essay: Task) -> None:
    Task.objects.filter(pk=essay.pk).update(kind="function")
    feedback = reverse("reviews:feedback", args=[attempt.submission_id])
    assert "Ask a mentor to look" not in signed_in(cast.learner).get(feedback).content.decode()
    TestResult.objects.filter(run=attempt, test_id="K4").update(test_id="K7", status="failed")
    assert "Ask a mentor to look" in signed_in(cast.learner).get(feedback).content.decode()


def test_accepting_gives_the_points_once_and_says_so(cast: Cast, attempt: Run) -> None:
    ask(signed_in(cast.learner), attempt)
    look = LookRequest.objects.get()
    mentor = signed_in(cast.mentor)
    address = reverse("reviews:look-decide", args=[look.pk])
    mentor.post(address, {"decision": "accepted", "answer": ""})
    look.refresh_from_db()
    assert look.decision == ""
    mentor.post(address, {"decision": "accepted", "answer": "Yours indeed."})
    mentor.post(address, {"decision": "upheld", "answer": "Second thoughts."})
    look.refresh_from_db()
    attempt.refresh_from_db()
    assert (look.decision, look.decided_by, attempt.status, attempt.score) == ("accepted", cast.mentor, "passed", 40.0)
    message = attempt.test_results.get(test_id="phash").message
    assert message["en"].splitlines() == ["Your mentor looked at it and accepted it.", "too alike"]


def test_upholding_changes_no_points(cast: Cast, attempt: Run) -> None:
    ask(signed_in(cast.learner), attempt)
    address = reverse("reviews:look-decide", args=[LookRequest.objects.get().pk])
    signed_in(cast.mentor).post(address, {"decision": "upheld", "answer": "It is Figure 2."})
    attempt.refresh_from_db()
    assert (attempt.status, attempt.score) == ("failed", 20)
    assert (
        "It is Figure 2."
        in signed_in(cast.learner).get(reverse("reviews:feedback", args=[attempt.submission_id])).content.decode()
    )


def test_nobody_but_the_mentor_decides(cast: Cast, attempt: Run) -> None:
    ask(signed_in(cast.learner), attempt)
    address = reverse("reviews:look-decide", args=[LookRequest.objects.get().pk])
    for other in (cast.learner, cast.classmate, cast.other_mentor, cast.operator):
        assert signed_in(other).post(address, {"decision": "accepted", "answer": "x"}).status_code == 404
        with pytest.raises(services.NotAllowedError):
            services.accept_test(mentor=other, run=attempt, test_id="phash")
    attempt.refresh_from_db()
    assert attempt.score == 20


def test_a_lifted_ban_gives_back_the_points_of_the_tests(cast: Cast, attempt: Run) -> None:
    TestResult.objects.filter(run=attempt, test_id="phash").update(status="passed", points=20)
    TestResult.objects.filter(run=attempt, test_id="K4").update(test_id="K7", status="failed")
    Run.objects.filter(pk=attempt.pk).update(score=0)
    attempt.refresh_from_db()
    services.accept_test(mentor=cast.mentor, run=attempt, test_id="K7")
    attempt.refresh_from_db()
    assert (attempt.status, attempt.score) == ("passed", 40.0)


def test_what_was_never_graded_cannot_be_accepted(cast: Cast, attempt: Run) -> None:
    Run.objects.filter(pk=attempt.pk).update(status="not_gradable", score=0)
    attempt.refresh_from_db()
    services.accept_test(mentor=cast.mentor, run=attempt, test_id="phash")
    attempt.refresh_from_db()
    assert (attempt.status, attempt.score) == ("not_gradable", 0)


# ---- the rubric


def judge(client: Client, run: Run, **more: str) -> Any:
    return client.post(
        reverse("reviews:rubric-create", args=[run.submission_id]), {"level-accuracy": "1", "note": "Explain it.", **more}
    )


def test_the_mentors_rubric_stands_beside_the_automatic_part(cast: Cast, attempt: Run) -> None:
    judge(signed_in(cast.mentor), attempt)
    mark = RubricMark.objects.get()
    assert (mark.levels, mark.points, mark.max_points) == ({"accuracy": 1}, 4.0, 10.0)
    page = signed_in(cast.learner).get(reverse("reviews:feedback", args=[attempt.submission_id])).content.decode()
    assert "4 / 10" in page
    assert "Anchor 4" in page
    assert "Level 10" in page  # the learner's own assessment
    mark.refresh_from_db()
    assert mark.seen_at is not None
    attempt.refresh_from_db()
    assert attempt.score == 20


@pytest.mark.parametrize("level", ["", "3", "-1", "one"])
def test_every_criterion_needs_one_of_its_levels(cast: Cast, attempt: Run, level: str) -> None:
    judge(signed_in(cast.mentor), attempt, **{"level-accuracy": level})
    assert not RubricMark.objects.exists()


def test_nobody_but_the_mentor_judges(cast: Cast, attempt: Run) -> None:
    for other in (cast.learner, cast.classmate, cast.other_mentor, cast.operator):
        assert judge(signed_in(other), attempt).status_code == 404
    assert not RubricMark.objects.exists()


def test_a_rubric_that_changed_since_shows_what_it_still_has(cast: Cast, attempt: Run, essay: Task) -> None:
    judge(signed_in(cast.mentor), attempt)
    essay.refresh_from_db()  # a copy: the fixture's dictionary is every test's
    essay.spec["rubric"]["criteria"][0]["levels"] = essay.spec["rubric"]["criteria"][0]["levels"][:1]
    essay.save()
    page = signed_in(cast.mentor).get(reverse("reviews:submission", args=[attempt.submission_id]))
    assert page.status_code == 200
    assert "4 / 10" in page.content.decode()


# ---- the inbox


def test_the_inbox_holds_what_waits_for_this_mentor_alone(cast: Cast, attempt: Run) -> None:
    ask(signed_in(cast.learner), attempt)
    lab = make_lab(make_week(5), spec={"explain": [{"id": "e", "kind": "open", "stem": both("Why?")}]})
    given = {"lab": lab, "content_digest": "l", "state": "finished", "status": "passed"}
    run = Run.objects.create(learner=cast.learner, **given)
    Run.objects.create(learner=cast.learner, **given)  # not explained: it waits for nobody
    services.explain_run(learner=cast.learner, run=run, answers={"e": "Because."})
    mentor = signed_in(cast.mentor)
    inbox = mentor.get(reverse("reviews:inbox")).context["inbox"]
    assert ([one.pk for one in inbox.documents], [one.pk for one in inbox.explanations], len(inbox.looks)) == (
        [attempt.submission_id], [run.pk], 1,
    )  # fmt: skip
    assert signed_in(cast.other_mentor).get(reverse("reviews:inbox")).context["inbox"].count == 0
    assert signed_in(cast.learner).get(reverse("reviews:inbox")).status_code == 404

    mentor.post(reverse("reviews:lab-reply-create", args=[run.pk]), {"body": "Think of the scale."})
    judge(mentor, attempt)
    mentor.post(reverse("reviews:look-decide", args=[LookRequest.objects.get().pk]), {"decision": "upheld", "answer": "No."})
    assert mentor.get(reverse("reviews:inbox")).context["inbox"].count == 0


def test_only_the_latest_attempt_at_a_document_waits(cast: Cast, attempt: Run, essay: Task) -> None:
    later = Submission.objects.create(learner=cast.learner, task=essay, number=2, files={}, digest="e")
    Run.objects.create(learner=cast.learner, submission=later, content_digest="d", state="finished", status="failed", score=0)
    inbox = signed_in(cast.mentor).get(reverse("reviews:inbox")).context["inbox"]
    assert [one.pk for one in inbox.documents] == [later.pk]


def test_the_inboxs_queries_do_not_grow_with_what_waits(
    cast: Cast, attempt: Run, essay: Task, django_assert_max_num_queries: Any
) -> None:
    for number in range(2, 8):
        submission = Submission.objects.create(learner=cast.classmate, task=essay, number=number, files={}, digest="e")
        run = Run.objects.create(
            learner=cast.classmate, submission=submission, content_digest="d", state="finished", status="failed"
        )
        LookRequest.objects.create(run=run, test_id="phash", reason="?")
    client = signed_in(cast.mentor)
    with django_assert_max_num_queries(9):
        assert client.get(reverse("reviews:inbox")).status_code == 200


# ---- what was said about a lab


def test_a_lab_is_explained_by_whose_run_it_is_and_answered_by_their_mentor(cast: Cast) -> None:
    options = [{"id": one, "text": both(one), "correct": one == "a", "explain": both(one)} for one in "ab"]
    questions = [
        {"id": "c", "kind": "single", "stem": both("Which?"), "options": options},
        {"id": "e", "kind": "open", "stem": both("Why?")},
    ]
    lab = make_lab(make_week(5), spec={"explain": questions})
    run = Run.objects.create(learner=cast.learner, lab=lab, content_digest="l", state="running")
    address = reverse("submissions:run-explain", args=[run.pk])
    learner = signed_in(cast.learner)
    learner.post(address, {"explain-e": "Too early."})
    Run.objects.filter(pk=run.pk).update(state="finished", status="passed")
    learner.post(address, {"explain-e": "   "})
    run.refresh_from_db()
    assert (run.explanation, run.explained_at) == ({}, None)
    for other in (cast.mentor, cast.operator):
        assert signed_in(other).post(address, {"explain-e": "x"}).status_code == 404
    for stranger in (cast.classmate, cast.other_mentor, cast.stranger):
        assert signed_in(stranger).post(address, {"explain-e": "x"}).status_code == 404
    learner.post(address, {"explain-e": "<b>Scale</b>", "explain-c": "z", "explain-x": "unasked"})
    run.refresh_from_db()
    assert run.explanation == {"e": "<b>Scale</b>"}
    page = signed_in(cast.mentor).get(reverse("submissions:run-detail", args=[run.pk])).content.decode()
    assert "&lt;b&gt;Scale&lt;/b&gt;" in page

    replies = reverse("reviews:lab-replies", args=[run.pk])
    new = reverse("reviews:lab-reply-create", args=[run.pk])
    for other in (cast.learner, cast.operator, cast.other_mentor):
        assert signed_in(other).post(new, {"body": "x"}).status_code == 404
    signed_in(cast.mentor).post(new, {"body": "Right."})
    assert "an answer to your explanation" in learner.get(reverse("reviews:new-feedback")).content.decode()
    assert "Right." in learner.get(replies).content.decode()
    assert LabReply.objects.get().seen_at is not None
    assert learner.get(reverse("reviews:new-feedback")).content.decode().strip() == ""
    assert signed_in(cast.stranger).get(replies).status_code == 404


def test_news_names_the_rubric_and_the_decision(cast: Cast, attempt: Run) -> None:
    judge(signed_in(cast.mentor), attempt)
    learner = signed_in(cast.learner)
    assert "a judgement" in learner.get(reverse("reviews:new-feedback")).content.decode()
    learner.get(reverse("reviews:feedback", args=[attempt.submission_id]))
    assert learner.get(reverse("reviews:new-feedback")).content.decode().strip() == ""
    ask(learner, attempt)
    assert learner.get(reverse("reviews:new-feedback")).content.decode().strip() == ""
    signed_in(cast.mentor).post(
        reverse("reviews:look-decide", args=[LookRequest.objects.get().pk]), {"decision": "accepted", "answer": "Yes."}
    )
    assert "a judgement" in learner.get(reverse("reviews:new-feedback")).content.decode()
