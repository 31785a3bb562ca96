"""The broker is down: people still sign in, and guessing passwords is still limited."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.test import Client

from everyday.lib import steady_cache
from tests.conftest import Cast
from tests.everyday.factories import signed_in

PASSWORD = "a quiet river 42"

pytestmark = pytest.mark.django_db


def _steady(settings: Any, address: str) -> None:
    """The cache of the real settings, at this address."""
    settings.CACHES = {
        "default": {"BACKEND": "everyday.lib.steady_cache.SteadyCache", "LOCATION": address, "KEY_PREFIX": "cache"}
    }
    steady_cache._away.until = 0.0


@pytest.fixture
def broker_down(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A cache whose server does not answer. Nothing of it is left for other tests."""
    _steady(settings, f"unix://{tmp_path}/nothing.sock")
    yield
    cache.clear()
    steady_cache._away.until = 0.0


def _try(client: Client, password: str) -> int:
    return client.post("/accounts/login/", {"login": "learner", "password": password}).status_code


@pytest.mark.usefixtures("broker_down")
def test_the_right_password_lets_in(cast: Cast) -> None:
    client = signed_in(None)
    assert _try(client, PASSWORD) == 302
    assert client.get("/today/").status_code == 200


@pytest.mark.usefixtures("broker_down")
def test_guessing_is_still_limited(cast: Cast) -> None:
    client = signed_in(None)
    answers = [_try(client, f"guess {number}") for number in range(12)]
    assert answers[0] == 200
    assert _try(client, PASSWORD) != 302, "after ten wrong guesses the right one is refused too"


@pytest.mark.usefixtures("broker_down")
def test_the_cache_keeps_what_it_is_given() -> None:
    assert cache.add("a", 1)
    assert not cache.add("a", 2)
    assert cache.get("a") == 1
    assert cache.incr("a") == 2
    assert cache.has_key("a")
    assert cache.touch("a", 60)
    assert cache.delete("a")
    assert cache.set_many({"a": 1, "b": 2}) == []
    assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}


def test_what_is_counted_lies_in_redis_when_it_answers(broker: str, settings: Any) -> None:
    _steady(settings, broker)
    cache.set("counted", 1, 60)
    client = caches["default"].client  # type: ignore[attr-defined]
    assert client.get_client().exists(client.make_key("counted"))
    cache.delete("counted")
