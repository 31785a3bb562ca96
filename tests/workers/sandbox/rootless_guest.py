"""Runs as the worker: gives root up as `celery -A workers.app worker` does, then does what the test sends, a line at a time."""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.workers.sandbox.driving import Machine, running
from workers.configuration import WorkerConfiguration
from workers.protocol import Limits
from workers.sandbox.base import Isolation
from workers.sandbox.pool import open_pool
from workers.standing import give_up_root


def main() -> None:
    tempfile.tempdir = os.environ["EVERYDAY_TEST_TEMPORARY"]
    configuration = WorkerConfiguration.from_environment()
    known: dict[str, Any] = {"os": os, "Limits": Limits, "running": running, "told": []}
    known["before"] = os.getresuid()
    launcher = known["launcher"] = give_up_root(configuration)
    assert launcher is not None
    launcher.on_loss(lambda: known["told"].append("lost"))
    pool = open_pool(
        curriculum=Path("/nonexistent"), state=configuration.state, min_isolation=Isolation.NONE, prefer="cold", launcher=launcher
    )
    known["pool"], known["machine"] = pool, Machine(pool, configuration.state, own_uids=False)
    _say(os.getpid())
    for line in sys.stdin:
        code, known["result"] = json.loads(line), None
        try:
            exec(code, known)
            _say(known["result"])
        except Exception as error:
            _say({"error": f"{type(error).__name__}: {error}"})
    known["machine"].close()
    launcher.close()
    _say(pool.leftovers())


def _say(what: Any) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main()
