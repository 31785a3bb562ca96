from collections.abc import Iterator

import pytest

from tests.workers.sandbox.driving import Machine, open_machine
from workers.sandbox.base import Sandbox


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with open_machine(tmp_path_factory.mktemp("state")) as machine:
        yield machine


@pytest.fixture(params=["cold", "zygote", "landlock", "process"])
def sandbox(request: pytest.FixtureRequest, machine: Machine) -> Sandbox:
    """Every kind of sandbox in turn."""
    if reason := machine.missing(request.param):
        pytest.skip(f"{request.param}: {reason}")
    return machine.sandbox(request.param)


@pytest.fixture(params=["cold", "zygote"])
def namespaced(request: pytest.FixtureRequest, machine: Machine) -> Sandbox:
    """The kinds that have namespaces."""
    if reason := machine.missing(request.param):
        pytest.skip(f"{request.param}: {reason}")
    return machine.sandbox(request.param)
