"""The same through the API: one's own to its owner, a certificate's standing to anyone."""

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from everyday.accounts.models import User
from everyday.portfolio import services
from everyday.portfolio.models import PortfolioItem
from tests.conftest import Cast


def _client(user: User | None) -> APIClient:
    client = APIClient()
    if user is not None:
        client.force_authenticate(user)
    return client


def test_one_s_own_portfolio(cast: Cast, item: PortfolioItem) -> None:
    answer = _client(cast.learner).get(reverse("api:portfolio-detail")).json()
    assert (answer["key"], answer["headline"]) == (None, "")
    assert [one["submission"] for one in answer["items"]] == [str(item.submission_id)]


@pytest.mark.parametrize("who", ["classmate", "mentor", "operator", "stranger"])
def test_others_have_nothing(cast: Cast, completed: User, item: PortfolioItem, who: str) -> None:
    services.issue_certificate(learner=completed, name="Lin", now=timezone.now())
    for name in ("portfolio-detail", "certificate-detail"):
        assert _client(getattr(cast, who)).get(reverse(f"api:{name}")).status_code == 404
        assert _client(None).get(reverse(f"api:{name}")).status_code == 401


def test_anyone_verifies(cast: Cast, completed: User) -> None:
    certificate = services.issue_certificate(learner=completed, name="Lin", now=timezone.now())
    address = reverse("api:certificate-verify", args=[certificate.code.lower()])
    answer = _client(None).get(address).json()
    assert (answer["verdict"], answer["code"], answer["certificate"]["name"]) == ("valid", certificate.code, "Lin")
    assert "learner" not in answer["certificate"]
    assert _client(completed).get(reverse("api:certificate-detail")).json() == answer["certificate"]
    services.revoke_certificate(operator=cast.operator, certificate=certificate, reason="x", now=timezone.now())
    answer = _client(None).get(address).json()
    assert (answer["verdict"], answer["certificate"]) == ("revoked", None)
    assert _client(None).get(reverse("api:certificate-verify", args=["x"])).json()["verdict"] == "unknown"
