"""The pages of a certificate: to its holder, to anyone with the code, and to the operator."""

import pytest
from django.utils import timezone

from everyday.accounts.models import User
from everyday.catalog.models import Week
from everyday.portfolio import services
from everyday.portfolio.models import Certificate
from tests.conftest import Cast
from tests.everyday.factories import signed_in

EVERYONE = ["learner", "classmate", "mentor", "other_mentor", "operator", "stranger", None]
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def certificate(completed: User) -> Certificate:
    return services.issue_certificate(learner=completed, name="林晓 Lin Xiao", now=timezone.now())


def _address(certificate: Certificate) -> str:
    return f"/verify/{certificate.code}/"


# ---- its holder


def test_the_way_to_it(cast: Cast, course: list[Week]) -> None:
    text = signed_in(cast.learner).get("/certificate/").text
    assert "The way to your certificate" in text
    assert "60% of the points" in text
    assert "Issue my certificate" not in text
    Week.objects.filter(number=2).update(status="draft")
    assert "One week is still in preparation" in signed_in(cast.learner).get("/certificate/").text


def test_nothing_is_issued_before(cast: Cast, course: list[Week]) -> None:
    client = signed_in(cast.learner)
    assert "not complete yet" in client.post("/certificate/issue/", {"name": "Lin"}, follow=True).text
    assert not Certificate.objects.exists()


def test_it_is_issued_in_the_name_that_was_chosen(completed: User) -> None:
    client = signed_in(completed)
    page = client.get("/certificate/").text
    assert 'value="Learner"' in page
    page = client.post("/certificate/issue/", {"name": " Lin  Xiao "}, follow=True).text
    assert "Lin Xiao" in page
    assert f"http://testserver/verify/{Certificate.objects.get().code}/" in page


@pytest.mark.parametrize("name", ["", " ", "123", "a\u202eb", "\u200b", "x" * 81])
def test_names_that_are_none(completed: User, name: str) -> None:
    assert signed_in(completed).post("/certificate/issue/", {"name": name}).status_code == 422
    assert not Certificate.objects.exists()


def test_it_is_renamed_and_withdrawn(certificate: Certificate) -> None:
    client = signed_in(certificate.learner)
    assert client.post("/certificate/rename/", {"name": ""}).status_code == 422
    client.post("/certificate/rename/", {"name": "Lin X."})
    assert "Its holder took it back" in client.get(_address(certificate)).text
    new = Certificate.objects.get(withdrawn_at=None)
    client.post("/certificate/withdraw/")
    assert "Its holder took it back" in client.get(_address(new)).text
    assert client.post("/certificate/withdraw/").status_code == 404
    assert client.post("/certificate/rename/", {"name": "Lin"}).status_code == 404


@pytest.mark.parametrize("who", ["classmate", "mentor", "operator", "stranger"])
def test_the_pages_concern_one_s_own_only(cast: Cast, certificate: Certificate, who: str) -> None:
    client = signed_in(getattr(cast, who))
    assert "林晓" not in client.get("/certificate/").text
    assert client.post("/certificate/rename/", {"name": "Mine"}).status_code == 404
    assert client.post("/certificate/withdraw/").status_code == 404
    assert client.get("/certificate/news/").text.strip() == ""


def test_who_was_revoked_reads_why(cast: Cast, certificate: Certificate) -> None:
    services.revoke_certificate(operator=cast.operator, certificate=certificate, reason=HOSTILE, now=timezone.now())
    client = signed_in(certificate.learner)
    text = client.get("/certificate/").text
    assert "Your certificate was revoked" in text
    assert "&lt;script&gt;alert(1)" in text
    assert "Issue my certificate" not in text
    client.post("/certificate/issue/", {"name": "Lin"})
    assert Certificate.objects.count() == 1


def test_the_plan_tells_who_has_completed_the_course(completed: User) -> None:
    client = signed_in(completed)
    assert 'hx-get="/certificate/news/"' in client.get("/plan/").text
    assert "You can have it in writing" in client.get("/certificate/news/").text
    services.issue_certificate(learner=completed, name="Lin", now=timezone.now())
    assert "Your certificate is issued" in client.get("/certificate/news/").text


# ---- anyone


@pytest.mark.parametrize("who", EVERYONE)
def test_anyone_sees_that_it_is_genuine(cast: Cast, certificate: Certificate, who: str | None) -> None:
    response = signed_in(getattr(cast, who) if who else None).get(_address(certificate))
    text = response.text
    assert response.status_code == 200
    assert "This certificate is genuine" in text
    for part in ("林晓 Lin Xiao", "87%", "1.2.0", "c" * 64, certificate.signature, f"http://testserver{_address(certificate)}"):
        assert part in text
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert f'<link rel="canonical" href="http://testserver{_address(certificate)}">' in text


