"""The broker as the web side uses it beside Celery: who is online, who holds which attempt, what is to be cancelled.

Functions raise redis.RedisError when the broker does not answer; the database stays the truth meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from workers.protocol import (
    CANCEL_TTL_S,
    DRAIN_TTL_S,
    LEASE_CLOSED,
    LEASE_CLOSED_TTL_S,
    WORKER_INDEX,
    ProtocolError,
    WorkerPresence,
    cancel_key,
    drain_key,
    lease_key,
    redis_address,
    worker_key,
)

_CONNECT_TIMEOUT_S = 2
_READ_TIMEOUT_S = 30  # longer than any blocking read


@dataclass(frozen=True, kw_only=True)
class Lease:
    """Who holds an attempt. `holder` is empty when nobody does; `closed` when nobody may any more."""

    holder: str
    ttl_ms: int

    @property
    def closed(self) -> bool:
        return self.holder == LEASE_CLOSED

    @property
    def alive(self) -> bool:
        return bool(self.holder) and not self.closed


@cache
def client() -> Any:
    """One pooled redis.Redis per process; answers are bytes. Typed loosely: its answers depend on call options."""
    return redis.Redis.from_url(
        redis_address(settings.CELERY_BROKER_URL),
        socket_connect_timeout=_CONNECT_TIMEOUT_S,
        socket_timeout=_READ_TIMEOUT_S,
        # One fresh connection at once; a broker that is down must not hold up a page with back-off.
        retry=Retry(NoBackoff(), 1),
    )


def online_workers() -> list[WorkerPresence]:
    """The workers whose presence has not expired; those that speak another protocol version are left out."""
    connection = client()
    ids = [cast("bytes", raw).decode() for raw in connection.smembers(WORKER_INDEX)]
    if not ids:
        return []
    values = connection.mget([worker_key(worker_id) for worker_id in ids])
    gone = [worker_id for worker_id, value in zip(ids, values, strict=True) if value is None]
    if gone:
        connection.srem(WORKER_INDEX, *gone)
    return [presence for value in values if value is not None and (presence := _presence(value)) is not None]


def _presence(value: bytes) -> WorkerPresence | None:
    try:
        return WorkerPresence.from_json(value)
    except ProtocolError:
        return None


def leases(attempts: Sequence[tuple[str, str]]) -> list[Lease]:
    """The leases of (run id, attempt token) pairs, in their order, in one round trip."""
    with client().pipeline(transaction=False) as pipe:
        for run_id, token in attempts:
            pipe.get(lease_key(run_id, token))
            pipe.pttl(lease_key(run_id, token))
        answers = pipe.execute()
    return [Lease(holder=(answers[i] or b"").decode(), ttl_ms=max(0, answers[i + 1])) for i in range(0, len(answers), 2)]


def take_back(run_id: str, token: str) -> bool:
    """Closes an attempt that no worker holds. False: a worker holds it after all (or it is closed already)."""
    return bool(client().set(lease_key(run_id, token), LEASE_CLOSED, nx=True, ex=LEASE_CLOSED_TTL_S))


def ask_to_cancel(run_id: str) -> None:
    client().set(cancel_key(run_id), "1", ex=CANCEL_TTL_S)


def ask_to_drain(worker_id: str, reason: str) -> None:
    """The worker finishes what it runs and takes no more, within seconds. Takes back an earlier wish if `reason` is empty."""
    if reason:
        client().set(drain_key(worker_id), reason, ex=DRAIN_TTL_S)
    else:
        client().delete(drain_key(worker_id))


def message_waits(queue: str, task_id: str) -> bool:
    """Whether a message of this task id is in a queue. There are few: dispatch hands over what could start soon."""
    mark = f'"id": "{task_id}"'.encode()
    return any(mark in message for message in client().lrange(queue, 0, -1))


def queue_length(queue: str) -> int:
    """Messages of a Celery queue that no worker has taken yet."""
    return cast("int", client().llen(queue))
