"""The attack corpus cannot shrink without being noticed: every family of evaluation's list, each attack with its control."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.attacks.corpus import SANDBOX_ATTACKS
from tests.attacks.families import Family
from tests.attacks.judging import JUDGE_ATTACKS, OUTSIDE_ATTACKS

ROOT = Path(__file__).resolve().parents[2]
EVERY_ATTACK = [*SANDBOX_ATTACKS, *JUDGE_ATTACKS, *OUTSIDE_ATTACKS]
_ROW = re.compile(r"^\| (?P<family>[^|]+) \| (?P<count>\d+) \| (?P<layers>[^|]+) \|$", re.MULTILINE)


@pytest.mark.parametrize("family", Family, ids=lambda family: family.value.replace(" ", "-"))
def test_every_family_has_an_attack(family: Family) -> None:
    assert any(attack.family is family for attack in EVERY_ATTACK)


def test_the_list_of_families_is_the_one_that_was_agreed_on() -> None:
    assert len(Family) == 49


def test_there_are_as_many_attacks_as_the_threat_model_says() -> None:
    assert len(EVERY_ATTACK) >= 110
    assert len({attack.name for attack in EVERY_ATTACK}) == len(EVERY_ATTACK)


def test_every_attack_on_a_sandbox_has_a_layer_to_switch_off() -> None:
    assert [attack.name for attack in SANDBOX_ATTACKS if not attack.has_control] == []


def test_the_threat_model_counts_them_right() -> None:
    """The table of docs/threat-model.md: family, how many, and what contains them."""
    rows = {row["family"].strip(): row for row in _ROW.finditer((ROOT / "docs" / "threat-model.md").read_text())}
    counts = Counter(attack.family.value for attack in EVERY_ATTACK)
    assert {family: int(row["count"]) for family, row in rows.items()} == dict(counts)
    for family in Family:
        layers = sorted({attack.layer for attack in EVERY_ATTACK if attack.family is family})
        assert rows[family.value]["layers"].strip() == ", ".join(layers)
