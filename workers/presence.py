"""A worker's sign of life in the broker: who is online and could take what. Renewed every few seconds, gone with the worker."""

import logging
import threading
from collections.abc import Callable
from typing import Any

import redis

from workers.protocol import WORKER_INDEX, WORKER_TTL_S, WorkerPresence, drain_key, worker_key

logger = logging.getLogger(__name__)

RENEW_S = 5.0


class Presence:
    """Writes what `describe` returns, at once and then every five seconds, from `start` to `stop`.

    `wished` is called each time with the reason for which an operator wants the worker to take no more work, or "".
    """

    def __init__(self, client: Any, describe: Callable[[], WorkerPresence], wished: Callable[[str], None] | None = None) -> None:
        self._client = client
        self._describe = describe
        self._wished = wished
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._renew, name="presence", daemon=True)

    def start(self) -> None:
        self.write()
        self._thread.start()

    def stop(self) -> None:
        """Offline at once, so that no page waits for the key to expire."""
        self._done.set()
        if self._thread.is_alive():
            self._thread.join()
        worker_id = self._describe().worker_id
        try:
            self._client.delete(worker_key(worker_id))
            self._client.srem(WORKER_INDEX, worker_id)
        except redis.RedisError:
            logger.warning("the broker does not answer; this worker's presence runs out")

    def write(self) -> None:
        presence = self._describe()
        with self._client.pipeline(transaction=False) as pipe:
            pipe.set(worker_key(presence.worker_id), presence.to_json(), ex=WORKER_TTL_S)
            pipe.sadd(WORKER_INDEX, presence.worker_id)
            pipe.get(drain_key(presence.worker_id))
            wish = pipe.execute()[-1]
        if self._wished is not None:
            self._wished((wish or b"").decode(errors="replace"))

    def _renew(self) -> None:
        while not self._done.wait(RENEW_S):
            try:
                self.write()
            except redis.RedisError:
                logger.warning("the broker does not answer; this worker looks offline")
