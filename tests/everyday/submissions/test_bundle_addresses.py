"""The address at which a worker fetches an attempt's files: its signature is all it needs, and all it is good for."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from everyday.submissions import bundles
from everyday.submissions.models import Run
from tests.conftest import Cast
from tests.everyday.submissions.conftest import FILES, Attempt

Submit = Callable[..., Run]


@pytest.fixture(autouse=True)
def _broker(clean_broker: str) -> None:
    """A run is sent to somebody who is online."""


def test_a_bundle_needs_nothing_but_its_signature(cast: Cast, submit: Submit, online: Any) -> None:
    online()
    run = submit(cast.learner)
    run.refresh_from_db()
    address = bundles.signed_url(run).removeprefix("http://127.0.0.1:8000")
    answer = Client().get(address)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == FILES
    assert bundles.sha256_of(run) == hashlib.sha256(answer.content).hexdigest()


def test_a_bundle_is_gone_with_its_attempt(cast: Cast, submit: Submit, online: Any) -> None:
    online()
    run = submit(cast.learner)
    run.refresh_from_db()
    address = bundles.signed_url(run).removeprefix("http://127.0.0.1:8000")
    assert Client().get(address[:-3] + "xyz").status_code == 404
    attempt = Attempt(run)
    attempt.claim()
    assert Client().get(address).status_code == 200
    attempt.decide()
    assert Client().get(address).status_code == 404
