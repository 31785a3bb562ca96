"""Each way a run can end says what happened, how far it came, what it used and what to try, in both languages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from everyday.submissions import selectors, services
from everyday.submissions.models import Run
from everyday.submissions.verdicts import PHASES, VERDICT_TEXTS
from tests.conftest import Cast
from tests.everyday.factories import signed_in
from tests.everyday.submissions.conftest import Attempt

Submit = Callable[..., Run]
BLAMED = ["error", "timeout", "memory", "gpu_memory", "nan", "output_limit", "cancelled", "infrastructure"]


@pytest.fixture
def ended(cast: Cast, submit: Submit, online: Any) -> Callable[[str], Run]:
    """A run that trained for a while and ended so."""
    online()

    def end(status: str) -> Run:
        run = submit(cast.learner)
        attempt = Attempt(run)
        attempt.claim()
        attempt.say("phase", {"name": "prepare", "text": {"zh": "准备", "en": "Preparing"}})
        attempt.say("phase", {"name": "train", "text": None})
        attempt.say("metric", {"step": 120, "values": {"loss": 0.5}, "source": "learner"})
        attempt.decide(status, 20.0)
        run.refresh_from_db()
        return run

    return end


@pytest.mark.parametrize("status", Run.Status.values)
def test_every_status_says_what_happened_and_what_to_try_in_both_languages(status: str) -> None:
    text = VERDICT_TEXTS[status]
    for said in (text.what, text.next):
        assert set(said) == {"zh", "en"}
        assert all(said.values())


@pytest.mark.parametrize("status", BLAMED)
def test_the_last_step_and_the_peak_are_known(ended: Callable[[str], Run], status: str) -> None:
    found = selectors.blame(ended(status))
    assert found is not None
    assert (found.phase, found.step, found.test) == (PHASES["train"], 120, "stable")
    assert (found.peak_mib, found.memory_mib, found.cpu_limit_s) == (33.0, 2048, 60.0)


@pytest.mark.parametrize("status", ["passed", "failed", "not_gradable"])
def test_where_the_tests_say_it_all_nothing_is_added(ended: Callable[[str], Run], status: str) -> None:
    assert selectors.blame(ended(status)) is None


@pytest.mark.parametrize("status", BLAMED)
def test_the_page_says_it(ended: Callable[[str], Run], cast: Cast, status: str) -> None:
    run = ended(status)
    text = signed_in(cast.learner).get(reverse("submissions:run-detail", args=[run.pk])).text
    assert "Last step: Training, step 120" in text
    assert "Peak memory: 33 of 2048 MiB" in text
    assert VERDICT_TEXTS[status].next["en"].replace("'", "&#x27;") in text
    assert ("60 s of processor time" in text) == (status == "timeout")


def test_the_step_before_a_restart_is_not_the_last(cast: Cast, submit: Submit, online: Any) -> None:
    online()
    run = submit(cast.learner)
    for phase in ("train", "load", "test"):
        attempt = Attempt(run)
        attempt.claim()
        attempt.say("phase", {"name": phase, "text": None})
        attempt.say("released", {"reason": "broken"})
        services.release_queued()
    run.refresh_from_db()
    found = selectors.blame(run)
    assert found is not None
    assert found.phase == PHASES["test"]
