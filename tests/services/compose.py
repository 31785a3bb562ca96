"""docker-compose.yml's own commands and environments, run as processes of this machine."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
COMPOSE_FILE = ROOT / "docker-compose.yml"
_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def interpolate(value: Any, variables: Mapping[str, str]) -> Any:
    """`${NAME}`, `${NAME:-default}` and `${NAME:?message}` as Compose reads them."""
    if isinstance(value, dict):
        return {key: interpolate(item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [interpolate(item, variables) for item in value]
    if not isinstance(value, str):
        return value

    def one(match: re.Match[str]) -> str:
        name, kind, text = match.groups()
        if variables.get(name):
            return variables[name]
        if kind == "?":
            raise KeyError(text)
        return text or ""

    return _VARIABLE.sub(one, value)


def services(variables: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    loaded = YAML(typ="safe").load(COMPOSE_FILE)
    found: dict[str, dict[str, Any]] = interpolate(loaded["services"], variables)
    return found


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where this machine has what the containers find by name."""

    state: Path
    database_url: str
    redis_url: str
    port: int


def start(service: Mapping[str, Any], at: Addresses, log: Path) -> subprocess.Popen[bytes]:
    """One service of the file, as a process. Only addresses and paths differ from the container."""
    words = [_local(word, at) for word in service["command"]]
    words[0] = {"python": sys.executable}.get(words[0], _beside_python(words[0]))
    environment = {key: _local(str(value), at) for key, value in service["environment"].items()}
    if "DATABASE_URL" in environment:
        # The images set these two (docker/web.Dockerfile).
        environment |= {"PYTHONPATH": str(ROOT / "platform"), "DJANGO_SETTINGS_MODULE": "everyday.settings"}
        environment["DATABASE_URL"] = at.database_url
        environment["EVERYDAY_REDIS_URL"] = at.redis_url
        environment["EVERYDAY_ALLOWED_HOSTS"] += ",127.0.0.1"
        environment["EVERYDAY_INTERNAL_URL"] = f"http://127.0.0.1:{at.port}"
    else:
        environment |= {"EVERYDAY_BROKER_URL": at.redis_url, "EVERYDAY_CURRICULUM": str(ROOT / "curriculum")}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    with log.open("ab") as file:
        return subprocess.Popen(words, cwd=ROOT, env={**environment, "PATH": path}, stdout=file, stderr=file)


def _local(text: str, at: Addresses) -> str:
    return (
        text.replace("0.0.0.0:8000", f"127.0.0.1:{at.port}").replace("/state", str(at.state)).replace("/dev/shm", str(at.state))
    )


def _beside_python(program: str) -> str:
    return str(ROOT / program) if program.endswith(".sh") else str(Path(sys.executable).with_name(program))
