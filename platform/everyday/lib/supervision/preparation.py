"""Builds the data sets that setup left for later, while the site is already up."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

from django.conf import settings

from everyday.lib.supervision.service import child_of_supervisor
from everyday.lib.supervision.services import Layout

_BUILD = (sys.executable, "-m", "workers", "assets", "build", "--missing")


class Preparation:
    """One child that ends by itself. Its log is logs/data.log; `news()` turns what it prints into lines for the terminal."""

    def __init__(self, layout: Layout, argv: Sequence[str] = _BUILD) -> None:
        self._layout = layout
        self._argv = argv
        self._log = layout.state / "logs" / "data.log"
        self._read = 0
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {
            **os.environ,
            "EVERYDAY_STATE": str(self._layout.state),
            "EVERYDAY_CURRICULUM": str(settings.CURRICULUM_DIR),
        }
        with self._log.open("wb") as log:
            self._child = subprocess.Popen(
                self._argv,
                cwd=settings.BASE_DIR,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=child_of_supervisor,
            )

    def news(self) -> str:
        """Whole lines printed since the last call, and how it ended; empty when there is nothing new."""
        if self._child is None:
            return ""
        ended = self._child.poll()
        text = self._log.read_bytes()[self._read :]
        text = text[: text.rfind(b"\n") + 1]
        self._read += len(text)
        lines = [f"  data: {line}" for line in text.decode(errors="replace").splitlines() if line.strip()]
        if ended:
            lines.append("  data: some sets could not be built; tasks that need them say so. The next start tries again.")
        if ended is not None:
            self._child = None
        return "\n".join(lines)

    def stop(self) -> None:
        """A half-built set leaves nothing that counts as built."""
        if self._child is not None:
            os.killpg(self._child.pid, signal.SIGTERM)
            self._child.wait()
            self._child = None
