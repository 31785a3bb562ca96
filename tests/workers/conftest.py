"""Real sandboxes on the fixture curriculum: the strongest that this machine has."""

from collections.abc import Iterator

import pytest

from tests.workers.grading import FIXTURES, Grading
from workers.sandbox.base import Isolation
from workers.sandbox.pool import open_pool


@pytest.fixture(scope="session")
def grading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grading]:
    pool = open_pool(
        curriculum=FIXTURES, state=tmp_path_factory.mktemp("state"), min_isolation=Isolation.NONE, slots=1, prefer="cold"
    )
    yield Grading(pool)
    pool.close()
