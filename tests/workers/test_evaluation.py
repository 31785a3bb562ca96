"""A run from its files to its verdict, in real sandboxes."""

import json
import threading
import time
from pathlib import Path

import pytest

from tests.workers.grading import FIXTURES, RIGHT, Grading
from workers.content import UnknownContent
from workers.evaluation import EvaluationJob
from workers.labs import BadConfiguration
from workers.spec import GATES

FIT = (FIXTURES / "weeks/01-fixture/tasks/fit/reference/solution.py").read_text("utf-8")


def test_a_right_solution_passes_with_all_points(grading: Grading) -> None:
    graded = grading(RIGHT)
    verdict = graded.verdict
    assert (verdict.status, verdict.score, verdict.max_score) == ("passed", 100, 100), graded.judge_log
    assert [test["id"] for test in verdict.tests] == [*GATES, "value", "hidden", "named"]
    assert verdict.cpu_s > 0
    assert verdict.wall_s > 0
    assert verdict.sandbox == grading.pool.name
    assert verdict.isolation == grading.pool.isolation
    json.dumps(verdict.to_dict(), allow_nan=False)


def test_events_tell_the_run_as_it_goes(grading: Grading) -> None:
    graded = grading("print('imported')\n" + RIGHT)
    assert [data["name"] for data in graded.of("phase")][:3] == ["prepare", "load", "test"]
    ids = [data["id"] for data in graded.of("test")]
    assert ids[:4] == ["K1", "value", "hidden", "named"]
    assert set(ids) == {test["id"] for test in graded.verdict.tests}
    assert "imported" in graded.log


def test_a_wrong_value_fails_with_a_message_in_both_languages(grading: Grading) -> None:
    graded = grading(RIGHT.replace("x + x", "3 * x"))
    assert graded.verdict.status == "failed"
    message = graded.test("value")["message"]
    assert "Multiply by 2." in message["en"]
    assert "乘以 2。" in message["zh"]
    assert "lesson:w01.l1#double" in message["en"]
    assert graded.status("hidden") == "skipped"
    assert graded.verdict.score == 20


@pytest.mark.parametrize(
    ("source", "gate"),
    [
        (RIGHT.replace("return x + x", "x += x\n    return x"), "K2"),
        (RIGHT.replace("return x + x", "return (x + x).astype('f4').astype('f8')[:, :0]"), "K3"),
        ("import random\nJITTER = random.random() * 1e-13\n" + RIGHT.replace("x + x", "x + x + JITTER * x"), "K4"),
    ],
    ids=["mutates", "shape", "random"],
)
def test_a_failed_gate_fails_the_run(grading: Grading, source: str, gate: str) -> None:
    graded = grading(source)
    assert graded.status(gate) == "failed"
    assert graded.verdict.status == "failed"


def test_a_forbidden_name_costs_every_point(grading: Grading) -> None:
    graded = grading("import numpy as np\n" + RIGHT.replace("x + x", "np.multiply(x, 2)"))
    assert graded.status("K7") == "failed"
    assert (graded.verdict.status, graded.verdict.score) == ("failed", 0)
    assert "自己写。" in graded.test("K7")["message"]["zh"]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "def double(x: return",
        "raise RuntimeError('at the top')",
        "import does_not_exist",
        "double = 3\ndef names(n): ...",
        "import sys; sys.exit(0)",
    ],
)
def test_what_does_not_import_is_not_gradable(grading: Grading, source: str) -> None:
    graded = grading(source)
    assert (graded.verdict.status, graded.verdict.score) == ("not_gradable", 0)
    assert graded.status("K1") == "failed"
    assert graded.status("value") == "skipped"


def test_no_entry_file_is_not_gradable(grading: Grading) -> None:
    graded = grading.run(EvaluationJob(kind="task", content_id="w01/double", files={"other.py": b"x = 1"}))
    assert graded.verdict.status == "not_gradable"
    assert "solution.py" in graded.test("K1")["message"]["en"]


def test_a_solution_may_have_more_files(grading: Grading) -> None:
    graded = grading(
        "from helper.parts import double\nfrom rest import names",
        more={"helper/__init__.py": b"", "helper/parts.py": b"double = lambda x: x + x", "rest.py": RIGHT.encode()},
    )
    assert graded.verdict.status == "passed"


def test_every_failing_test_an_exception_makes_the_run_an_error(grading: Grading) -> None:
    graded = grading("def double(x):\n    return {}['key']\n" + RIGHT[RIGHT.index("def names") :])
    assert graded.verdict.status == "error"
    message = graded.test("value")["message"]["en"]
    assert "KeyError" in message
    assert 'File "solution.py", line 2, in double' in message
    assert "workers/" not in message


