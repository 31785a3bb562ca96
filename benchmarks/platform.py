"""A platform of a benchmark's own, as `make run` starts it, and the learners who use it."""

import http.client
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from benchmarks.course import trivial_course
from tests.functional.platform import Platform, free_port

_TIMEOUT_S = 60
# Twenty password hashes would take seconds: these come in by token only.
_MAKE_LEARNERS = """
import json
from rest_framework.authtoken.models import Token
from everyday.accounts.models import User
users = [User.objects.create(username=f"bench-{{number:02}}") for number in range({count})]
print("tokens", json.dumps([Token.objects.create(user=user).key for user in users]))
"""


@contextmanager
def running(sandbox: str, *, whole: bool = False) -> Iterator[Platform]:
    """A started platform; its task is the trivial one, or with `whole` as learners get it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        environment = {"EVERYDAY_SANDBOX": sandbox}
        if not whole:
            environment["EVERYDAY_CURRICULUM"] = str(trivial_course(folder / "curriculum"))
        platform = Platform(state=folder / "state", port=free_port(), extra_environment=environment)
        platform.start(within_s=600)
        try:
            yield platform
        finally:
            platform.stop()


def make_learners(platform: Platform, count: int) -> list[str]:
    """API tokens of new accounts."""
    said = platform.manage("shell", "-c", _MAKE_LEARNERS.format(count=count))
    line = next(line for line in said.splitlines() if line.startswith("tokens "))
    tokens: list[str] = json.loads(line.removeprefix("tokens "))
    return tokens


def ask(platform: Platform, token: str, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """The JSON that the API answers; RuntimeError for anything but success."""
    connection = http.client.HTTPConnection(urlparse(platform.url).netloc, timeout=_TIMEOUT_S)
    headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
    try:
        connection.request(method, f"/api/v1/{path}", json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    if answer.status not in (http.client.OK, http.client.CREATED):
        raise RuntimeError(f"{method} {path} was answered {answer.status}: {text[:300]!r}")
    return json.loads(text)
