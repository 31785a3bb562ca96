"""Front page, plan, week, day and lesson: open to read, for everyone in the standing cast."""

import pytest

from everyday.catalog.models import SyncState
from tests.conftest import Cast
from tests.everyday.factories import both, make_full_week, make_lesson, make_week, signed_in

ADDRESSES = ["/plan/", "/weeks/5/", "/weeks/5/days/1/", "/weeks/5/days/6/", "/weeks/5/days/7/", "/weeks/5/lessons/lesson-1/"]
EVERYONE = ["", "learner", "classmate", "mentor", "other_mentor", "operator", "stranger"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("who", EVERYONE)
def test_everyone_may_read(cast: Cast, address: str, who: str) -> None:
    make_full_week(5)
    response = signed_in(getattr(cast, who, None)).get(address)
    assert response.status_code == 200
    assert "Topic 5" in response.text


@pytest.mark.parametrize(
    "address", ["/weeks/9/", "/weeks/5/days/8/", "/weeks/5/lessons/none/", "/weeks/9/quiz/", "/weeks/9/review/"]
)
def test_what_is_not_there_is_not_found(cast: Cast, address: str) -> None:
    make_full_week(5)
    assert signed_in(cast.learner).get(address).status_code == 404


def test_the_front_page_is_for_visitors(cast: Cast) -> None:
    make_full_week(5)
    response = signed_in(None).get("/")
    assert response.status_code == 200
    assert "Topic 5" in response.text
    assert signed_in(cast.learner).get("/").headers["location"] == "/today/"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/plan/"])
def test_an_empty_catalogue_says_so(address: str) -> None:
    assert "The plan is being prepared" in signed_in(None).get(address).text


def test_weeks_stand_in_the_bands_of_the_course(cast: Cast) -> None:
    make_full_week(5)
    make_full_week(9, status="draft")
    SyncState.objects.create(pk=1, digest="0", course={"bands": [{"id": "b2", "title": both("Vision"), "weeks": ["w05"]}]})
    text = signed_in(cast.learner).get("/plan/").text
    assert text.index("Vision") < text.index("Topic 5") < text.index("More weeks") < text.index("Topic 9")
    assert "This week" in text
    assert "0 of 7 days" in text
    assert "In preparation" in text


def test_a_visitor_sees_no_progress(cast: Cast) -> None:
    make_full_week(5)
    text = signed_in(None).get("/plan/").text
    assert "of 7 days" not in text
    assert "Call this day done" not in signed_in(None).get("/weeks/5/days/1/").text


def test_content_follows_the_language(cast: Cast) -> None:
    make_full_week(5)
    client = signed_in(cast.learner)
    client.cookies["everyday_language"] = "zh-hans"
    response = client.get("/weeks/5/lessons/lesson-1/")
    assert "Lesson 5.1（中）" in response.text
    assert "开头" in response.text
    assert response.headers["Content-Language"] == "zh-hans"
    client.cookies["everyday_language"] = "en"
    text = client.get("/weeks/5/lessons/lesson-1/").text
    assert "Lesson 5.1（中）" not in text
    assert '<h2 id="first">Start</h2>' in text


def test_the_plan_says_is_quoted_word_for_word(cast: Cast) -> None:
    make_full_week(5)
    text = signed_in(None).get("/weeks/5/").text
    assert "主题5" in text
    assert "甲、乙" in text
    assert "《书》" in text


def test_a_lesson_in_preparation_still_asks_its_question(cast: Cast) -> None:
    make_full_week(5, status="draft")
    text = signed_in(cast.learner).get("/weeks/5/lessons/lesson-1/").text
    assert "Why 5.1?" in text
    assert "Explain it" in text
    assert "This lesson is in preparation" in text
    assert "Mark as read" not in text
    assert '<h2 id="first">' not in text


def test_a_lesson_names_its_neighbours_and_its_reading(cast: Cast) -> None:
    week = make_full_week(5, lessons=2)
    resource = {
        "id": "d2l",
        "title": both("The book"),
        "url": "https://example.org/",
        "lang": "zh",
        "licence": "CC BY-SA",
        "section": "Chapter A",
    }
    make_lesson(week, 3, resources=[resource | {"when": "before"}, resource | {"when": "after", "section": "Chapter B"}])
    text = signed_in(cast.learner).get("/weeks/5/lessons/lesson-3/").text
    assert 'rel="prev" href="/weeks/5/lessons/lesson-2/"' in text
    assert text.index("Read before") < text.index("Chapter A") < text.index("Read after") < text.index("Chapter B")
    assert "CC BY-SA" in text


def test_a_resource_is_listed_once_with_all_its_sections(cast: Cast) -> None:
    book = {"id": "d2l", "title": both("The book"), "url": "https://example.org/", "lang": "zh", "licence": "", "when": "after"}
    sections: list[object] = ["4.1", both("4.2 Activation"), "", None]
    make_week(5, resources=[book | {"section": section} for section in sections])
    text = signed_in(None).get("/weeks/5/").text
    assert text.count("The book") == 1
    assert "<span>4.1</span><span>4.2 Activation</span></span>" in text
