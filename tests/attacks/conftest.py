from collections.abc import Iterator

import pytest

from tests.workers.sandbox.driving import Machine, open_machine


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with open_machine(tmp_path_factory.mktemp("state")) as machine:
        yield machine
