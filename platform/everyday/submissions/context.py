"""What every page says about the workers: how well they isolate the code that they run."""

import threading
import time

import redis
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from everyday.submissions import broker

_KEPT_S = 15.0
_STRONGEST_FIRST = ("full", "partial", "none")


class _Isolation:
    """The weakest level among the workers online, looked up at most every fifteen seconds in each process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._level = ""
        self._looked_at = -_KEPT_S

    def level(self) -> str:
        with self._lock:
            if time.monotonic() - self._looked_at >= _KEPT_S:
                self._level, self._looked_at = _weakest(), time.monotonic()
            return self._level


def _weakest() -> str:
    """Empty when no worker is online, or the broker does not answer: then there is nothing to warn of."""
    try:
        levels = {worker.isolation for worker in broker.online_workers()}
    except redis.RedisError:
        return ""
    return max(levels & set(_STRONGEST_FIRST), key=_STRONGEST_FIRST.index, default="")


_isolation = _Isolation()


def worker_isolation(request: HttpRequest) -> dict[str, object]:
    """`worker_isolation`: full, partial, none, or empty. Looked up only by pages that show it."""
    return {"worker_isolation": SimpleLazyObject(_isolation.level)}
