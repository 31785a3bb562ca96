"""The same small course as the pages' tests, and clients with a token."""

from collections.abc import Callable

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from everyday.accounts.models import User
from tests.everyday.submissions.conftest import clean_broker, document, lab, online, submit, task, week

__all__ = ["clean_broker", "document", "lab", "online", "submit", "task", "week"]


@pytest.fixture
def client_of(db: None, clean_broker: str) -> Callable[[User], APIClient]:
    """An API client that carries the user's token."""

    def make(user: User) -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.get_or_create(user=user)[0].key}")
        return client

    return make