def test_training_runs_in_two_phases_and_reports_live(grading: Grading) -> None:
    graded = grading(FIT, "w01/fit")
    assert graded.verdict.status == "passed", graded.judge_log
    assert graded.verdict.metrics["acc"] > 0.9
    assert any(data["source"] == "learner" and "loss" in data["values"] for data in graded.of("metric"))
    assert [data["source"] for data in graded.of("figure")] == ["judge"]
    assert graded.status("K6") == "passed"


def test_prediction_sees_nothing_of_the_training_process(grading: Grading) -> None:
    graded = grading(FIT.replace('return load_file(f"{out}/model.safetensors")', "return KEPT") + "\nKEPT = None\n", "w01/fit")
    assert graded.status("acc") != "passed"


def test_rows_that_depend_on_each_other_fail_k6(grading: Grading) -> None:
    graded = grading(FIT.replace('x @ model["w"]', '(x - x.mean(0)) @ model["w"]'), "w01/fit")
    assert graded.status("K6") == "failed"
    assert graded.verdict.status == "failed"


def test_a_pickle_in_the_out_folder_is_refused(grading: Grading) -> None:
    graded = grading(FIT.replace("    save_file(", "    open(f'{out}/model.pkl', 'wb').write(b'x')\n    save_file("), "w01/fit")
    assert graded.status("roundtrip") == "failed"
    assert "model.pkl" in graded.test("roundtrip")["message"]["en"]


def test_a_loss_that_is_not_a_number_names_the_run(grading: Grading) -> None:
    graded = grading(
        FIT.replace("w -= 2.0", "w -= 1e308 * 1e308").replace("np.log(np.where(y == 1, p, 1 - p) + 1e-12).mean()", "np.nan"),
        "w01/fit",
    )
    assert graded.verdict.status == "nan"


def test_a_cancelled_run_ends_within_a_second(grading: Grading) -> None:
    cancel = threading.Event()
    threading.Timer(1.5, cancel.set).start()
    started = time.monotonic()
    graded = grading("while True: pass", cancelled=cancel.is_set)
    assert graded.verdict.status == "cancelled"
    assert graded.verdict.score == 0
    assert time.monotonic() - started < 1.5 + 1.0


def test_the_same_seed_draws_the_same_inputs(grading: Grading) -> None:
    source = RIGHT.replace("return x + x", "print(repr(x[0, 0]))\n    return x + x")
    first, second, fresh = grading(source, seed=7), grading(source, seed=7), grading(source)
    assert first.log == second.log != fresh.log


def test_a_lab_runs_its_trainer_and_knows_its_goal(grading: Grading) -> None:
    job = EvaluationJob(kind="lab", content_id="w01/labs/decay", config={"rate": 0.9}, seed=3)
    graded = grading.run(job)
    assert graded.verdict.status == "passed", graded.judge_log
    assert graded.verdict.metrics == {"last": pytest.approx(1e-10), "steps": 10}
    assert len(graded.of("metric")) == 10
    assert graded.of("figure")[0]["plotly"]["data"][0]["y"][0] == 1.0


def test_a_lab_that_misses_its_goal_is_failed(grading: Grading) -> None:
    graded = grading.run(EvaluationJob(kind="lab", content_id="w01/labs/decay", config={"rate": 0.1}))
    assert graded.verdict.status == "failed"


def test_a_lab_refuses_a_value_outside_its_form(grading: Grading) -> None:
    with pytest.raises(BadConfiguration, match="rate"):
        grading.run(EvaluationJob(kind="lab", content_id="w01/labs/decay", config={"rate": 1.5}))


def test_unknown_content_is_refused(grading: Grading) -> None:
    with pytest.raises(UnknownContent):
        grading.run(EvaluationJob(kind="task", content_id="w01/nothing"))
    with pytest.raises(UnknownContent):
        grading.run(EvaluationJob(kind="task", content_id="../../etc"))


def test_a_judge_that_fails_is_infrastructure(grading: Grading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graded = grading(RIGHT, calibration={"profiles": {"cpu": {"fixed": {}}}})
    assert graded.verdict.status == "passed"
    monkeypatch.setattr(
        "workers.evaluation._TaskRun.opening",
        lambda _self: ({"task": {}, "calibration": {}, "profile": "cpu", "seed": 1, "files": []}, []),
    )
    graded = grading(RIGHT)
    assert graded.verdict.status == "infrastructure"
    assert graded.verdict.score == 0
