"""The first program of the virtual machine: tries the control groups in every place in which a worker may find itself.

A place is tried by a forked child, so that the slow imports are paid once. What came out is left in /tmp/out.
"""

import json
import os
import platform
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

ROOT = Path("/mnt/everyday")
OUT = Path("/tmp/out")
sys.path.insert(0, str(ROOT))

import pytest  # noqa: E402 - found only now

from tests.vm.guest import hierarchies  # noqa: E402
from tests.vm.guest.places import Place  # noqa: E402
from workers.sandbox import selftest  # noqa: E402
from workers.sandbox.base import Isolation  # noqa: E402
from workers.sandbox.doctor import report  # noqa: E402
from workers.sandbox.pool import open_pool  # noqa: E402

_ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/tmp",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}


def main(hierarchy: str) -> None:
    os.environ.clear()
    os.environ.update(_ENVIRONMENT)
    places = hierarchies.prepare(hierarchy)
    facts: dict[str, Any] = {"kernel": platform.release(), "places": {}}
    for place in places:
        facts["places"][place.name] = _try(place)
    (OUT / "facts.json").write_text(json.dumps(facts, indent=2))


def _try(place: Place) -> dict[str, Any]:
    """The exit status of the place's tests and what the sandbox reaches there."""
    results, isolation = Path(f"/tmp/{place.name}.xml"), Path(f"/tmp/{place.name}.json")
    child = os.fork()
    if child == 0:
        os._exit(_inside(place, results, isolation))
    _, status = os.waitpid(child, 0)
    if results.exists():
        (OUT / results.name).write_bytes(results.read_bytes())
    told = isolation.read_text() if isolation.exists() else ""
    return {"exit": os.waitstatus_to_exitcode(status), "isolation": json.loads(told) if told else None}


def _inside(place: Place, results: Path, isolation: Path) -> int:
    neighbour = None
    try:
        os.chdir(ROOT)
        place.enter()
        neighbour = subprocess.Popen(["/bin/sleep", "3600"])
        os.environ["NEIGHBOUR"] = str(neighbour.pid)
        os.environ["EVERYDAY_STATE"] = f"/tmp/state-{place.name}"
        options = ["-c", str(ROOT / "tests/vm/guest/pytest.ini"), "--rootdir", str(ROOT), "--noconftest", "-q", "--durations=6"]
        code = int(pytest.main([*options, f"--junitxml={results}", *place.tests]))
        if place.isolation:
            isolation.write_text(json.dumps(_isolation(whole=place.isolation == "doctor")))
    except BaseException:
        traceback.print_exc()
        return 90
    finally:
        if neighbour is not None:
            neighbour.kill()
    return code


def _isolation(*, whole: bool) -> dict[str, Any]:
    """What `doctor --json` prints, or the part of it that opening a pool has found already."""
    selftest.TIMEOUT_S = 300.0  # an emulated processor, perhaps on a busy machine
    state = Path(os.environ["EVERYDAY_STATE"])
    pool = open_pool(curriculum=ROOT / "curriculum", state=state, min_isolation=Isolation.NONE, prefer="cold")
    try:
        if whole:
            return report(pool)
        cgroups = pool.means.cgroups
        return {
            "isolation": pool.isolation,
            "sandbox": pool.name,
            "uids": "separate" if pool.means.slots.separate else "shared",
            "cgroup": {"version": cgroups.version if cgroups else None},
            "rejected": repr(pool.found.rejected),
        }
    finally:
        pool.close()


if __name__ == "__main__":
    main(sys.argv[1])
