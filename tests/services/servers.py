"""PostgreSQL and Redis servers from the distribution's packages, started in a folder of the test's own."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

PASSWORD = "a-password-of-the-tests"


def require(program: str, package: str) -> str:
    """The program's path; a skip that names the installing command, or a failure where CI must have it."""
    # Debian keeps a server's programs off the PATH, one folder a version; all of them have to come from one folder.
    found = next(iter(sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{program}")))), None) or shutil.which(program)
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(f"{program} is missing: apt-get install {package}")
    pytest.skip(f"needs {program}: apt-get install {package}")


class Postgres:
    """A cluster of its own on a TCP port of the loopback."""

    def __init__(self, folder: Path, port: int) -> None:
        self._bin = Path(require("initdb", "postgresql")).parent
        self._data = folder / "postgres"
        self.port = port
        # PostgreSQL refuses to run as root; the package brings a user for it.
        self._as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as_user:
            folder.chmod(0o755)
            self._data.mkdir()
            shutil.chown(self._data, "postgres")

    @property
    def url(self) -> str:
        return f"postgres://everyday:{PASSWORD}@127.0.0.1:{self.port}/everyday"

    def start(self) -> None:
        password_file = self._data.parent / "password"
        password_file.write_text(PASSWORD)
        password_file.chmod(0o644)
        self._run("initdb", "-D", str(self._data), "-U", "everyday", "--auth=scram-sha-256", f"--pwfile={password_file}")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        self._run("pg_ctl", "-D", str(self._data), "-o", options, "-w", "-t", "60", "-l", str(self._data / "log"), "start")
        environment = {"PGPASSWORD": PASSWORD, "PATH": os.environ["PATH"]}
        argv = [str(self._bin / "createdb"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "everyday", "everyday"]
        subprocess.run(argv, env=environment, check=True, timeout=60)

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        argv = [*self._as_user, str(self._bin / program), *arguments]
        subprocess.run(argv, check=True, cwd="/", stdout=subprocess.DEVNULL, timeout=120)


class Redis:
    """A Redis server with a password, on a TCP port of the loopback."""

    def __init__(self, folder: Path, port: int) -> None:
        self._program = require("redis-server", "redis-server")
        self._folder = folder
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = {"port": str(self.port), "bind": "127.0.0.1", "requirepass": PASSWORD, "dir": str(self._folder), "save": ""}
        argv = [self._program, *(part for name, value in options.items() for part in (f"--{name}", value))]
        self._process = subprocess.Popen(argv, stdout=subprocess.DEVNULL)
        time.sleep(0.3)
        assert self._process.poll() is None

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(20)
