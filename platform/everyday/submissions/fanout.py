"""Recorded events on their way to browsers: one capped stream per run, beside the rows of the database.

An entry's id is `<seq>-0`, the number of its RunEvent. So a reader that has replayed the rows up to `seq` follows the
stream from exactly there, the broker itself refuses a second copy, and a gap in the ids tells a reader to look into the
database again. Losing this stream loses nothing. What is large (a figure) is only named in it, so that the broker's memory
does not fill with what the database has anyway.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import redis

from everyday.submissions import broker
from everyday.submissions.models import RunEvent
from workers.protocol import EventKind

_MAXLEN = 5_000
_EXPIRE_S = 3_600
_EXPIRE_OVER_S = 300  # after the verdict: whoever comes later reads the rows
_LARGEST = 16 * 1024


@dataclass(frozen=True, kw_only=True)
class Followed:
    """One event as it came over the stream; `data` is None where the row has to be read."""

    seq: int
    kind: str
    data: dict[str, Any] | None


def stream_key(run_id: str) -> str:
    return f"run:{run_id}"


def publish(events: Iterable[RunEvent]) -> None:
    """Adds committed rows, in their order. Raises redis.RedisError; readers then find them in the database."""
    runs: dict[str, int] = {}
    with broker.client().pipeline(transaction=False) as pipe:
        for event in events:
            key = stream_key(str(event.run_id))
            data = json.dumps(event.data, ensure_ascii=False, separators=(",", ":"))
            fields = {"kind": event.kind, "data": data if len(data) <= _LARGEST else ""}
            pipe.xadd(key, fields, id=f"{event.seq}-0", maxlen=_MAXLEN, approximate=True)
            runs[key] = _EXPIRE_OVER_S if event.kind == EventKind.VERDICT else _EXPIRE_S
        for key, expire_s in runs.items():
            pipe.expire(key, expire_s)
        answers = pipe.execute(raise_on_error=False)
    for answer in answers:
        # An id that is not above the last one is a copy, or arrives after a later event: the readers' gap check covers it.
        if isinstance(answer, redis.RedisError) and "equal or smaller" not in str(answer):
            raise answer


def follow(run_id: str, after: int, block_s: float) -> list[Followed]:
    """The entries with seq > after; waits up to `block_s` for the first and is empty after that."""
    answer = broker.client().xread({stream_key(run_id): f"{after}-0"}, count=500, block=max(1, int(block_s * 1000)))
    if not answer:
        return []
    return [
        Followed(
            seq=int(entry_id.split(b"-")[0]),
            kind=fields[b"kind"].decode(),
            data=json.loads(fields[b"data"]) if fields[b"data"] else None,
        )
        for _, entries in answer
        for entry_id, fields in entries
    ]
