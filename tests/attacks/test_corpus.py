"""Runs every attack: it must be contained in each sandbox, and must get through where its layer is switched off."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.attacks.attack import Attack, Outcome
from tests.attacks.bait import Bait, laid_out
from tests.attacks.corpus import SANDBOX_ATTACKS
from tests.workers.sandbox.driving import Driver, Machine, running
from workers.sandbox.base import Sandbox
from workers.sandbox.runtime import Role

_SURVIVAL_S = 0.5
_PATIENCE_S = 40.0  # a contained attack ends by itself; a busy machine takes its time


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


def perform(sandbox: Sandbox, attack: Attack, bait: Bait, role: Role = "learner", patience_s: float = _PATIENCE_S) -> Outcome:
    if attack.before:
        with running(sandbox, attack.limits, role=role) as job:
            job.ask(fill(attack.before, bait))
            job.end()
    with ExitStack() as stack:
        neighbour = stack.enter_context(running(sandbox, attack.limits, role=role)) if attack.beside else None
        if neighbour is not None:
            neighbour.ask(fill(attack.beside, bait))
        outcome = _result(stack.enter_context(running(sandbox, attack.limits, role=role)), fill(attack.code, bait), patience_s)
        if neighbour is not None:
            outcome = replace(outcome, beside=neighbour.ask(fill(attack.afterwards, bait)))
    deadline = time.monotonic() + _SURVIVAL_S
    while (survivors := bait.survivors()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return replace(outcome, survivors=survivors, harmed=bait.harmed(), left=bait.left())


def _result(job: Driver, code: str, patience_s: float) -> Outcome:
    try:
        return Outcome(job.ask(code, timeout_s=patience_s), None)
    except EOFError:
        return Outcome(None, job.usage().ended)
    except TimeoutError:
        return Outcome(None, None)


def fill(code: str, bait: Bait) -> str:
    """Puts the bait's names in; every other brace is the code's own."""
    for name, value in bait.facts.items():
        code = code.replace("{" + name + "}", str(value))
    return code


def skip_if_impossible(attack: Attack, kind: str, machine: Machine) -> None:
    if reason := machine.missing(kind) or attack.needs(machine):
        pytest.skip(f"{kind}: {reason}")
    if attack.needs_cgroup and machine.means.cgroups is None:
        pytest.skip(f"control groups: {machine.pool.found.cgroup_reason}")


@pytest.mark.parametrize("kind", ["cold", "zygote"])
@pytest.mark.parametrize("attack", SANDBOX_ATTACKS, ids=by_name)
def test_the_attack_is_contained(attack: Attack, kind: str, machine: Machine, bait: Bait) -> None:
    skip_if_impossible(attack, kind, machine)
    in_surroundings = attack.surroundings is not None and kind == "cold"
    sandbox = attack.surroundings(machine, True) if in_surroundings and attack.surroundings else machine.sandbox(kind)
    outcome = perform(sandbox, attack, bait)
    assert attack.contained(outcome), f"NOT CONTAINED: {outcome}"


@pytest.mark.parametrize("attack", SANDBOX_ATTACKS, ids=by_name)
def test_the_attack_gets_through_without_its_layer(attack: Attack, machine: Machine, bait: Bait) -> None:
    skip_if_impossible(attack, "cold", machine)
    if attack.surroundings is not None:
        sandbox = attack.surroundings(machine, False)
    else:
        sandbox = machine.cold(replace(attack.control, shared_box=str(bait.shared_box)))
    for _ in range(attack.control_tries):
        outcome = perform(sandbox, attack, bait, attack.control_role, attack.stop_after_s)
        if not attack.contained(outcome):
            break
    assert not attack.contained(outcome), f"the control is contained, so the attack proves nothing: {outcome}"
