"""An attempt's events on their way to the stream: numbered without gaps, the first at once, then at most 20 sends a second.

What must not wait (a claim, a figure, the verdict) goes out at once and takes along what was waiting, in order. The rest waits
a moment for company: each send costs the recorder a transaction, and of a short run's dozen tests nobody could see one by one.
"""

import math
import threading
import time
from typing import Any

import redis

from workers.protocol import EVENT_STREAM, EVENT_STREAM_MAXLEN, Event, EventKind

SEND_INTERVAL_S = 0.05
_LOG_CHUNK = 16 * 1024
# Curves may come as fast as a loop turns: a burst passes whole, after that 20 points a second of each kind.
_BURST = 200
_RATE_PER_S = 20.0
_FLOWS = frozenset({EventKind.LOG, EventKind.METRIC})
_HELD = _FLOWS | {EventKind.PHASE, EventKind.TEST}


class Outbox:
    """Thread-safe. An event that cannot be sent stays and is sent with the next; copies are dropped by their number."""

    def __init__(self, client: Any, run_id: str, token: str) -> None:
        self._client = client
        self._run_id = run_id
        self._token = token
        self._lock = threading.RLock()
        self.waits = threading.Event()  # set when something begins to wait; whoever flushes it in time clears this
        self._seq = 0
        self._waiting: list[Event] = []
        self._sent_at = 0.0
        self._buckets: dict[tuple[str, ...], _Bucket] = {}
        self._skipped: dict[tuple[str, ...], dict[str, Any]] = {}

    def emit(self, kind: str, data: dict[str, Any]) -> None:
        """Takes one event; never raises for want of a broker."""
        clean = finite(data)
        with self._lock:
            if kind == EventKind.LOG and self._join_log(clean):
                return
            if kind == EventKind.METRIC and not self._passes(clean):
                return
            if kind not in _FLOWS:
                self._add_skipped()
            self._append(kind, clean)
            if kind not in _HELD or self.due_in_s() <= 0:
                self.flush()
            else:
                self.waits.set()

    def due_in_s(self) -> float:
        """Seconds until what waits should be sent; infinite if nothing does."""
        with self._lock:
            if not self._waiting:
                return math.inf
            return self._sent_at + SEND_INTERVAL_S - time.monotonic()

    def flush(self) -> bool:
        """Sends what waits; False if the broker did not take it."""
        with self._lock:
            if not self._waiting:
                return True
            self._sent_at = time.monotonic()
            try:
                with self._client.pipeline(transaction=False) as pipe:
                    for event in self._waiting:
                        pipe.xadd(EVENT_STREAM, {"event": event.to_json()}, maxlen=EVENT_STREAM_MAXLEN, approximate=True)
                    pipe.execute()
            except redis.RedisError:
                return False
            self._waiting.clear()
            return True

    def flush_within(self, timeout_s: float) -> bool:
        """Tries again and again, for what must arrive."""
        deadline = time.monotonic() + timeout_s
        while not self.flush():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.5)
        return True

    def _append(self, kind: str, data: dict[str, Any]) -> None:
        self._seq += 1
        self._waiting.append(
            Event(run_id=self._run_id, attempt_token=self._token, seq=self._seq, kind=kind, data=data, at=time.time())
        )

    def _join_log(self, data: dict[str, Any]) -> bool:
        """Whether the text could join the chunk that waits last."""
        last = self._waiting[-1] if self._waiting else None
        if last is None or last.kind != EventKind.LOG or last.data["stream"] != data["stream"]:
            return False
        if len(last.data["text"]) + len(data["text"]) > _LOG_CHUNK:
            return False
        last.data["text"] += data["text"]
        return True

    def _passes(self, data: dict[str, Any]) -> bool:
        """Whether a point is sent; of those that are not, the latest is kept for the end of the curve."""
        key = (str(data.get("source")), *sorted(data.get("values", {})))
        bucket = self._buckets.setdefault(key, _Bucket())
        if bucket.take():
            self._skipped.pop(key, None)
            return True
        self._skipped[key] = data
        return False

    def _add_skipped(self) -> None:
        for data in self._skipped.values():
            self._append(EventKind.METRIC, data)
        self._skipped.clear()


class _Bucket:
    def __init__(self) -> None:
        self._tokens = float(_BURST)
        self._at = time.monotonic()

    def take(self) -> bool:
        now = time.monotonic()
        self._tokens = min(_BURST, self._tokens + (now - self._at) * _RATE_PER_S)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


def finite(value: Any) -> Any:
    """`value` with NaN and infinities as None: JSON has no word for them."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return value
