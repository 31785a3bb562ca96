"""A machine that fails runs pauses, tests itself, and takes work again only when it can."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.workers.queue.conftest import wait_until
from workers.health import FAILURES_IN_A_ROW, Health, Pace

QUICK = Pace(test_every_s=0.05, test_again_s=0.05, rest_s=0.4, longest_rest_s=1.0)
Make = Callable[..., Health]


class Machine:
    """Its self-test answers what `broken` says, and counts how often it was asked."""

    def __init__(self) -> None:
        self.broken = ""
        self.asked = 0
        self.idle = True
        self.told: list[str] = []
        self.told_at: list[float] = []

    def tell(self, reason: str) -> None:
        self.told_at.append(time.monotonic())
        self.told.append(reason)

    def test(self) -> str:
        self.asked += 1
        return self.broken


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def health(machine: Machine) -> Iterator[Make]:
    made: list[Health] = []

    def make(pace: Pace = QUICK) -> Health:
        made.append(Health(machine.test, lambda: machine.tell(made[0].reason), lambda: machine.idle, pace))
        made[0].start()
        return made[0]

    yield make
    for each in made:
        each.stop()


def test_a_sound_machine_takes_work(machine: Machine, health: Make) -> None:
    watched = health()
    wait_until(lambda: machine.asked >= 3)
    assert (watched.reason, machine.told) == ("", [])


def test_one_failure_pauses_until_the_self_test_has_passed(machine: Machine, health: Make) -> None:
    watched = health()
    watched.failed("sandbox: no space")
    assert machine.told[0] == "failed: sandbox: no space"
    wait_until(lambda: watched.reason == "")
    assert machine.told[-1] == ""


def test_a_failing_self_test_stops_the_work_until_it_passes(machine: Machine, health: Make) -> None:
    watched = health()
    machine.broken = "loopback (reachable)"
    wait_until(lambda: watched.reason)
    assert watched.reason == "self-test: loopback (reachable)"
    asked = machine.asked
    wait_until(lambda: machine.asked > asked + 3)
    assert watched.reason, "it goes on asking, and goes on refusing"
    machine.broken = ""
    wait_until(lambda: watched.reason == "")


def test_a_single_hiccup_of_the_self_test_changes_nothing(machine: Machine, health: Make) -> None:
    answers = iter(["a crowded machine", ""])
    machine.test = lambda: next(answers, "")  # type: ignore[method-assign]
    watched = health()
    time.sleep(0.3)
    assert (watched.reason, machine.told) == ("", [])


def test_a_self_test_that_cannot_be_run_counts_as_failed(machine: Machine, health: Make) -> None:
    def explode() -> str:
        raise OSError("no such program")

    machine.test = explode  # type: ignore[method-assign]
    watched = health()
    wait_until(lambda: "no such program" in watched.reason)


def test_failures_in_a_row_make_it_rest_although_the_self_test_passes(machine: Machine, health: Make) -> None:
    held = threading.Event()
    machine.test = lambda: "" if held.wait(20) else "held"  # type: ignore[method-assign]
    watched = health(replace(QUICK, test_every_s=20.0))
    for _ in range(FAILURES_IN_A_ROW):
        watched.failed("the judge gave no outcome")
    held.set()
    wait_until(lambda: len(_rests_s(machine)) == 1)
    # Three failures may have asked for one test more, which must not meet the fourth.
    wait_until(lambda: not watched._wake.is_set())
    time.sleep(0.3)
    watched.failed("the judge gave no outcome")
    wait_until(lambda: len(_rests_s(machine)) == 2)
    first, second = _rests_s(machine)
    # 0.4 and 0.8 seconds, less what the self-test took of them.
    assert first > 0.3
    assert second > 0.7


def _rests_s(machine: Machine) -> list[float]:
    """How long each rest lasted that is over, from when it was told to when work was taken again."""
    rests, began = [], None
    for reason, at in list(zip(machine.told, machine.told_at, strict=False)):
        if "in a row" in reason:
            began = at
        elif not reason and began is not None:
            rests.append(at - began)
            began = None
    return rests


def test_a_success_between_failures_forgives_them(machine: Machine, health: Make) -> None:
    watched = health()
    for _ in range(2 * FAILURES_IN_A_ROW):
        watched.failed("once")
        wait_until(lambda: watched.reason == "")
        watched.worked()
    assert not any("in a row" in reason for reason in machine.told)


def test_a_busy_machine_is_not_tested_without_need(machine: Machine, health: Make) -> None:
    machine.idle = False
    watched = health()
    time.sleep(0.3)
    assert machine.asked == 0
    watched.failed("once")
    wait_until(lambda: machine.asked)


def test_a_wish_is_no_fault_and_no_test_ends_it(machine: Machine, health: Make) -> None:
    watched = health()
    watched.wish("upgrade")
    time.sleep(0.3)
    assert watched.reason == "upgrade"
    watched.wish("")
    assert machine.told == ["upgrade", ""]
