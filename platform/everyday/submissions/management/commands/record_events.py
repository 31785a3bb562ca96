"""manage.py record_events: what workers say becomes rows and live pages. One of the site's five processes."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from everyday.submissions.recorder import Recorder


class Command(BaseCommand):
    help = "Records the workers' events until it is told to stop (SIGTERM or SIGINT)."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        Recorder(stop).run()
