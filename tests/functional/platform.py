"""The whole platform as a user starts it: `manage.py up` in a state folder of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_READY = re.compile(r"Ready: (http://\S+?)/ ")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Platform:
    """A running platform. `output` is what its operator sees."""

    state: Path
    port: int
    extra_environment: dict[str, str] = field(default_factory=dict)
    demo: bool = True
    process: subprocess.Popen[str] | None = None
    lines: list[str] = field(default_factory=list)
    reader: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        return "".join(self.lines)

    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "CI") if name in os.environ}
        return {**kept, "EVERYDAY_DEBUG": "true", "EVERYDAY_STATE": str(self.state), **self.extra_environment}

    def start(self, within_s: float = 180) -> float:
        """Seconds until it said that it is ready."""
        begun = time.monotonic()
        argv = [sys.executable, "manage.py", "up", "--port", str(self.port), "--slots", "2", "--no-data"]
        argv += ["--demo"] if self.demo else []
        self.process = subprocess.Popen(
            argv, cwd=ROOT, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        while not _READY.search(self.output):
            if self.process.poll() is not None:
                self.reader.join(10)
                raise AssertionError(f"up ended with {self.process.returncode}:\n{self.output}")
            if time.monotonic() - begun > within_s:
                self.stop()
                raise AssertionError(f"not ready within {within_s} s:\n{self.output}")
            time.sleep(0.05)
        return time.monotonic() - begun

    def _read(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        with self.process.stdout:
            for line in self.process.stdout:
                self.lines.append(line)

    def stop(self) -> int:
        """Ctrl-C; the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        try:
            status = self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        if self.reader:
            self.reader.join(10)
        return status

    def children(self) -> list[int]:
        """Process ids of the supervised processes."""
        assert self.process is not None
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def manage(self, *arguments: str) -> str:
        """The output of another management command on the same state."""
        argv = [sys.executable, "manage.py", *arguments]
        secret = (self.state / "run" / "secret-key").read_text()
        environment = {
            **self.environment(),
            "EVERYDAY_SECRET_KEY": secret,
            "EVERYDAY_REDIS_URL": f"unix://{self.state / 'broker' / 'valkey.sock'}",
        }
        return subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=120).stdout


def command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
