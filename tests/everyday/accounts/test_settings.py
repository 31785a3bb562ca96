"""The settings page, API tokens, and the language switch."""

import pytest
from rest_framework.authtoken.models import Token

from everyday.accounts.models import User
from tests.conftest import Cast
from tests.everyday.factories import signed_in

SETTINGS = "/accounts/settings/"


@pytest.mark.parametrize(
    ("method", "address"),
    [("get", SETTINGS), ("post", SETTINGS), ("post", "/accounts/token/"), ("post", "/accounts/token/revoke/")],
)
def test_visitors_have_no_settings(cast: Cast, method: str, address: str) -> None:
    response = getattr(signed_in(None), method)(address)
    assert response.headers["location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("who", ["learner", "classmate", "mentor", "other_mentor", "operator", "stranger"])
def test_everyone_has_their_own(cast: Cast, who: str) -> None:
    user = getattr(cast, who)
    text = signed_in(user).get(SETTINGS).text
    assert f'value="{user.display_name}"' in text


def test_settings_are_saved_and_the_language_follows(cast: Cast) -> None:
    given = {"display_name": "Ada", "time_zone": "Europe/Vienna", "language": "en"}
    response = signed_in(cast.learner).post(SETTINGS, given)
    assert response.headers["location"] == SETTINGS
    assert response.cookies["everyday_language"].value == "en"
    learner = User.objects.get(pk=cast.learner.pk)
    assert (learner.display_name, learner.time_zone, learner.language) == ("Ada", "Europe/Vienna", "en")
    assert User.objects.get(pk=cast.classmate.pk).display_name == "Classmate"


def test_no_language_goes_back_to_the_browser_s(cast: Cast) -> None:
    given = {"display_name": "", "time_zone": "UTC", "language": ""}
    response = signed_in(cast.learner).post(SETTINGS, given)
    assert response.cookies["everyday_language"].value == ""


@pytest.mark.parametrize(
    "wrong", [{"time_zone": "Mars/Olympus"}, {"language": "tlh"}, {"display_name": "x" * 81}, {"time_zone": ""}]
)
def test_wrong_settings_change_nothing(cast: Cast, wrong: dict[str, str]) -> None:
    given = {"display_name": "Ada", "time_zone": "UTC", "language": "en"} | wrong
    response = signed_in(cast.learner).post(SETTINGS, given)
    assert response.status_code == 422
    assert "field-error" in response.text
    assert User.objects.get(pk=cast.learner.pk).display_name == "Learner"


def test_no_rights_are_gained_by_settings(cast: Cast) -> None:
    given = {"display_name": "Ada", "time_zone": "UTC", "language": "en", "role": "operator", "is_staff": "on"}
    signed_in(cast.learner).post(SETTINGS, given)
    learner = User.objects.get(pk=cast.learner.pk)
    assert (learner.role, learner.is_staff) == ("learner", False)


def test_a_token_is_shown_once(cast: Cast) -> None:
    client = signed_in(cast.learner)
    assert client.post("/accounts/token/").headers["location"] == f"{SETTINGS}#token"
    key = Token.objects.get(user=cast.learner).key
    first = client.get(SETTINGS)
    assert key in first.text
    assert "no-store" in first.headers["Cache-Control"]
    assert key not in client.get(SETTINGS).text


def test_a_new_token_ends_the_old_one_and_revoking_ends_both(cast: Cast) -> None:
    client = signed_in(cast.learner)
    client.post("/accounts/token/")
    old = Token.objects.get(user=cast.learner).key
    client.post("/accounts/token/")
    assert not Token.objects.filter(key=old).exists()
    other = Token.objects.create(user=cast.classmate)
    client.post("/accounts/token/revoke/")
    client.post("/accounts/token/revoke/")
    assert list(Token.objects.all()) == [other]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_language_switch_comes_back_to_the_page(cast: Cast, language: str) -> None:
    response = signed_in(cast.learner).post("/accounts/language/", {"language": language, "next": "/plan/?a=1"})
    assert response.headers["location"] == "/plan/?a=1"
    assert response.cookies["everyday_language"].value == language
    assert response.cookies["everyday_language"]["httponly"]
    assert User.objects.get(pk=cast.learner.pk).language == language


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_the_language_switch_stays_on_this_site(cast: Cast, target: str) -> None:
    response = signed_in(None).post("/accounts/language/", {"language": "en", "next": target})
    assert response.headers["location"] == "/"


def test_an_unknown_language_changes_nothing(cast: Cast) -> None:
    response = signed_in(cast.learner).post("/accounts/language/", {"language": "tlh", "next": "/plan/"})
    assert "everyday_language" not in response.cookies
    assert User.objects.get(pk=cast.learner.pk).language == ""


def test_the_switch_is_a_post(cast: Cast) -> None:
    assert signed_in(cast.learner).get("/accounts/language/").status_code == 405
