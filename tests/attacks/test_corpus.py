"""Runs every attack: it must be contained in each sandbox, and must get through where its layer is switched off."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.attacks.attack import Attack, Outcome
from tests.attacks.bait import Bait, laid_out
from tests.attacks.corpus import files, network, processes, resources
from tests.workers.sandbox.driving import Machine, running
from workers.sandbox.base import Sandbox
from workers.sandbox.runtime import Role

CORPUS = [*resources.ATTACKS, *files.ATTACKS, *network.ATTACKS, *processes.ATTACKS]
_SURVIVAL_S = 0.5


def by_name(attack: Attack) -> str:
    return attack.name


@pytest.fixture
def bait(machine: Machine, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bait]:
    folder = tmp_path_factory.mktemp("bait")
    # Other users may pass: what a sandbox cannot see must be its own doing, not that of a closed folder above it.
    for parent in [folder, *folder.parents]:
        if parent == Path(tempfile.gettempdir()):
            break
        parent.chmod(0o755)
    slot = machine.means.slots.take("learner")
    slot.release()
    with laid_out(folder, slot.uid) as bait:
        monkeypatch.setenv("EVERYDAY_BAIT", str(bait.facts["mark"]))
        yield bait


def perform(sandbox: Sandbox, attack: Attack, bait: Bait, role: Role = "learner") -> Outcome:
    if attack.before:
        with running(sandbox, attack.limits, role=role) as job:
            job.ask(fill(attack.before, bait))
            job.end()
    with running(sandbox, attack.limits, role=role) as job:
        try:
            result = job.ask(fill(attack.code, bait), timeout_s=attack.stop_after_s)
        except EOFError:
            outcome = Outcome(None, job.usage().ended)
        except TimeoutError:
            outcome = Outcome(None, None)
        else:
            outcome = Outcome(result, None)
    deadline = time.monotonic() + _SURVIVAL_S
    while (survivors := bait.survivors()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return replace(outcome, survivors=survivors, harmed=bait.harmed())


def fill(code: str, bait: Bait) -> str:
    """Puts the bait's names in; every other brace is the code's own."""
    for name, value in bait.facts.items():
        code = code.replace("{" + name + "}", str(value))
    return code


@pytest.mark.parametrize("kind", ["cold", "zygote"])
@pytest.mark.parametrize("attack", CORPUS, ids=by_name)
def test_the_attack_is_contained(attack: Attack, kind: str, machine: Machine, bait: Bait) -> None:
    if reason := machine.missing(kind):
        pytest.skip(f"{kind}: {reason}")
    if attack.needs_cgroup and machine.means.cgroups is None:
        pytest.skip(f"control groups: {machine.pool.found.cgroup_reason}")
    outcome = perform(machine.sandbox(kind), attack, bait)
    assert attack.contained(outcome), f"NOT CONTAINED: {outcome}"


@pytest.mark.parametrize("attack", CORPUS, ids=by_name)
def test_the_attack_gets_through_without_its_layer(attack: Attack, machine: Machine, bait: Bait) -> None:
    if reason := machine.missing("cold"):
        pytest.skip(f"cold: {reason}")
    layers = replace(attack.control, shared_box=str(bait.shared_box))
    outcome = perform(machine.cold(layers), attack, bait, attack.control_role)
    assert not attack.contained(outcome), f"the control is contained, so the attack proves nothing: {outcome}"


def test_the_corpus_is_not_thinned_out() -> None:
    assert len(CORPUS) >= 36
    assert len({attack.name for attack in CORPUS}) == len(CORPUS)
