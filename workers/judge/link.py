"""The judge's line to the parent (descriptor 3): ask for learner processes, send events, and in the end the outcome."""

import socket
from dataclasses import dataclass
from typing import Any

from workers.harness.frames import Channel, Message
from workers.judge.errors import Infrastructure

REPLY_TIMEOUT_S = 120.0


@dataclass(frozen=True)
class Started:
    """A learner process: the parent's number for it, and the other end of its descriptor 3."""

    job: int
    socket: socket.socket


class ParentLink:
    """Requests are answered in order; events need no answer."""

    def __init__(self, sock: socket.socket) -> None:
        self.channel = Channel(sock, accept_fds=True)

    def start(self) -> Message:
        message = self.channel.receive(REPLY_TIMEOUT_S)
        if message.op != "start":
            raise Infrastructure(f"expected start, got {message.op!r}")
        return message

    def spawn(self, limits: dict[str, float], *, quiet: bool = False) -> Started:
        """A new learner process under the task's limits, lowered by `limits`. Raises Infrastructure if there is none.

        quiet: what it prints is not shown, as for the second and third copy of the same program.
        """
        reply = self._ask({"op": "spawn", "limits": limits, "quiet": quiet}, "spawned")
        if len(reply.fds) != 1:
            raise Infrastructure("no socket came with the learner's process")
        return Started(int(reply.header["job"]), socket.socket(fileno=reply.fds[0]))

    def end(self, job: int, reason: str = "killed") -> dict[str, Any]:
        """Kills a process if it still runs and says how it ended: {ended, exit_code, cpu_s, wall_s, peak_mib}."""
        return self._ask({"op": "kill", "job": job, "reason": reason}, "ended").header

    def release(self, job: int) -> None:
        """Kills a process that is no longer needed, without waiting for it."""
        self.channel.send({"op": "release", "job": job})

    def event(self, kind: str, data: dict[str, Any]) -> None:
        self.channel.send({"op": "event", "kind": kind, "data": data})

    def done(self, outcome: dict[str, Any]) -> None:
        self.channel.send({"op": "done", **outcome})

    def _ask(self, header: dict[str, Any], answer: str) -> Message:
        self.channel.send(header)
        reply = self.channel.receive(REPLY_TIMEOUT_S)
        if reply.op != answer:
            raise Infrastructure(str(reply.header.get("reason", f"expected {answer}, got {reply.op!r}")))
        return reply
