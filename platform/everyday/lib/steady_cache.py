"""The cache, also while its server is away: then each process keeps its own for a while.

Sign-in counts its tries in the cache. With a cache that merely forgot, nobody could sign in (a lock is never got) or nobody
would be counted; with one per process the limits hold, at worst once for each process of the web server.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django_redis.cache import RedisCache
from redis.exceptions import RedisError

# After a failure the server is left alone for this long, so that a page does not wait for it again and again.
_AWAY_S = 3.0
_MOST_ENTRIES = 20_000


class SteadyCache(BaseCache):
    """Redis behind, this process's memory in its place while Redis does not answer. `LOCATION` and `OPTIONS` are RedisCache's."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._redis: Any = RedisCache(server, params)
        self._local = LocMemCache("steady", {**params, "OPTIONS": {"MAX_ENTRIES": _MOST_ENTRIES}})

    @property
    def client(self) -> Any:
        """What `django_redis.get_redis_connection` asks for."""
        return self._redis.client

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._try(lambda cache: cache.add(key, value, timeout, version=version)))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._try(lambda cache: cache.get(key, default, version=version))

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        wanted = list(keys)
        found: dict[Any, Any] = self._try(lambda cache: cache.get_many(wanted, version=version))
        return found

    def set_many(self, data: Mapping[Any, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        self._try(lambda cache: cache.set_many(data, timeout, version=version))
        return []

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._try(lambda cache: cache.set(key, value, timeout, version=version))

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._try(lambda cache: cache.touch(key, timeout, version=version)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._try(lambda cache: cache.delete(key, version=version)))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        number: int = self._try(lambda cache: cache.incr(key, delta, version=version))
        return number

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return bool(self._try(lambda cache: cache.has_key(key, version=version)))

    def clear(self) -> None:
        self._local.clear()
        self._try(lambda cache: cache.clear())

    def close(self, **kwargs: Any) -> None:
        self._redis.close(**kwargs)

    def _try(self, call: Callable[[Any], Any]) -> Any:
        if time.monotonic() >= _away.until:
            try:
                return call(self._redis)
            except RedisError:
                _away.until = time.monotonic() + _AWAY_S
        return call(self._local)


class _Away(threading.local):
    """Per thread, as Django's caches are, and so without a lock."""

    until = 0.0


_away = _Away()
