import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workers.grading import FIXTURES, Grading
from tests.workers.sandbox.driving import Machine, open_machine
from workers.sandbox.base import Isolation
from workers.sandbox.pool import open_pool


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with open_machine(tmp_path_factory.mktemp("state")) as machine:
        yield machine


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grading]:
    """The judge as in production: the strongest sandbox of this machine, the zygote where it works."""
    curriculum = tmp_path_factory.mktemp("attacked") / "curriculum"
    shutil.copytree(FIXTURES, curriculum)
    shutil.copytree(Path(__file__).parent / "curriculum", curriculum, dirs_exist_ok=True)
    for folder in (curriculum, *curriculum.parents[:3]):
        folder.chmod(0o755)  # the launcher's jobs have other uids
    pool = open_pool(
        curriculum=curriculum, state=tmp_path_factory.mktemp("state"), min_isolation=Isolation.NONE, slots=1, prefer="zygote"
    )
    yield Grading(pool, curriculum)
    pool.close()
