"""The recorder: reads what workers say from the stream and has it recorded, many events in one transaction.

Exactly one is active, since a run's events must be taken in order; another one stands by. An entry is acknowledged after
its commit, so a recorder that dies repeats a few, which changes nothing.
"""

import logging
import os
import socket
import threading
import time
from collections import Counter
from typing import Any

import redis
from django.db import DatabaseError, InterfaceError, OperationalError, connections

from everyday.submissions import broker, services
from everyday.submissions.services.requeueing import RECORDER_GROUP
from workers.protocol import EVENT_STREAM, LEASE_RENEW_S, Event, EventKind, ProtocolError

logger = logging.getLogger(__name__)

Entry = tuple[bytes, dict[bytes, bytes]]
_LOCK = "recorder:active"
_LOCK_TTL_S = 45  # longer than the database makes anyone wait
# One name for every recorder in turn: the next one finds what the last one left unacknowledged.
_CONSUMER = "recorder"
_BATCH = 500
_BLOCK_MS = 1_000
_TRIES = 3
_PAUSE_S = 1.0
_TEMPORARY = (redis.RedisError, OperationalError, InterfaceError)  # no fault of the entry that met them


class Recorder:
    """`run` works until `stop` is set; a broker or database that is down is waited for."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._me = f"{socket.gethostname()}:{os.getpid()}"
        self._tries: Counter[bytes] = Counter()
        self._mirrored_at = 0.0
        self._held_since: float | None = None
        # After a start or a failure the entries that were delivered and not acknowledged come first.
        self._pending = True

    def run(self) -> None:
        while not self._stop.is_set():
            try:
                if not self._hold_lock():
                    self._stop.wait(_PAUSE_S)
                    continue
                self.step()
            except redis.RedisError:
                logger.warning("the broker does not answer; trying again", exc_info=logger.isEnabledFor(logging.DEBUG))
                self._pause()
            except DatabaseError:
                logger.exception("the database does not answer; trying again")
                connections.close_all()
                self._pause()
        self._let_go()

    def step(self, block_ms: int = _BLOCK_MS) -> int:
        """Records one batch, waiting up to `block_ms` for it; the number of entries read."""
        self._mirror()
        entries = self._read(block_ms)
        if not entries:
            self._pending = False
            return 0
        done = self._record(entries, again=self._pending)
        if done:
            self._let_go_of(done)
        return len(entries)

    def _let_go_of(self, done: list[bytes]) -> None:
        """Recorded entries leave the stream, so that the broker holds only what nobody has written down yet."""
        with broker.client().pipeline(transaction=False) as pipe:
            pipe.xack(EVENT_STREAM, RECORDER_GROUP, *done)
            pipe.xdel(EVENT_STREAM, *done)
            pipe.execute()

    def prepare(self) -> None:
        """Makes the group, so that nothing said before the first read is missed."""
        try:
            broker.client().xgroup_create(EVENT_STREAM, RECORDER_GROUP, id="0", mkstream=True)
        except redis.ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    def _read(self, block_ms: int) -> list[Entry]:
        after = "0" if self._pending else ">"
        try:
            answer = broker.client().xreadgroup(
                RECORDER_GROUP, _CONSUMER, {EVENT_STREAM: after}, count=_BATCH, block=None if self._pending else block_ms
            )
        except redis.ResponseError as error:
            if "NOGROUP" not in str(error):
                raise
            self.prepare()
            return []
        entries: list[Entry] = answer[0][1] if answer else []
        return entries

    def _record(self, entries: list[Entry], *, again: bool) -> list[bytes]:
        """The ids that need not be seen again. A batch that fails is taken apart, so that one bad entry stops no other."""
        events = {entry_id: event for entry_id, fields in entries if (event := self._parse(entry_id, fields)) is not None}
        try:
            services.record_events(events=list(events.values()), again=again)
        except _TEMPORARY:
            raise
        except Exception:
            logger.exception("a batch of %d events could not be recorded; taking them one by one", len(events))
            given_up = [entry_id for entry_id in events if not self._record_one(entry_id, events[entry_id])]
            return [entry_id for entry_id, _ in entries if entry_id not in given_up]
        return [entry_id for entry_id, _ in entries]

    def _record_one(self, entry_id: bytes, event: Event) -> bool:
        """Whether the entry is done with: recorded, or given up after its last try."""
        try:
            services.record_events(events=[event], again=True)
        except _TEMPORARY:
            raise
        except Exception:
            self._pending = True
            self._tries[entry_id] += 1
            if self._tries[entry_id] < _TRIES:
                return False
            del self._tries[entry_id]
            logger.exception("event %s of run %s is dropped: it cannot be recorded", entry_id, event.run_id)
            if event.kind == EventKind.VERDICT:
                services.fail_unrecordable(run_id=event.run_id, token=event.attempt_token)
        return True

    def _parse(self, entry_id: bytes, fields: dict[bytes, bytes]) -> Event | None:
        # PostgreSQL's JSON cannot hold U+0000; as JSON text it is always written as this escape.
        text = fields.get(b"event", b"").replace(b"\\u0000", b"")
        try:
            return Event.from_json(text)
        except ProtocolError as error:
            logger.error("entry %s is dropped: %s", entry_id, error)
            return None

    def _mirror(self) -> None:
        if time.monotonic() - self._mirrored_at >= LEASE_RENEW_S:
            services.mirror_leases()
            self._mirrored_at = time.monotonic()

    def _hold_lock(self) -> bool:
        """Whether this recorder is the active one. The lock of a recorder that died on this machine is taken over at once."""
        if self._held_since is not None and time.monotonic() - self._held_since < LEASE_RENEW_S:
            return True
        held = self._take_lock()
        self._held_since = time.monotonic() if held else None
        return held

    def _take_lock(self) -> bool:
        client: Any = broker.client()
        if client.set(_LOCK, self._me, nx=True, ex=_LOCK_TTL_S):
            self._pending = True
            return True
        holder = (client.get(_LOCK) or b"").decode()
        if holder != self._me and not _died_here(holder):
            return False
        client.set(_LOCK, self._me, ex=_LOCK_TTL_S)
        self._pending = self._pending or holder != self._me
        return True

    def _let_go(self) -> None:
        try:
            if broker.client().get(_LOCK) == self._me.encode():
                broker.client().delete(_LOCK)
        except redis.RedisError:
            logger.warning("the recorder's lock stays till it expires")

    def _pause(self) -> None:
        self._pending = True
        self._stop.wait(_PAUSE_S)


def _died_here(holder: str) -> bool:
    host, _, pid = holder.rpartition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
