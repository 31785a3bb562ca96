"""What an attack is. Each one comes with the containment that it expects and with a control: the named layer switched off, under
which the very same code must get through. An attack whose control is contained, too, proves nothing about the layer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from workers.protocol import Limits
from workers.sandbox.base import Ended
from workers.sandbox.layers import Layers
from workers.sandbox.runtime import Role


@dataclass(frozen=True)
class Outcome:
    """What came of running an attack. `result` is what its code set, None when the job was gone before."""

    result: Any
    ended: Ended | None  # None: it had to be stopped by the test
    survivors: tuple[str, ...] = ()  # names of processes that outlived the job
    harmed: bool = False  # the host's bait was touched


@dataclass(frozen=True, kw_only=True)
class Attack:
    """`code` may use {port}, {secret}, {socket}, {abstract}, {victim}, {shm} and {mark} of the bait that the test lays out.

    before: code of an earlier job in the same sandbox. control_role: the control runs in this role instead.
    stop_after_s: the test stops the job then; for attacks whose success is to go on for ever.
    """

    name: str
    code: str
    contained: Callable[[Outcome], bool]
    control: Layers = field(default_factory=Layers)
    control_role: Role = "learner"
    limits: Limits = field(default_factory=Limits)
    needs_cgroup: bool = False
    before: str = ""
    stop_after_s: float = 15.0


def nothing_gained(outcome: Outcome) -> bool:
    """For code that sets `result` to what it gained: a false value is containment."""
    return outcome.ended is None and not outcome.result


def ends_by(*reasons: Ended) -> Callable[[Outcome], bool]:
    return lambda outcome: outcome.ended in reasons


def at_most(most: float) -> Callable[[Outcome], bool]:
    """For code that counts how far it came."""
    return lambda outcome: outcome.ended is not None or (outcome.result is not None and outcome.result <= most)
