"""Runs every attack on the judge through evaluate(), and on a grader without the defence, which has to fall for it."""

from pathlib import Path

import pytest

from tests.attacks.judging import JUDGE_ATTACKS, OUTSIDE_ATTACKS
from tests.attacks.judging.attack import NAMES, JudgeAttack
from tests.attacks.judging.outside import OutsideAttack
from tests.workers.grading import Grading


def by_name(attack: JudgeAttack | OutsideAttack) -> str:
    return attack.name


@pytest.mark.parametrize("attack", JUDGE_ATTACKS, ids=by_name)
def test_the_judge_is_not_deceived(attack: JudgeAttack, attacked: Grading) -> None:
    graded = attacked(attack.source, attack.task)
    assert attack.is_contained(graded), f"NOT CONTAINED: {graded.verdict}"


@pytest.mark.parametrize("attack", JUDGE_ATTACKS, ids=by_name)
def test_a_naive_grader_is_deceived(attack: JudgeAttack, tmp_path: Path) -> None:
    (tmp_path / "solution.py").write_text(attack.source)
    assert attack.fools(tmp_path), "the control is not deceived, so the attack proves nothing"


@pytest.mark.parametrize("attack", OUTSIDE_ATTACKS, ids=by_name)
def test_what_comes_from_outside_is_not_trusted(attack: OutsideAttack) -> None:
    assert not attack.gains(True), "NOT CONTAINED"


@pytest.mark.parametrize("attack", OUTSIDE_ATTACKS, ids=by_name)
def test_a_trusting_reader_suffers(attack: OutsideAttack) -> None:
    assert attack.gains(False), "the control is contained, so the attack proves nothing"


@pytest.mark.parametrize(
    ("source", "task"), [("def double(x): return x + x\n" + NAMES, "w01/double"), ("def double(x): return 2 * x\n", "w02/quick")]
)
def test_an_honest_solution_passes(source: str, task: str, attacked: Grading) -> None:
    """The attacks fail for what they do, and not for how they are put together."""
    assert attacked(source, task).verdict.status == "passed"
