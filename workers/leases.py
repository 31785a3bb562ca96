"""Who holds an attempt: a key in the broker that is claimed once, renewed while the work lasts, and closed for good after it."""

import logging
import threading
import time
from typing import Any

import redis

from workers.outbox import Outbox
from workers.protocol import LEASE_CLOSED, LEASE_CLOSED_TTL_S, LEASE_RENEW_S, LEASE_TTL_S, cancel_key, lease_key

logger = logging.getLogger(__name__)

_LOOK_S = 0.2
# Renews one's own lease, and takes it again if the broker lost it; 0 when it is another's or closed.
_RENEW = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1
"""


class Lease:
    """A claimed attempt. While it is held, a thread renews it, looks for a wish to cancel, and sends what waits."""

    def __init__(self, client: Any, run_id: str, token: str, worker_id: str) -> None:
        self._client = client
        self._run_id = run_id
        self._key = lease_key(run_id, token)
        self._worker_id = worker_id
        self._done = False
        self.cancel_wanted = threading.Event()
        self.lost = threading.Event()
        self.outbox = Outbox(client, run_id, token)
        self._thread = threading.Thread(target=self._keep, name=f"lease-{run_id[:8]}", daemon=True)

    def claim(self) -> bool:
        """False when someone else has the attempt, or had it: the message is a copy and is dropped."""
        if not self._client.set(self._key, self._worker_id, nx=True, ex=LEASE_TTL_S):
            return False
        self._thread.start()
        return True

    def close(self) -> None:
        """Stops keeping and closes the attempt for good; a copy of its message finds it closed."""
        self._done = True
        self.outbox.waits.set()
        self._thread.join()
        try:
            self._client.set(self._key, LEASE_CLOSED, ex=LEASE_CLOSED_TTL_S)
        except redis.RedisError:
            logger.warning("run %s: its lease could not be closed and runs out", self._run_id)

    def _keep(self) -> None:
        waits = self.outbox.waits
        look_at = time.monotonic() + _LOOK_S
        renew_at = time.monotonic() + LEASE_RENEW_S
        while not self._done:
            waits.wait(max(0.005, min(look_at - time.monotonic(), self.outbox.due_in_s())))
            waits.clear()
            if self.outbox.due_in_s() <= 0:
                self.outbox.flush()
            if time.monotonic() < look_at or self._done:
                continue
            look_at = time.monotonic() + _LOOK_S
            try:
                if self._client.exists(cancel_key(self._run_id)):
                    self.cancel_wanted.set()
                if time.monotonic() >= renew_at:
                    renew_at = time.monotonic() + LEASE_RENEW_S
                    self._renew()
            except redis.RedisError:
                # The lease outlives a short silence of the broker; if not, renewing tells.
                logger.warning("run %s: the broker does not answer", self._run_id)

    def _renew(self) -> None:
        if not self._client.eval(_RENEW, 1, self._key, self._worker_id, LEASE_TTL_S):
            logger.warning("run %s: the attempt was taken back", self._run_id)
            self.lost.set()
