"""The layout that other things rely on (docs/adr/0001)."""

import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_only_everyday_lies_in_platform() -> None:
    found = {path.name for path in (ROOT / "platform").iterdir()} - {"__pycache__"}
    assert found == {"everyday"}


def test_the_standard_module_platform_still_wins() -> None:
    assert platform.python_version()
    assert Path(platform.__file__).parent != ROOT / "platform"


def test_curriculum_is_content_not_code() -> None:
    assert not list((ROOT / "curriculum").rglob("__init__.py"))


def test_workers_run_without_django() -> None:
    code = (
        "import sys\n"
        "class Block:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in {'django', 'rest_framework', 'everyday', 'psycopg2'}:\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, Block())\n"
        "import workers.protocol, workers.evaluation, workers.app, workers.tasks, workers.__main__\n"
        "assert 'torch' not in sys.modules, 'the trusted parent must never import torch'\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60, env={"PATH": "/usr/bin:/bin"})
