"""What an attack on a sandbox is. Each one comes with the containment that it expects and with a control: the named layer
switched off, under which the very same code must get through. An attack whose control is contained proves nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.attacks.families import Family
from tests.workers.sandbox.driving import Machine
from workers.protocol import Limits
from workers.sandbox.base import Ended, Sandbox
from workers.sandbox.layers import ALL, Layers
from workers.sandbox.runtime import Role


@dataclass(frozen=True)
class Outcome:
    """What came of running an attack. `result` is what its code set, None when the job was gone before."""

    result: Any
    ended: Ended | None  # None: it had to be stopped by the test
    survivors: tuple[str, ...] = ()  # names of processes that outlived the job
    harmed: bool = False  # the host's bait was touched
    beside: Any = None  # what the neighbour's last code set
    left: int = 0  # entries in the host's folder that a control binds as /box


@dataclass(frozen=True, kw_only=True)
class Attack:
    """`code` may use {port}, {secret}, {socket}, {abstract}, {victim}, {shm}, {key}, {datagrams} and {mark} of the bait.

    before: code of an earlier job in the same sandbox. beside: code of another job that goes on running meanwhile, and
    afterwards: what that one is asked when the attack is over. control_role: the control runs in this role instead.
    stop_after_s: the control is stopped then; for attacks whose success is to go on for ever. control_tries: for success that
    depends on what else the machine does. needs: why the attack cannot be tried on a machine, empty when it can.
    surroundings: makes the cold sandbox, in a host that is worse than most; told whether the containment is to hold.
    """

    name: str
    family: Family
    layer: str  # what contains it, in the words of docs/threat-model.md
    code: str
    contained: Callable[[Outcome], bool]
    control: Layers = field(default_factory=Layers)
    control_role: Role = "learner"
    limits: Limits = field(default_factory=Limits)
    needs_cgroup: bool = False
    needs: Callable[[Machine], str] = lambda _: ""
    before: str = ""
    beside: str = ""
    afterwards: str = "result = None"
    stop_after_s: float = 15.0
    control_tries: int = 1
    surroundings: Callable[[Machine, bool], Sandbox] | None = None

    @property
    def has_control(self) -> bool:
        return self.control != ALL or self.control_role != "learner" or self.surroundings is not None


def nothing_gained(outcome: Outcome) -> bool:
    """For code that sets `result` to what it gained: a false value is containment."""
    return outcome.ended is None and not outcome.result


def ends_by(*reasons: Ended) -> Callable[[Outcome], bool]:
    return lambda outcome: outcome.ended in reasons


def at_most(most: float) -> Callable[[Outcome], bool]:
    """For code that counts how far it came."""
    return lambda outcome: outcome.ended is not None or (outcome.result is not None and outcome.result <= most)
