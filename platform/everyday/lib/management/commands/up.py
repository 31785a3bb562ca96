"""`manage.py up`: the whole platform under one supervisor, on one machine, with nothing else installed."""

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from everyday.lib.supervision import probes, services, state
from everyday.lib.supervision.preparation import Preparation
from everyday.lib.supervision.service import Service, ServiceFailed

_WATCH_S = 0.2


class Command(BaseCommand):
    help = "Start broker, web, recorder, tasks, evaluation and beat, and keep them running until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("EVERYDAY_PORT", "8000")))
        parser.add_argument("--slots", type=int, default=min(4, os.cpu_count() or 1), help="evaluations side by side")
        parser.add_argument("--no-data", action="store_true", help="do not fetch missing data sets in the background")
        parser.add_argument("--demo", action="store_true", help="make the demo accounts (development only)")

    def handle(self, *args: Any, host: str, port: int, slots: int, demo: bool, no_data: bool, **options: Any) -> None:
        begun = time.monotonic()
        folder = Path(settings.STATE_DIR)
        state.prepare(folder)
        try:
            held = state.lock(folder)
        except state.AlreadyRunning as error:
            raise CommandError(str(error)) from None
        if not probes.port_is_free(host, port):
            raise CommandError(f"port {port} is taken; choose another one with EVERYDAY_PORT or --port")
        layout = services.Layout(state=folder, host=host, port=port, slots=slots, secret_key=_secret(folder))
        with held:
            self._run(layout, demo=demo, fetch_data=not no_data, begun=begun)

    def _run(self, layout: services.Layout, *, demo: bool, fetch_data: bool, begun: float) -> None:
        stopping: list[int] = []

        def stop(signum: int, frame: FrameType | None) -> None:
            stopping.append(signum)

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        running: list[Service] = []
        data = Preparation(layout)
        try:
            self._start(layout, running, stopping, demo=demo, begun=begun)
            if fetch_data:
                data.start()
            while not stopping:
                if prepared := data.news():
                    self._say(prepared)
                for service in running:
                    if happened := service.supervise():
                        self.stderr.write(happened)
                time.sleep(_WATCH_S)
        except ServiceFailed as error:
            raise CommandError(str(error)) from None
        finally:
            data.stop()
            self._stop(running)

    def _start(self, layout: services.Layout, running: list[Service], stopping: list[int], *, demo: bool, begun: float) -> None:
        self._launch([services.broker(layout)], running, begun)
        _manage(layout, "migrate", "--noinput", "-v0")
        _manage(layout, "sync_curriculum")
        if not settings.DEBUG:
            _manage(layout, "collectstatic", "--noinput", "-v0")
        if demo:
            _manage(layout, "create_demo_accounts")
        # The site answers first; evaluation loads its libraries meanwhile.
        evaluation = services.evaluation(layout)
        evaluation.start()
        running.append(evaluation)
        rest = [services.web(layout), services.recorder(layout), services.tasks(layout), services.beat(layout)]
        self._launch(rest, running, begun)
        self._say(f"The site answers at {layout.site}/ ({time.monotonic() - begun:.1f} s); evaluation is getting ready …")
        if not stopping:
            evaluation.wait_ready()
            self._say(self.style.SUCCESS(f"Ready: {layout.site}/ ({time.monotonic() - begun:.1f} s). Ctrl-C stops everything."))

    def _launch(self, new: list[Service], running: list[Service], begun: float) -> None:
        for service in new:
            service.start()
            running.append(service)
        for service in new:
            service.wait_ready()
            self._say(f"  {service.name:<10} {time.monotonic() - begun:5.1f} s")

    def _say(self, line: str) -> None:
        # At once, also into a pipe or a log file.
        self.stdout.write(line)
        self.stdout.flush()

    def _stop(self, running: list[Service]) -> None:
        # The broker goes last: the others hand their unfinished work back through it.
        for service in reversed(running[1:]):
            service.ask_to_stop()
        for service in reversed(running[1:]):
            service.wait_stopped()
        for service in running[:1]:
            service.ask_to_stop()
            service.wait_stopped()
        self._say("Stopped.")


def _secret(folder: Path) -> str:
    return os.environ.get("EVERYDAY_SECRET_KEY") or state.secret_key(folder)


def _manage(layout: services.Layout, *arguments: str) -> None:
    """Another management command in a process of its own, with the services' environment."""
    argv = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments]
    if subprocess.run(argv, env=services.environment(layout), check=False).returncode:
        raise CommandError(f"`manage.py {' '.join(arguments)}` failed; see above")
