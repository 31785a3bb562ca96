"""Labs: a form is checked, an identical run answers at once, and precomputed results stand in when nobody could run it."""

from collections.abc import Callable
from typing import Any

import pytest

from everyday.accounts.models import User
from everyday.catalog.models import Lab
from everyday.submissions import configurations, selectors, services
from everyday.submissions.models import Run
from everyday.submissions.services import ConfigurationInvalidError, LabRefusedError
from tests.conftest import Cast
from tests.everyday.submissions.conftest import Attempt

RunLab = Callable[..., Run]
DEFAULTS = {"scale": 1.0, "depth": 4, "activation": "relu", "bias": True}


@pytest.fixture
def run_lab(lab: Lab, clean_broker: str, django_capture_on_commit_callbacks: Any) -> RunLab:
    def do(learner: User, config: dict[str, Any] | None = None, seed: Any = 0, **more: Any) -> Run:
        with django_capture_on_commit_callbacks(execute=True):
            return services.run_lab(learner=learner, lab=lab, config=config or {}, seed=seed, **more)

    return do


def finish(run: Run, status: str = "passed") -> None:
    attempt = Attempt(run)
    attempt.claim()
    attempt.say("metric", {"step": 0, "values": {"std": 1.0}, "source": "judge"})
    attempt.say("figure", {"id": "std", "plotly": {"data": [], "layout": {}}, "source": "judge"})
    verdict = {"task": "w05/labs/init-activation", "status": status, "score": 1.0, "max_score": 1.0, "tests": []}
    attempt.say("verdict", {**verdict, "metrics": {"std": 0.5}, "isolation": "full"})


def test_a_lab_goes_to_a_worker(cast: Cast, run_lab: RunLab, online: Any) -> None:
    online()
    run = run_lab(cast.learner, {"depth": "6"}, prediction={"p1": "it vanishes"})
    run.refresh_from_db()
    assert run.state == Run.State.QUEUED
    assert run.dispatched_at is not None
    assert run.config == {**DEFAULTS, "depth": 6}
    assert run.prediction == {"p1": "it vanishes"}


def test_the_same_configuration_is_answered_from_the_earlier_run(cast: Cast, run_lab: RunLab, online: Any) -> None:
    online()
    finish(run_lab(cast.learner))
    again = run_lab(cast.classmate, {"depth": 4})
    assert (again.state, again.answered_from, again.metrics) == (Run.State.FINISHED, "cache", {"std": 0.5})
    assert again.learner == cast.classmate
    events = selectors.events_after(again.pk, 0)
    assert [event.kind for event in events] == ["metric", "figure", "verdict"]
    assert events[-1].data["answered_from"] == "cache"
    assert set(again.message) == {"zh", "en"}


@pytest.mark.parametrize(
    ("config", "seed", "status"), [({"depth": 5}, 0, "passed"), ({}, 1, "passed"), ({}, 0, "infrastructure")]
)
def test_what_differs_or_failed_is_run_again(
    cast: Cast, run_lab: RunLab, online: Any, config: dict[str, Any], seed: int, status: str
) -> None:
    online()
    finish(run_lab(cast.learner), status)
    assert run_lab(cast.classmate, config, seed).answered_from == "worker"


def test_a_changed_lab_is_run_again(cast: Cast, lab: Lab, run_lab: RunLab, online: Any) -> None:
    online()
    finish(run_lab(cast.learner))
    lab.digest = "n" * 64
    lab.save()
    assert run_lab(cast.classmate).answered_from == "worker"


def test_without_a_worker_the_sweep_answers_and_says_so(cast: Cast, run_lab: RunLab) -> None:
    run = run_lab(cast.learner)
    assert (run.state, run.answered_from, run.metrics) == (Run.State.FINISHED, "sweep", {"std": 0.9})
    events = selectors.events_after(run.pk, 0)
    assert [event.kind for event in events] == ["metric", "metric", "figure", "verdict"]
    assert [event.seq for event in events] == [1, 2, 3, 4]
    assert events[-1].data["exact"] is True


def test_without_a_worker_the_nearest_point_answers_and_shows_its_configuration(cast: Cast, run_lab: RunLab) -> None:
    run = run_lab(cast.learner, {"scale": 0.02, "depth": 8})
    last = selectors.events_after(run.pk, 0)[-1]
    assert run.config["scale"] == 0.02
    assert last.data["exact"] is False
    assert last.data["config"]["scale"] == 0.01
    assert "nearest" in run.message["en"]


def test_without_worker_and_sweep_the_run_waits(cast: Cast, lab: Lab, run_lab: RunLab) -> None:
    lab.sweep = {}
    assert run_lab(cast.learner).state == Run.State.QUEUED


def test_the_days_budget(cast: Cast, run_lab: RunLab, online: Any) -> None:
    online()
    finish(run_lab(cast.learner))
    run_lab(cast.learner, {"depth": 5})
    with pytest.raises(LabRefusedError) as refused:
        run_lab(cast.learner, {"depth": 6})
    assert refused.value.code == "budget"
    assert run_lab(cast.learner, {"depth": 4}).answered_from == "cache"


def test_a_lab_in_preparation_is_refused(cast: Cast, lab: Lab, run_lab: RunLab) -> None:
    lab.is_ready = False
    with pytest.raises(LabRefusedError):
        run_lab(cast.learner)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"scale": "0.5"}, 0.5),
        ({"scale": 3}, 3.0),
        ({"depth": "8"}, 8),
        ({"depth": 2.0}, 2),
        ({"activation": "tanh"}, "tanh"),
        ({"bias": "false"}, False),
        ({"bias": "on"}, True),
    ],
)
def test_values_as_a_form_sends_them(lab: Lab, given: dict[str, Any], expected: object) -> None:
    value = configurations.validate(lab, given)[next(iter(given))]
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    "given",
    [
        {"scale": 5},
        {"scale": "nan"},
        {"scale": "inf"},
        {"scale": ""},
        {"scale": True},
        {"scale": None},
        {"scale": [1]},
        {"depth": 1},
        {"depth": 2.5},
        {"depth": "3.0"},
        {"depth": "x"},
        {"depth": True},
        {"depth": 10**400},
        {"activation": "gelu"},
        {"activation": ["relu"]},
        {"bias": "perhaps"},
        {"surprise": 1},
    ],
)
def test_what_the_form_does_not_allow_is_named_in_both_languages(lab: Lab, given: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationInvalidError) as invalid:
        configurations.validate(lab, given)
    assert set(invalid.value.errors) == set(given)
    for text in invalid.value.errors.values():
        assert set(text) == {"zh", "en"}
        assert all(text.values())


@pytest.mark.parametrize("seed", [-1, 2**32, "x", 1.5, None, True])
def test_a_seed_is_a_whole_number_in_range(cast: Cast, run_lab: RunLab, seed: object) -> None:
    with pytest.raises(ConfigurationInvalidError) as invalid:
        run_lab(cast.learner, seed=seed)
    assert set(invalid.value.errors) == {"seed"}


def test_choices_keep_their_types(lab: Lab) -> None:
    lab.spec["params"] = [{"name": "size", "type": "choice", "choices": [32, 64, True, "auto"], "default": 32}]
    assert configurations.validate(lab, {"size": "64"}) == {"size": 64}
    assert configurations.validate(lab, {"size": True})["size"] is True
    assert configurations.validate(lab, {"size": "auto"}) == {"size": "auto"}
    with pytest.raises(ConfigurationInvalidError):
        configurations.validate(lab, {"size": 1})
