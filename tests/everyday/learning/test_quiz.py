"""Check questions on the page: answered with and without scripts, explained only afterwards."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from everyday.catalog.models import QuizItem, Week
from everyday.learning.models import QuizAnswer
from everyday.learning.selectors.quiz import review_day
from everyday.learning.services.quiz import answer_item
from tests.conftest import Cast
from tests.everyday.factories import both, choice_spec, make_full_week, make_item, make_lesson, make_week, signed_in, text_spec

HTMX = {"HX-Request": "true"}


@pytest.fixture
def item(db: None) -> QuizItem:
    week = make_week(5)
    return make_item(week, make_lesson(week))


def test_nothing_is_given_away_before_the_answer(cast: Cast, item: QuizItem) -> None:
    text = signed_in(cast.learner).get("/weeks/5/quiz/").text
    assert "Option A" in text
    assert "A is right because" not in text
    assert "In short" not in text
    assert "is-correct" not in text


def test_every_option_is_explained_after_the_answer(cast: Cast, item: QuizItem) -> None:
    response = signed_in(cast.learner).post(f"/quiz/{item.item_id}/", {"option": "b"}, headers=HTMX)
    assert "Not right" in response.text
    assert "A is right because" in response.text
    assert "B is wrong because" in response.text
    assert "You chose this" in response.text
    assert "<html" not in response.text


def test_without_scripts_the_answer_leads_back_to_the_question(cast: Cast, item: QuizItem) -> None:
    client = signed_in(cast.learner)
    page = "/weeks/5/lessons/lesson-1/"
    response = client.post(f"/quiz/{item.item_id}/", {"option": "a", "next": page})
    assert response.headers["location"] == f"{page}#{item.item_id.replace('.', '-')}"
    text = client.get(page).text
    assert f'id="{item.item_id.replace(".", "-")}"' in text
    assert "A is right because" in text
    assert "1 of 1 answered, 1 right" in client.get("/weeks/5/quiz/").text


def test_an_answer_is_its_giver_s_own(cast: Cast, item: QuizItem) -> None:
    signed_in(cast.learner).post(f"/quiz/{item.item_id}/", {"option": "a"})
    for who in (cast.classmate, cast.mentor, cast.stranger):
        assert "A is right because" not in signed_in(who).get("/weeks/5/quiz/").text
    assert QuizAnswer.objects.get().learner == cast.learner


def test_nothing_chosen_is_no_try(cast: Cast, item: QuizItem) -> None:
    client = signed_in(cast.learner)
    assert "Nothing is answered yet" in client.post(f"/quiz/{item.item_id}/", headers=HTMX).text
    client.post(f"/quiz/{item.item_id}/", {"next": "/weeks/5/quiz/"})
    assert "Nothing is answered yet" in client.get("/weeks/5/quiz/").text
    assert not QuizAnswer.objects.exists()


def test_what_cannot_be_read_is_no_try_and_stays_in_the_field(cast: Cast, item: QuizItem) -> None:
    number = make_item(item.week, item.lesson, kind="number", spec=text_spec(1.5))
    response = signed_in(cast.learner).post(f"/quiz/{number.item_id}/", {"text": '"><b>three'}, headers=HTMX)
    assert "does not count as a try" in response.text
    assert 'value="&quot;&gt;&lt;b&gt;three"' in response.text
    assert not QuizAnswer.objects.exists()


def test_the_first_try_is_remembered(cast: Cast, item: QuizItem) -> None:
    for chosen in (["b"], ["a"], ["a"]):
        answer_item(learner=cast.learner, item=item, given=chosen)
    answer = QuizAnswer.objects.get()
    assert (answer.correct, answer.first_correct, answer.tries, answer.given) == (True, False, 3, ["a"])


def test_again_gives_the_empty_form(cast: Cast, item: QuizItem) -> None:
    client = signed_in(cast.learner)
    client.post(f"/quiz/{item.item_id}/", {"option": "a"})
    fragment = client.get(f"/quiz/{item.item_id}/", headers=HTMX).text
    assert 'name="option"' in fragment
    assert "A is right because" not in fragment
    page = client.get(f"/quiz/{item.item_id}/?next=/weeks/5/review/").text
    assert "<html" in page
    assert 'name="next" value="/weeks/5/review/"' in page


def test_an_order_is_given_by_places(cast: Cast, item: QuizItem) -> None:
    options = [{"id": name, "text": both(f"Step {name}"), "correct": False, "explain": both(f"Why {name}")} for name in "abc"]
    order = make_item(item.week, item.lesson, kind="order", spec=choice_spec(options=options, answer={"value": ["b", "a", "c"]}))
    client = signed_in(cast.learner)
    address = f"/quiz/{order.item_id}/"
    twice = client.post(address, {"place-a": "1", "place-b": "1", "place-c": "3"}, headers=HTMX)
    assert "does not count as a try" in twice.text
    wrong = client.post(address, {"place-a": "1", "place-b": "2", "place-c": "3"}, headers=HTMX)
    assert "You put it at 1; it belongs at 2." in wrong.text
    right = client.post(address, {"place-b": "1", "place-a": "2", "place-c": "3"}, headers=HTMX)
    assert "Right" in right.text
    assert QuizAnswer.objects.get(item=order).given == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [("number", 3, "3"), ("shape", [3, 4], "(3, 4)"), ("predict-output", "[1 2]", "[1 2]"), ("fill-code", "x.T", "x.T")],
)
def test_every_written_kind_is_shown_and_checked(cast: Cast, item: QuizItem, kind: str, value: object, text: str) -> None:
    written = make_item(item.week, item.lesson, kind=kind, spec=text_spec(value))
    client = signed_in(cast.learner)
    assert f'id="{written.item_id.replace(".", "-")}-text"' in client.get("/weeks/5/quiz/").text
    assert "callout-success" in client.post(f"/quiz/{written.item_id}/", {"text": text}, headers=HTMX).text
    wrong = client.post(f"/quiz/{written.item_id}/", {"text": "7"}, headers=HTMX).text
    assert "You wrote <code>7</code>." in wrong
    assert f"Expected: <code>{text}</code>" in wrong


def test_questions_stand_under_their_lessons_and_recalled_ones_last(cast: Cast) -> None:
    week = make_full_week(5, lessons=2, questions=1)
    make_item(week, None)
    text = signed_in(cast.learner).get("/weeks/5/quiz/").text
    assert text.index('id="w05-l1"') < text.index('id="w05-l2"') < text.index("From earlier weeks")


def test_a_visitor_reads_a_lesson_without_its_questions(cast: Cast, item: QuizItem) -> None:
    text = signed_in(None).get("/weeks/5/lessons/lesson-1/").text
    assert "One question waits here" in text
    assert "Option A" not in text


def _answered(cast: Cast, week: Week, *, right: bool) -> QuizItem:
    lesson = week.lessons.first() or make_lesson(week)
    item = make_item(week, lesson)
    answer_item(learner=cast.learner, item=item, given=["a" if right else "b"])
    return item


def test_a_review_day_asks_what_was_missed_and_what_is_long_ago(cast: Cast) -> None:
    first, week = make_week(4), make_week(5)
    yesterday = timezone.now() - dt.timedelta(days=1)
    with time_machine.travel(yesterday, tick=False):
        known, missed, later = (
            _answered(cast, first, right=True),
            _answered(cast, first, right=False),
            _answered(cast, week, right=False),
        )
        _answered(cast, week, right=True)
    review = review_day(week, cast.learner, timezone.now())
    assert [card.item for card in review.missed] == [missed, later]
    assert [card.item for card in review.retrieval] == [known]
    assert review.left == 3
    answer_item(learner=cast.learner, item=later, given=["a"])
    review = review_day(week, cast.learner, timezone.now())
    assert [(card.item, card.is_answered) for card in review.missed] == [(later, True), (missed, False)]
    assert review.left == 2
    assert review_day(first, cast.learner, timezone.now()).missed[0].item == missed, "later weeks stay out"
    assert review_day(week, cast.classmate, timezone.now()).left == 0


def test_a_review_day_asks_the_week_s_own_questions_about_earlier_weeks(cast: Cast) -> None:
    week = make_week(5)
    recalled = make_item(week, None)
    review = review_day(week, cast.learner, timezone.now())
    assert ([card.item for card in review.retrieval], review.left) == ([recalled], 1)
    answer_item(learner=cast.learner, item=recalled, given=["b"])
    review = review_day(week, cast.learner, timezone.now())
    assert ([card.item for card in review.missed], review.retrieval) == ([recalled], [])


def test_the_review_page(cast: Cast) -> None:
    week = make_week(5)
    client = signed_in(cast.learner)
    assert "Nothing to review" in client.get("/weeks/5/review/").text
    _answered(cast, week, right=False)
    text = client.get("/weeks/5/review/").text
    assert "One question left" in text
    assert "A is right because" not in text
