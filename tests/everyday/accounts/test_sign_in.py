"""Signing up, in and out, and the language that comes along."""

import datetime as dt

import pytest
from django.test import Client

from everyday.accounts.models import Cohort, Enrolment, User
from tests.conftest import Cast
from tests.everyday.factories import signed_in

PASSWORD = "a quiet river 42"

pytestmark = pytest.mark.django_db


def _sign_up(client: Client | None = None, **fields: str) -> User:
    given = {"username": "newcomer", "password1": PASSWORD, "password2": PASSWORD} | fields
    response = (client or signed_in(None)).post("/accounts/signup/", given)
    assert response.status_code == 302, response.context["form"].errors
    return User.objects.get(username="newcomer")


def test_a_name_and_a_password_are_enough() -> None:
    user = _sign_up()
    assert (user.role, user.time_zone, user.display_name, str(user)) == ("learner", "Asia/Shanghai", "", "newcomer")
    assert not user.enrolments.exists()


def test_the_browser_tells_the_time_zone() -> None:
    assert _sign_up(time_zone="Europe/Vienna", display_name="Ada").time_zone == "Europe/Vienna"
    assert "data-time-zone" in signed_in(None).get("/accounts/signup/").text


@pytest.mark.parametrize("odd", ["Mars/Olympus", "../../etc/passwd", "GMT+25"])
def test_an_odd_time_zone_stops_nobody(odd: str) -> None:
    assert _sign_up(time_zone=odd).time_zone == "Asia/Shanghai"


def test_whoever_signs_up_joins_the_open_cohort_that_starts_last() -> None:
    for slug, year, is_open in (("old", 2024, True), ("new", 2025, True), ("closed", 2026, False)):
        Cohort.objects.create(name=slug, slug=slug, starts_on=dt.date(year, 1, 1), open_to_all=is_open)
    enrolment = Enrolment.objects.get(user=_sign_up())
    assert (enrolment.cohort.slug, enrolment.kind) == ("new", "learner")


def test_nobody_signs_up_with_more_rights() -> None:
    user = _sign_up(role="operator", is_staff="on", is_superuser="on")
    assert (user.role, user.is_staff, user.is_superuser) == ("learner", False, False)


def test_wrong_fields_are_named() -> None:
    response = signed_in(None).post("/accounts/signup/", {"username": "x", "password1": PASSWORD, "password2": "other"})
    assert response.status_code == 200
    assert "Please look at the marked fields." in response.text
    assert "field-error" in response.text
    assert not User.objects.exists()


def test_the_language_of_sign_up_is_remembered() -> None:
    client = signed_in(None)
    client.cookies["everyday_language"] = "en"
    assert _sign_up(client).language == "en"


@pytest.mark.parametrize(("language", "cookie"), [("en", "en"), ("zh-hans", "zh-hans"), ("", None)])
def test_signing_in_brings_the_language_along(cast: Cast, language: str, cookie: str | None) -> None:
    User.objects.filter(pk=cast.learner.pk).update(language=language)
    response = signed_in(None).post("/accounts/login/", {"login": "learner", "password": PASSWORD})
    assert response.status_code == 302
    found = response.cookies.get("everyday_language")
    assert (found.value if found else None) == cookie


def test_wrong_passwords_say_so_and_reveal_nothing(cast: Cast) -> None:
    texts = []
    for name in ("learner", "nobody"):
        response = signed_in(None).post("/accounts/login/", {"login": name, "password": "wrong"})
        texts.append(response.context["form"].non_field_errors())
    assert texts[0] == texts[1]
    assert texts[0]


def test_signing_out_asks_first(cast: Cast) -> None:
    client = signed_in(cast.learner)
    assert "Stay" in client.get("/accounts/logout/").text
    assert client.get("/today/").status_code == 200
    assert client.post("/accounts/logout/").headers["location"] == "/"
    assert client.get("/today/").status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/inactive/",
    ],
)
def test_entrance_pages_are_ours(address: str) -> None:
    response = signed_in(None).get(address)
    assert response.status_code == 200
    assert "site-header" in response.text


@pytest.mark.parametrize(
    "address", ["/accounts/password/change/", "/accounts/email/", "/accounts/settings/", "/accounts/logout/"]
)
def test_pages_of_one_s_own_are_ours(cast: Cast, address: str) -> None:
    response = signed_in(cast.learner).get(address)
    assert response.status_code == 200
    assert "site-header" in response.text


def test_a_password_is_changed_and_reset_by_mail(cast: Cast, mailoutbox: list[object]) -> None:
    User.objects.filter(pk=cast.learner.pk).update(email="learner@example.org")
    response = signed_in(None).post("/accounts/password/reset/", {"email": "learner@example.org"})
    assert response.headers["location"] == "/accounts/password/reset/done/"
    assert len(mailoutbox) == 1
    assert "This link no longer works" in signed_in(None).get("/accounts/password/reset/key/1-set-nothing/", follow=True).text
    client = Client()
    client.login(username="learner", password=PASSWORD)
    new = {"oldpassword": PASSWORD, "password1": "another deep lake 7", "password2": "another deep lake 7"}
    assert client.post("/accounts/password/change/", new).status_code == 302
    assert User.objects.get(pk=cast.learner.pk).check_password("another deep lake 7")
