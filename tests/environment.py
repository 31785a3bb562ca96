"""The environment every test runs in. A pytest plugin (`-p tests.environment`), because pytest-django reads the
settings before any conftest is imported."""

import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATE = Path(os.environ.get("EVERYDAY_TEST_STATE") or tempfile.mkdtemp(prefix="everyday-test-"))
STATE.chmod(0o711)
for name in ("db", "broker", "media"):
    (STATE / name).mkdir(exist_ok=True)

os.environ.update(
    DJANGO_SETTINGS_MODULE="everyday.settings",
    EVERYDAY_DEBUG="false",
    EVERYDAY_HTTPS="false",
    EVERYDAY_SECRET_KEY="a secret of the tests that guards nothing at all",
    EVERYDAY_ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
    EVERYDAY_STATE=str(STATE),
    EVERYDAY_LOG_LEVEL="WARNING",
)
