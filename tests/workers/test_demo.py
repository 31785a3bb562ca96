"""A learner's work, opened: one request, one answer, in the same sandboxes as when it is judged."""

import json
from typing import Any

import numpy as np
import pytest

from tests.workers.grading import RIGHT, Graded, Grading
from workers.evaluation import EvaluationJob
from workers.judge.demo import MOST_ITEMS, plain
from workers.judge.values import Torch
from workers.relay import MAX_ANSWER_CHARS, safe_answer

NAMES = "def double(x):\n    return x\n\n\ndef names(n):\n"


def opened(grading: Grading, source: str, request: str, task: str = "w01/double") -> Graded:
    files = {"solution.py": source.encode()}
    return grading.run(EvaluationJob(kind="demo", content_id=task, files=files, config={"request": request}))


def test_an_answer_comes_back_and_nothing_scores(grading: Grading) -> None:
    graded = opened(grading, "print('hello')\n" + RIGHT, "3")
    verdict = graded.verdict
    assert (verdict.status, verdict.score, verdict.max_score, verdict.tests) == ("passed", 0, 0, []), graded.judge_log
    assert graded.of("answer") == [{"value": {"asked": "3", "names": ["名0", "名1", "名2"]}}]
    assert [data["name"] for data in graded.of("phase")] == ["prepare", "load", "predict"]
    assert "hello" in graded.log
    assert verdict.sandbox == grading.pool.name
    json.dumps(verdict.to_dict(), allow_nan=False)


def test_an_exception_is_told_with_the_learner_s_own_lines(grading: Grading) -> None:
    graded = opened(grading, RIGHT, "-1")
    assert (graded.verdict.status, graded.of("answer")) == ("error", [])
    assert "n must not be negative" in graded.verdict.message["en"]
    assert 'File "solution.py"' in graded.verdict.message["en"]
    assert "workers/" not in graded.verdict.message["en"]


@pytest.mark.parametrize("source", ["", "import does_not_exist", "def double(x: return"])
def test_what_cannot_be_loaded_says_so(grading: Grading, source: str) -> None:
    graded = opened(grading, source, "3")
    assert (graded.verdict.status, graded.of("answer")) == ("not_gradable", [])
    assert set(graded.verdict.message) == {"zh", "en"}


def test_a_loop_without_end_is_stopped_at_the_task_s_own_limit(grading: Grading) -> None:
    graded = opened(grading, NAMES + "    while True:\n        pass\n", "3")
    assert (graded.verdict.status, graded.of("answer")) == ("timeout", [])


def test_what_the_judge_stumbles_over_is_an_error_and_never_the_machine_s_fault(grading: Grading) -> None:
    graded = opened(grading, RIGHT, "no number")
    assert graded.verdict.status == "error"
    assert "ValueError" in graded.judge_log


def test_only_tasks_with_a_demo_can_be_opened(grading: Grading) -> None:
    assert opened(grading, RIGHT, "3", "w01/fit").verdict.status == "infrastructure"


def test_control_characters_and_markup_arrive_as_text(grading: Grading) -> None:
    source = NAMES + "    return ['<b>x</b>\\x1b[31m', 'a\\u202eb', '\\ud800']\n"
    [answer] = opened(grading, source, "3").of("answer")
    assert answer["value"]["names"] == ["<b>x</b>", "ab", "?"]


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (np.float32(0.5), 0.5),
        (np.arange(3), [0, 1, 2]),
        (Torch(np.ones((1, 2))), [[1.0, 1.0]]),
        (float("nan"), "nan"),
        (1 << 80, str(1 << 80)),
        ((1, "a", None, True), [1, "a", None, True]),
        ({1: b"x"}, {"1": "b'x'"}),
    ],
)
def test_any_value_becomes_json(value: Any, wanted: Any) -> None:
    assert plain(value) == wanted


def test_what_is_long_or_deep_is_cut() -> None:
    assert len(plain(list(range(10_000)))) == MOST_ITEMS
    assert len(plain(np.zeros((500, 500)))) == MOST_ITEMS
    deep: list[Any] = []
    for _ in range(50):
        deep = [deep]
    assert len(json.dumps(plain(deep))) < 300
    assert len(str(safe_answer(["x" * 20_000] * 50))) <= MAX_ANSWER_CHARS
    assert safe_answer(deep) is None
