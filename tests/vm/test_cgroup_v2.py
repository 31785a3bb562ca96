"""Control groups of version 2 on a kernel that offers them: one virtual machine for all tests (docs/operations/sandbox.md)."""

import pytest

from tests.vm.machine import Outcome, boot
from tests.vm.packages import Parts
from tests.vm.reports import all_passed, is_full

pytestmark = [pytest.mark.vm, pytest.mark.slow]


@pytest.fixture(scope="module")
def v2(machine_parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return boot(machine_parts, "v2", tmp_path_factory.mktemp("v2"))


@pytest.mark.parametrize("place", ["root", "service", "login", "subgroup", "container"])
def test_groups_hold_in_every_place_that_is_ours(v2: Outcome, place: str) -> None:
    all_passed(v2, place)


@pytest.mark.parametrize("place", ["undelegated", "stranger", "without-memory"])
def test_groups_are_refused_where_they_are_not_ours(v2: Outcome, place: str) -> None:
    all_passed(v2, place)


@pytest.mark.parametrize(("place", "uids"), [("service", "separate"), ("login", "shared"), ("container", "separate")])
def test_isolation_is_full(v2: Outcome, place: str, uids: str) -> None:
    is_full(v2, place, version=2, uids=uids)
