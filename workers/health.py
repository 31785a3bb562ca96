"""Whether this machine can still judge. Failures that are no learner's make it pause and test itself; until the test passes,
and for a while after several failures in a row, it takes no work and says why.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

logger = logging.getLogger(__name__)

FAILURES_IN_A_ROW = 3


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How often to look. `rest_s` doubles with every pause that no success lies between."""

    test_every_s: float = 900.0
    test_again_s: float = 60.0
    rest_s: float = 30.0
    longest_rest_s: float = 600.0


class Health:
    """Thread-safe. `self_test` returns what is broken, in words; empty when nothing is. `changed` is called after every change
    of `reason`, from any thread; `idle` says whether nothing runs, since a busy machine is not tested without need.
    """

    def __init__(
        self, self_test: Callable[[], str], changed: Callable[[], None], idle: Callable[[], bool], pace: Pace | None = None
    ) -> None:
        self._self_test = self_test
        self._changed = changed
        self._idle = idle
        self._pace = pace or Pace()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._done = threading.Event()
        self._failures = 0  # in all, so that a test knows whether another came meanwhile
        self._in_a_row = 0
        self._rests = 0
        self._own_reason = ""
        self._wish = ""
        self._thread = threading.Thread(target=self._keep, name="health", daemon=True)

    @property
    def reason(self) -> str:
        """Why no work is taken; empty while it is."""
        return self._own_reason or self._wish

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._done.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def worked(self) -> None:
        """A run came to a verdict of its own."""
        with self._lock:
            self._in_a_row = 0
            self._rests = 0

    def failed(self, why: str) -> None:
        """A run failed through no fault of its code: no more is taken till the self-test has passed."""
        # Counted and said in one step: a test that ends in between would take work again, or have its rest renamed.
        with self._lock:
            self._failures += 1
            self._in_a_row += 1
            in_a_row, self._own_reason = self._in_a_row, f"failed: {why}"[:200]
        logger.error("the machine failed a run (%d in a row): %s", in_a_row, why)
        self._changed()
        self._wake.set()

    def wish(self, reason: str) -> None:
        """What an operator wants: no more work, for `reason`; empty takes it back."""
        if reason != self._wish:
            with self._lock:
                self._wish = reason
            self._changed()

    def _keep(self) -> None:
        while not self._done.is_set():
            self._wake.wait(self._pace.test_again_s if self._own_reason else self._pace.test_every_s)
            self._wake.clear()
            if self._done.is_set():
                return
            if self._own_reason or self._idle():
                self._test()

    def _test(self) -> None:
        began, failures = time.monotonic(), self._failures
        broken = self._ask()
        if broken:
            self._set(f"self-test: {broken}"[:200])
            return
        if self._in_a_row >= FAILURES_IN_A_ROW:
            rest_s = min(self._pace.longest_rest_s, self._pace.rest_s * 2**self._rests)
            with self._lock:
                self._rests += 1
                # The next failure alone makes it rest again, for longer.
                self._in_a_row = FAILURES_IN_A_ROW - 1
            self._set(f"{FAILURES_IN_A_ROW} failures in a row; the self-test passes, tried again in {rest_s:.0f} s")
            self._done.wait(rest_s - (time.monotonic() - began))
        if not self._done.is_set():
            self._set("", unless_failed_since=failures)

    def _ask(self) -> str:
        """What is broken. Twice, since a crowded machine may fail a canary that waits for a second."""
        for last in (False, True):
            try:
                broken = self._self_test()
            except Exception as error:
                logger.exception("the self-test could not be run")
                broken = f"{type(error).__name__}: {error}"
            if not broken or last:
                return broken
        raise AssertionError("unreachable")

    def _set(self, reason: str, unless_failed_since: int | None = None) -> None:
        """A failure that came after the count `unless_failed_since` stands: its own test follows."""
        with self._lock:
            if reason == self._own_reason or unless_failed_since not in (None, self._failures):
                return
            self._own_reason = reason
        logger.warning("takes no work: %s", reason) if reason else logger.warning("takes work again")
        self._changed()
