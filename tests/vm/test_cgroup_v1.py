"""Control groups of version 1 (hybrid) on a kernel that offers them: one virtual machine for all tests."""

import pytest

from tests.vm.machine import Outcome, boot
from tests.vm.packages import Parts
from tests.vm.reports import all_passed, is_full

pytestmark = [pytest.mark.vm, pytest.mark.slow]


@pytest.fixture(scope="module")
def v1(machine_parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return boot(machine_parts, "v1", tmp_path_factory.mktemp("v1"))


def test_groups_hold_for_root(v1: Outcome) -> None:
    all_passed(v1, "root")


def test_groups_are_refused_for_a_login_user(v1: Outcome) -> None:
    all_passed(v1, "login")


def test_isolation_is_full_for_root(v1: Outcome) -> None:
    is_full(v1, "root", version=1, uids="separate")