def test_it_shows_no_other_personal_data(certificate: Certificate) -> None:
    User.objects.filter(pk=certificate.learner_id).update(username="secret-login", email="lin@example.org", display_name="Shown")
    text = signed_in(None).get(_address(certificate)).text
    assert [word for word in ("secret-login", "lin@example.org", "Shown", "Spring") if word in text] == []


@pytest.mark.parametrize("spelling", ["lower", "dashed", "looks"])
def test_every_spelling_leads_to_the_one_address(certificate: Certificate, spelling: str) -> None:
    code = certificate.code
    dashed = "-".join(code[i : i + 4] for i in range(0, 16, 4))
    written = {"lower": dashed.lower(), "dashed": dashed, "looks": f"{code.lower()}-"}[spelling]
    client = signed_in(None)
    assert client.get(f"/verify/{written}/").headers["location"] == _address(certificate)
    assert client.get("/verify/", {"code": written}).headers["location"] == _address(certificate)


def test_an_unknown_code_is_told_clearly(db: None) -> None:
    response = signed_in(None).get("/verify/0000000000000000/")
    assert response.status_code == 404
    assert "No certificate has this code" in response.text
    assert signed_in(None).get("/verify/nothing/").status_code == 404
    bad = signed_in(None).get("/verify/", {"code": f'"{HOSTILE}'})
    assert bad.status_code == 404
    assert "This cannot be a code" in bad.text
    assert HOSTILE not in bad.text


def test_a_revoked_one_says_so_and_nothing_of_its_holder(cast: Cast, certificate: Certificate) -> None:
    services.revoke_certificate(operator=cast.operator, certificate=certificate, reason=f"Copied {HOSTILE}", now=timezone.now())
    text = signed_in(None).get(_address(certificate)).text
    assert "This certificate was revoked" in text
    assert "Copied &lt;script&gt;" in text
    assert "genuine" not in text
    assert "林晓" not in text


def test_a_withdrawn_one_says_nothing_of_its_holder(certificate: Certificate) -> None:
    services.withdraw_certificate(user=certificate.learner, certificate=certificate, now=timezone.now())
    text = signed_in(None).get(_address(certificate)).text
    assert "This certificate was withdrawn" in text
    assert "林晓" not in text


def test_an_altered_one_is_not_shown(certificate: Certificate) -> None:
    Certificate.objects.update(name="Forged Name")
    text = signed_in(None).get(_address(certificate)).text
    assert "This record is not what was signed" in text
    assert "Forged" not in text


def test_hostile_names_stay_names(completed: User) -> None:
    certificate = services.issue_certificate(learner=completed, name=f"Lin {HOSTILE}", now=timezone.now())
    for client in (signed_in(None), signed_in(completed)):
        assert HOSTILE not in client.get(_address(certificate)).text
    assert HOSTILE not in signed_in(completed).get("/certificate/").text


def test_both_languages(certificate: Certificate) -> None:
    client = signed_in(None)
    client.cookies["everyday_language"] = "zh-hans"
    text = client.get(_address(certificate)).text
    assert "结业证书" in text
    assert "林晓" in text


# ---- the operator


@pytest.fixture
def operator(cast: Cast) -> User:
    User.objects.filter(pk=cast.operator.pk).update(is_staff=True, is_superuser=True)
    cast.operator.refresh_from_db()
    return cast.operator


def _act(operator: User, certificate: Certificate, action: str, reason: str = "") -> str:
    given = {"action": action, "_selected_action": [certificate.pk], "reason": reason}
    return signed_in(operator).post("/operator/portfolio/certificate/", given, follow=True).text


def test_the_operator_revokes_with_a_reason(operator: User, certificate: Certificate) -> None:
    assert "Say why" in _act(operator, certificate, "revoke")
    certificate.refresh_from_db()
    assert certificate.stands
    assert "1 certificate is revoked" in _act(operator, certificate, "revoke", "Copied")
    certificate.refresh_from_db()
    assert (certificate.stands, certificate.revoked_by, certificate.revoked_reason) == (False, operator, "Copied")
    assert "1 certificate is reinstated" in _act(operator, certificate, "reinstate")
    certificate.refresh_from_db()
    assert certificate.stands


@pytest.mark.parametrize("who", ["learner", "mentor", "stranger"])
def test_nobody_else_comes_near(cast: Cast, certificate: Certificate, who: str) -> None:
    assert signed_in(getattr(cast, who)).get("/operator/portfolio/certificate/").status_code == 302


def test_the_operator_cannot_write_one(operator: User, certificate: Certificate) -> None:
    client = signed_in(operator)
    assert client.get("/operator/portfolio/certificate/add/").status_code == 403
    client.post(f"/operator/portfolio/certificate/{certificate.pk}/change/", {"name": "Forged"})
    certificate.refresh_from_db()
    assert certificate.name == "林晓 Lin Xiao"
