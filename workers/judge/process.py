"""One learner process as the judge sees it: requests with a deadline, and the blame when it does not answer.

The other end may say anything at any time. An answer counts only if it is the one reply to the one request, in form.
"""

import math
import time
from collections.abc import Callable
from typing import Any

from workers.cleaning import clean_text
from workers.harness.frames import Channel, FrameError, Message, PeerClosed
from workers.harness.values import BadValue
from workers.judge.errors import LearnerError
from workers.judge.link import ParentLink
from workers.judge.values import JudgeDecoder
from workers.protocol import Limits

ENDED_KIND = {"cpu_time": "timeout", "wall_time": "timeout", "memory": "memory", "output": "output_limit"}
ERROR_KINDS = ("exception", "exit", "unsupported", "forbidden", "memory", "gpu_memory")
NON_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
EVENTS_A_SECOND = 25.0  # the harness sends at most 20; what comes faster was not sent by it and is dropped
EVENTS_AT_ONCE = 50.0
MAX_FIGURES = 60

OnReport = Callable[[int, dict[str, float]], None]
OnFigure = Callable[[str, dict[str, Any]], None]
OnStopped = Callable[[str], None]


class LearnerProcess:
    """`on_report` and `on_figure` get what the learner's code shows while a request runs; `on_stopped` the limit it broke."""

    def __init__(
        self, link: ParentLink, limits: Limits, lowered: dict[str, float], on_stopped: OnStopped, *, quiet: bool = False
    ) -> None:
        started = link.spawn(lowered, quiet=quiet)
        self._link = link
        self._job = started.job
        self._channel = Channel(started.socket, max_total=limits.artifact_mib << 20)
        self._count = 0
        self.limits = limits
        self.alive = True
        self.violations: list[str] = []
        self._on_stopped = on_stopped
        self._tokens = EVENTS_AT_ONCE
        self._token_time = time.monotonic()
        self._not_finite = False
        self._figures = 0
        self.on_report: OnReport | None = None
        self.on_figure: OnFigure | None = None

    def request(self, header: dict[str, Any], blobs: list[bytes] | None = None, timeout_s: float | None = None) -> Message:
        """The reply to one request. Raises LearnerError; after any kind but the learner's own exception the process is gone."""
        if not self.alive:
            raise LearnerError("exit", message="the process is gone")
        self._count += 1
        deadline = time.monotonic() + (self.limits.wall_s if timeout_s is None else timeout_s)
        try:
            if self._channel.pending:
                self._refuse_unasked()
            self._channel.send({**header, "id": self._count}, blobs or [], timeout_s=deadline - time.monotonic())
            message = self._reply(deadline)
        except PeerClosed:
            raise self._ended("killed") from None
        except TimeoutError:
            raise self._ended("wall_time") from None
        except (FrameError, BadValue):
            raise self._broken() from None
        if message.header.get("ok") is not True:
            raise self._error(message.header.get("error"))
        return message

    def _refuse_unasked(self) -> None:
        """Something is in the socket that nobody asked for. A closed socket reads as PeerClosed, the rest as a violation."""
        self._channel.receive(1.0)
        raise FrameError("an extra frame")

    def _reply(self, deadline: float) -> Message:
        for _ in range(int(10 * EVENTS_AT_ONCE + EVENTS_A_SECOND * self.limits.wall_s)):
            message = self._channel.receive(max(0.001, deadline - time.monotonic()))
            event = message.header.get("event")
            if event is None:
                break
            self._event(event, message.header)
        else:
            raise FrameError("too many events")
        if message.header.get("id") != self._count:
            raise FrameError("not the reply to this request")
        self._note_violations(message.header.get("forbidden"))
        return message

    def _note_violations(self, targets: object) -> None:
        if not isinstance(targets, list) or len(targets) > 16 or not all(isinstance(target, str) for target in targets):
            raise FrameError("bad list")
        self.violations += [clean_text(target, 80) for target in targets if target not in self.violations]

    def _event(self, event: object, header: dict[str, Any]) -> None:
        if event == "report" and type(header.get("step")) is int and isinstance(header.get("values"), dict):
            values = {clean_text(name, 40): _number(value) for name, value in list(header["values"].items())[:16]}
            news = not self._not_finite and not all(map(math.isfinite, values.values()))
            self._not_finite = self._not_finite or news
            if self.on_report is not None and (self._token() or news):
                self.on_report(header["step"], values)
        elif event == "figure" and isinstance(header.get("id"), str) and isinstance(header.get("plotly"), dict):
            self._figures += 1
            if self.on_figure is not None and self._figures <= MAX_FIGURES:
                self.on_figure(clean_text(header["id"], 40), header["plotly"])
        else:
            raise FrameError("unknown event")

    def _token(self) -> bool:
        """Whether one more event is within the rate."""
        now = time.monotonic()
        self._tokens = min(EVENTS_AT_ONCE, self._tokens + (now - self._token_time) * EVENTS_A_SECOND)
        self._token_time = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def value(self, message: Message) -> Any:
        """The reply's value; a reply out of form ends the process."""
        decoder = JudgeDecoder(message.blob)
        try:
            value = decoder.decode(message.header.get("value"))
            decoder.finish()
        except BadValue:
            raise self._broken() from None
        return value

    def files(self, message: Message) -> tuple[Any, dict[str, bytes]]:
        """The reply's value and the files that came behind it."""
        decoder = JudgeDecoder(message.blob)
        try:
            value = decoder.decode(message.header.get("value"))
            files = {}
            for entry in _table(message.header.get("files")):
                path, size = entry
                files[clean_text(path, 200)] = bytes(decoder.take(size))
            decoder.finish()
        except BadValue:
            raise self._broken() from None
        return value, files

    def close(self) -> None:
        """Ends the process without waiting for it."""
        if self.alive:
            self.alive = False
            self._channel.close()
            self._link.release(self._job)

    def end(self) -> float:
        """Ends the process, waits for it, and says how many CPU seconds it used in all, by the parent's meter."""
        self.alive = False
        self._channel.close()
        return _number(self._link.end(self._job).get("cpu_s"))

    def _ended(self, reason: str) -> LearnerError:
        self.alive = False
        self._channel.close()
        usage = self._link.end(self._job, reason)
        kind = ENDED_KIND.get(str(usage.get("ended")), "exit")
        code = usage.get("exit_code")
        message = {"signal": f"signal {-code if isinstance(code, int) and code < 0 else code}"}.get(
            str(usage.get("ended")), f"exit code {code}"
        )
        return self._noted(LearnerError(kind, message=message))

    def _noted(self, error: LearnerError) -> LearnerError:
        if error.is_resource:
            self._on_stopped(error.kind)
        return error

    def _broken(self) -> LearnerError:
        self.alive = False
        self._channel.close()
        self._link.release(self._job)
        return LearnerError("protocol")

    def _error(self, error: object) -> LearnerError:
        match error:
            case {
                "kind": str() as kind,
                "type": str() as name,
                "message": str() as text,
                "traceback": str() as trace,
                "mro": list() as mro,
            } if kind in ERROR_KINDS:
                names = tuple(clean_text(str(item), 80) for item in mro[:12])
                return self._noted(
                    LearnerError(kind, clean_text(name, 80), clean_text(text, 500), clean_text(trace, 4000), names)
                )
        return self._broken()


def _number(value: object) -> float:
    if isinstance(value, str) and value in NON_FINITE:
        return NON_FINITE[value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise FrameError("a report's value is not a number")


def _table(table: object) -> list[tuple[str, int]]:
    if not isinstance(table, list) or len(table) > 64:
        raise BadValue("bad file table")
    rows = []
    for row in table:
        if not (isinstance(row, list) and len(row) == 2 and isinstance(row[0], str) and type(row[1]) is int):
            raise BadValue("bad file table")
        rows.append((row[0], row[1]))
    return rows
