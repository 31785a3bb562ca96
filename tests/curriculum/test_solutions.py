"""Every task's judge against its own solutions, on the sandboxed path: right ones pass, wrong ones fail where they say.

Of a task that trains, the reference and one wrong solution; `python -m workers prove` does them all.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.environment import STATE
from workers.assets import store
from workers.assets.builders import BUILDERS
from workers.commands.prove import Proof, proofs, prove
from workers.content import CURRICULUM, Content, all_ids, find
from workers.sandbox.base import Isolation
from workers.sandbox.pool import SandboxPool, open_pool

# A judge whose reference needs more than this, in CPU seconds, trains a model, whatever its kind is called.
TRAINING_S = 5.0


def trains(content: Content) -> bool:
    """By its kind, or by what its calibration measured."""
    measured = content.folder / "calibration.json"
    if content.raw["kind"] == "script" or not measured.is_file():
        return content.raw["kind"] == "script"
    profiles = json.loads(measured.read_text("utf-8"))["profiles"].values()
    return any(profile.get("cpu_s_max", 0.0) > TRAINING_S for profile in profiles)


def chosen() -> Iterator[Proof]:
    for task in all_ids():
        content = find(task)
        found = list(proofs(content))
        if trains(content):
            wrong = [proof for proof in found if proof.expect is not None]
            found = [proof for proof in found if proof.name == "reference"] + wrong[:1]
        yield from found


@pytest.fixture(scope="module")
def pool() -> Iterator[SandboxPool]:
    for asset in BUILDERS:
        if not store.is_built(STATE, asset):
            store.build(STATE, asset)
    pool = open_pool(curriculum=CURRICULUM, state=STATE, min_isolation=Isolation.NONE, slots=1)
    yield pool
    pool.close()


@pytest.mark.parametrize(
    "proof",
    [pytest.param(proof, id=f"{proof.task}:{proof.name}", marks=pytest.mark.xdist_group(proof.task)) for proof in chosen()],
)
def test_a_solution_is_judged_as_it_should_be(proof: Proof, pool: SandboxPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVERYDAY_CURRICULUM", str(CURRICULUM))
    proved = prove(proof, pool, seed=20240501)
    assert proved.problems == [], "".join(proved.judge_log)


def test_every_task_has_a_reference_and_wrong_solutions() -> None:
    for task in all_ids():
        folder: Path = find(task).folder
        if find(task).raw["kind"] == "document":
            continue
        assert (folder / "reference" / "solution.py").is_file(), task
        assert (folder / "starter" / "solution.py").is_file(), task
        assert list((folder / "alt").glob("*/solution.py")), task
        assert len(list((folder / "wrong").glob("*/expect.yaml"))) >= 2, task
