"""Likeness: a signal for the mentor about two learners' work, worth no points and shown to nobody else."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from everyday.accounts.models import Cohort, Enrolment, User
from everyday.catalog.models import Task
from everyday.reviews.likeness import MOST_SHINGLES, Sketch, alike, common_to_most, passages, shared, shingles
from everyday.reviews.models import Likeness, LikenessSketch
from everyday.reviews.services.likeness import measure_new
from everyday.reviews.tasks import measure_likeness
from everyday.submissions.models import Run, Submission
from tests.conftest import Cast
from tests.everyday.factories import make_event, make_run, make_submission, make_task, make_week, signed_in


def prose(seed: int, words: int) -> str:
    """Words that no other seed has in the same order."""
    source = random.Random(seed)
    return " ".join(f"word{source.randrange(500)}" for _ in range(words))


OWN, THEIRS, QUOTED = prose(1, 150), prose(2, 150), prose(3, 60)


# ---- the measure


def test_a_text_is_wholly_like_itself_and_not_like_another() -> None:
    own, other = Sketch.of([OWN]), Sketch.of([THEIRS])
    assert (shared(own, own).own, shared(own, other).own) == (1.0, 0.0)


def test_the_share_is_what_stands_in_both() -> None:
    found = shared(Sketch.of([f"{QUOTED} {OWN}"]), Sketch.of([f"{THEIRS} {THEIRS[:0]}{QUOTED}"]))
    # 53 of the 203 runs of eight that 210 words have
    assert found.own == pytest.approx(53 / 203)
    assert found.other == pytest.approx(53 / 203)


def test_spaces_capitals_and_punctuation_do_not_matter_and_chinese_counts_by_character() -> None:
    text = "残差网络让很深的网络也能训练，因为梯度可以沿着恒等映射直接传回去。" * 3
    same = text.replace("，", " ，\n")
    assert [value for value, _, _ in shingles(same)] == [value for value, _, _ in shingles(text)]
    assert [value for value, _, _ in shingles("A b c d e f g H")] == [value for value, _, _ in shingles("a, b; c d\ne f (g) h")]


def test_what_everybody_was_given_does_not_count_and_short_texts_say_nothing() -> None:
    given = Sketch.of([f"{QUOTED}\n{OWN}"], without=[QUOTED])
    assert shared(given, Sketch.of([QUOTED])).own == 0.0
    short = Sketch.of([prose(4, 30)])
    assert shared(short, short).own == 0.0


def test_a_long_text_is_estimated_from_a_sample() -> None:
    half, mine, theirs = prose(5, 10_000), prose(6, 10_000), prose(7, 10_000)
    own, other = Sketch.of([half + " " + mine]), Sketch.of([half + " " + theirs])
    assert len(own.hashes) == MOST_SHINGLES
    assert shared(own, other).own == pytest.approx(0.5, abs=0.06)
    assert Sketch.unpack(own.pack()) == own
    assert shared(own.without(frozenset(own.hashes[:100])), other).own == pytest.approx(0.5, abs=0.06)


def test_what_most_of_many_learners_quote_is_nobody_s() -> None:
    sketches = [Sketch.of([f"{QUOTED} {prose(seed, 80)}"]) for seed in range(10, 16)]
    everyones = common_to_most(sketches)
    assert {value for value, _, _ in shingles(QUOTED)} <= everyones
    assert shared(sketches[0].without(everyones), sketches[1].without(everyones)).own < 0.1
    assert common_to_most(sketches[:5]) == frozenset()


def test_passages_name_their_line_the_longest_first() -> None:
    text = f"{prose(20, 20)}\n\n{QUOTED}\n{prose(21, 20)}\n{OWN[:300]}"
    found = passages({"notes/a.md": text}, Sketch.of([QUOTED, OWN]))
    assert [(one.path, one.line) for one in found] == [("notes/a.md", 3), ("notes/a.md", 5)]
    assert found[0].text.startswith(QUOTED[:100])
    assert passages({"a.md": prose(22, 50)}, Sketch.of([QUOTED])) == []


def test_pictures_that_differ_in_a_few_bits_look_alike() -> None:
    assert alike("bf8bc274258f1a61", "bf8bc274258f1a6e")
    assert not alike("bf8bc274258f1a61", "407e3d8bda70e59e")


# ---- measuring


@pytest.fixture
def essay(db: None) -> Task:
    return make_task(make_week(23), "essay", kind="document", starter={"essay.md": prose(9, 50)})


def hand_in(learner: User, task: Task, text: str, *, pictures: list[str] | None = None, **run: Any) -> Submission:
    submission = make_submission(learner, task, files={"essay.md": text})
    judged = make_run(submission, **run)
    shown = [{"page": 1, "png": "", "hash": one} for one in pictures or []]
    make_event(judged, "preview", {"path": "plan.png", "text": "", "pictures": shown})
    return submission


def test_a_judged_submission_is_measured_once(cast: Cast, essay: Task) -> None:
    first = hand_in(cast.classmate, essay, f"{THEIRS}\n{QUOTED}")
    second = hand_in(cast.learner, essay, f"{OWN}\n{QUOTED}")
    hand_in(cast.learner, essay, OWN, state=Run.State.QUEUED, status="", score=None)
    hand_in(cast.learner, essay, OWN, status="not_gradable", score=0)
    assert (measure_likeness(), measure_likeness()) == (2, 0)
    found = Likeness.objects.get()
    assert (found.submission, found.other) == (second, first)
    assert found.share == pytest.approx(53 / 203)
    assert found.passages[0]["path"] == "essay.md"
    assert second.runs.get().score == 100.0, "it gives and takes no points"


def test_nobody_is_like_themselves_and_only_the_newest_of_others_counts(cast: Cast, essay: Task) -> None:
    for text in (OWN, OWN, THEIRS):
        hand_in(cast.classmate, essay, text)
    hand_in(cast.learner, essay, OWN)
    measure_new()
    assert not Likeness.objects.exists()
    assert LikenessSketch.objects.count() == 4


def test_another_task_s_work_and_the_template_are_not_compared(cast: Cast, essay: Task) -> None:
    other = make_task(essay.week, "other", kind="document")
    hand_in(cast.classmate, other, OWN)
    hand_in(cast.learner, essay, f"{OWN}\n{essay.starter['essay.md']}")
    hand_in(cast.classmate, essay, f"{THEIRS}\n{essay.starter['essay.md']}")
    measure_new()
    assert not Likeness.objects.exists()


def test_pictures_are_compared_by_what_the_sandbox_said_of_them(cast: Cast, essay: Task) -> None:
    hand_in(cast.classmate, essay, THEIRS, pictures=["bf8bc274258f1a61", "not a hash"])
    mine = hand_in(cast.learner, essay, OWN, pictures=["bf8bc274258f1a60", "407e3d8bda70e59e"])
    measure_new()
    found = Likeness.objects.get()
    assert (found.submission, found.share, found.pictures) == (mine, 0.0, [{"path": "plan.png", "other": "plan.png"}])


def test_the_oldest_go_first_and_not_all_at_once(cast: Cast, essay: Task) -> None:
    for learner in (cast.learner, cast.classmate, cast.stranger):
        hand_in(learner, essay, OWN)
    assert [measure_new(limit=2), measure_new(limit=2), measure_new(limit=2)] == [2, 1, 0]


# ---- the mentor's page


def page(reader: User, submission: Submission) -> str:
    return signed_in(reader).get(f"/reviews/submissions/{submission.pk}/").content.decode()


def test_the_mentor_sees_it_from_both_sides(cast: Cast, essay: Task) -> None:
    first = hand_in(cast.classmate, essay, f"{THEIRS}\n{QUOTED}")
    second = hand_in(cast.learner, essay, f"{OWN}\n<b>{QUOTED}</b>")
    Submission.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(days=1))
    assert "Not measured yet" in page(cast.mentor, second)
    measure_new()
    later, earlier = page(cast.mentor, second), page(cast.mentor, first)
    assert f"/reviews/submissions/{first.pk}/" in later
    assert f"/reviews/submissions/{second.pk}/" in earlier
    assert ("handed in earlier" in later, "handed in later" in earlier) == (True, True)
    assert "26 % of this text" in later
    assert "The longest passages" in later
    assert "<b>word" not in later
    alone = hand_in(cast.learner, essay, prose(30, 100))
    measure_new()
    assert "Nothing notable" in page(cast.mentor, alone)


def test_the_learner_and_strangers_never_see_it(cast: Cast, essay: Task) -> None:
    hand_in(cast.classmate, essay, OWN)
    mine = hand_in(cast.learner, essay, OWN)
    measure_new()
    for reader in (cast.learner, cast.classmate, cast.stranger, cast.other_mentor):
        assert signed_in(reader).get(f"/reviews/submissions/{mine.pk}/").status_code == 404
    for address in (f"/submissions/{mine.pk}/", f"/reviews/submissions/{mine.pk}/feedback/", f"/runs/{mine.runs.get().pk}/"):
        response = signed_in(cast.learner).get(address)
        assert response.status_code == 200
        assert "Likeness" not in response.content.decode()


def test_who_is_in_no_cohort_of_the_mentor_s_stays_unnamed(cast: Cast, essay: Task) -> None:
    elsewhere = User.objects.create_user(username="far-away", display_name="Far Away")
    cohort = Cohort.objects.create(slug="elsewhere", name="Elsewhere", starts_on=cast.cohort.starts_on)
    Enrolment.objects.create(user=elsewhere, cohort=cohort)
    theirs = hand_in(elsewhere, essay, OWN)
    mine = hand_in(cast.learner, essay, OWN)
    measure_new()
    text = page(cast.mentor, mine)
    assert "A learner of another cohort" in text
    assert "Far Away" not in text
    assert str(theirs.pk) not in text


def test_many_likenesses_cost_few_queries(cast: Cast, essay: Task, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    mine = hand_in(cast.learner, essay, OWN)
    for number in range(8):
        learner = User.objects.create_user(username=f"other-{number}")
        Enrolment.objects.create(user=learner, cohort=cast.cohort)
        hand_in(learner, essay, f"{OWN} {prose(40 + number, 40)}")
    measure_new()
    client = signed_in(cast.mentor)
    with django_assert_max_num_queries(45):
        client.get(f"/reviews/submissions/{mine.pk}/")
