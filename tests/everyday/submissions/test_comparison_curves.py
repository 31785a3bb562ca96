"""Thinning a curve, reading reported curves, and the reference behind them."""

import math
from typing import Any

import pytest
from django.core.cache import cache

from everyday.catalog.models import Lab, Task
from everyday.submissions.downsampling import thinned
from everyday.submissions.models import Run, RunEvent
from everyday.submissions.references import reference_of
from everyday.submissions.selectors.curves import MOST_POINTS, curves_of
from tests.conftest import Cast
from tests.everyday.factories import make_event


def test_a_short_curve_stays_as_it_is() -> None:
    points = [(0.0, 1.0), (1.0, 2.0), (2.0, 0.0)]
    assert thinned(points, 3) == points


def test_a_long_curve_keeps_its_ends_its_peaks_and_its_own_values() -> None:
    points = [(float(x), math.sin(x / 50)) for x in range(2_000)]
    points[777] = (777.0, 9.0)
    points[1333] = (1333.0, -9.0)
    short = thinned(points, 100)
    assert len(short) == 100
    assert (short[0], short[-1]) == (points[0], points[-1])
    assert {(777.0, 9.0), (1333.0, -9.0)} <= set(short) <= set(points)
    assert [x for x, _ in short] == sorted(x for x, _ in short)


def test_equal_values_are_thinned_too() -> None:
    assert len(thinned([(float(x), 1.0) for x in range(1_000)], 10)) == 10


@pytest.fixture
def run(cast: Cast, lab: Lab, clean_broker: str) -> Run:
    return Run.objects.create(learner=cast.learner, lab=lab, content_digest=lab.digest, state="finished", event_seq=1)


def report(run: Run, step: int | None, source: str = "judge", **values: float | None) -> RunEvent:
    return make_event(run, "metric", {"step": step, "values": values, "source": source})


def test_series_by_metric_and_source(run: Run) -> None:
    report(run, 0, loss=2.0, acc=0.1)
    report(run, 0, "learner", loss=9.0)
    report(run, 1, loss=0.5)
    report(run, 2, loss=1.0, acc=None)
    report(run, None, loss=99.0)  # a final value, no point of a curve
    [loss, acc, own] = curves_of([run])[run.pk]
    assert (loss.metric, loss.source, loss.points) == ("loss", "judge", [(0, 2.0), (1, 0.5), (2, 1.0)])
    assert (loss.last, loss.low, loss.high) == (1.0, 0.5, 2.0)
    assert (acc.metric, acc.points) == ("acc", [(0, 0.1)])
    assert (own.source, own.points) == ("learner", [(0, 9.0)])


def test_what_two_trainings_report_at_one_step_counts_once(run: Run) -> None:
    report(run, 0, loss=2.0)
    report(run, 1, loss=1.0)
    report(run, 0, loss=7.0)
    assert curves_of([run])[run.pk][0].points == [(0, 7.0), (1, 1.0)]


def test_a_long_curve_is_thinned_but_its_extremes_are_of_all_of_it(run: Run) -> None:
    data = [{"step": step, "values": {"loss": 1 / (step + 1)}, "source": "judge"} for step in range(2_000)]
    RunEvent.objects.bulk_create(
        RunEvent(run=run, seq=seq, kind="metric", data=one, at=run.queued_at) for seq, one in enumerate(data, 1)
    )
    [series] = curves_of([run])[run.pk]
    assert len(series.points) == MOST_POINTS
    assert (series.high, series.low, series.last) == (1.0, 1 / 2_000, 1 / 2_000)


def test_a_run_that_is_over_is_read_once(run: Run, django_assert_num_queries: Any) -> None:
    report(run, 0, loss=2.0)
    first = curves_of([run])
    with django_assert_num_queries(0):
        assert curves_of([run]) == first


def test_a_run_that_goes_on_is_read_again(run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(state="running")
    run.refresh_from_db()
    report(run, 0, loss=2.0)
    assert len(curves_of([run])[run.pk][0].points) == 1
    report(run, 1, loss=1.0)
    assert len(curves_of([run])[run.pk][0].points) == 2
    cache.clear()


def test_a_tasks_reference_is_a_level_band(task: Task) -> None:
    task.spec["reference"] = {"cpu": {"runs": 12, "metrics": {"acc": {"mean": 0.9, "std": 0.1}}}}
    reference = reference_of(task, "cpu")
    assert reference.runs == 12
    assert reference.band("acc") == [[None, pytest.approx(0.8), pytest.approx(1.0)]]
    assert reference.band("loss") == []
    assert reference_of(task, "gpu").band("acc") == []


def test_a_task_without_calibration_has_no_reference(task: Task) -> None:
    assert (reference_of(task).runs, reference_of(task).finals) == (0, {})


def test_a_labs_reference_is_its_default_configuration(lab: Lab) -> None:
    reference = reference_of(lab)
    assert (reference.runs, reference.finals) == (1, {"std": (0.9, 0.0)})
    assert reference.band("std") == [[0, 1.0, 1.0], [1, 0.9, 0.9]]


def test_several_seeds_of_the_default_configuration_make_a_band(lab: Lab) -> None:
    point = lab.sweep["points"][0]
    lab.sweep["points"].append({**point, "curves": {"std": [[0, 0.0], [1, 0.7]]}, "metrics": {"std": 0.7}})
    reference = reference_of(lab)
    assert reference.runs == 2
    assert reference.finals["std"] == (pytest.approx(0.8), pytest.approx(0.1414, abs=1e-3))
    assert reference.band("std")[0] == [0, pytest.approx(0.5 - 0.7071, abs=1e-3), pytest.approx(0.5 + 0.7071, abs=1e-3)]


def test_a_lab_whose_results_lack_the_default_has_no_reference(lab: Lab) -> None:
    lab.sweep["points"] = lab.sweep["points"][1:]
    assert reference_of(lab).band("std") == []
