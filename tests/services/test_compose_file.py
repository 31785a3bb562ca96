"""docker-compose.yml says what production needs, and no more."""

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import pytest

from tests.services.compose import COMPOSE_FILE, services

VARIABLES = {
    "EVERYDAY_SECRET_KEY": "x" * 40,
    "EVERYDAY_ALLOWED_HOSTS": "learn.example.org",
    "POSTGRES_PASSWORD": "p",
    "REDIS_PASSWORD": "r",
}
WEB = ("migrate", "web", "recorder", "tasks", "beat")
WORKERS = ("worker-cpu", "worker-gpu")


@pytest.fixture(scope="module")
def file() -> dict[str, dict[str, Any]]:
    return services(VARIABLES)


def test_compose_accepts_it() -> None:
    if not shutil.which("docker-compose"):
        if os.environ.get("CI") == "true":
            pytest.fail("docker-compose is missing")
        pytest.skip("needs docker-compose: apt-get install docker-compose")
    argv = ["docker-compose", "-f", str(COMPOSE_FILE), "config", "-q"]
    done = subprocess.run(argv, env={**os.environ, **VARIABLES}, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", sorted(VARIABLES))
def test_no_secret_has_a_default(missing: str) -> None:
    with pytest.raises(KeyError, match=missing):
        services({name: value for name, value in VARIABLES.items() if name != missing})


def test_the_processes_are_there(file: dict[str, dict[str, Any]]) -> None:
    assert set(file) == {*WEB, *WORKERS, "postgres", "redis"}
    assert file["worker-gpu"]["profiles"] == ["gpu"]


@pytest.mark.parametrize("name", WORKERS)
def test_workers_know_neither_database_nor_secret(file: dict[str, dict[str, Any]], name: str) -> None:
    assert not {"DATABASE_URL", "EVERYDAY_SECRET_KEY", "POSTGRES_PASSWORD"} & set(file[name]["environment"])
    assert file[name]["environment"]["EVERYDAY_MIN_ISOLATION"] == "full"


@pytest.mark.parametrize("name", [*WEB, *WORKERS])
def test_nothing_is_privileged(file: dict[str, dict[str, Any]], name: str) -> None:
    assert "privileged" not in file[name]
    assert file[name]["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in file[name]["security_opt"]


def test_only_the_site_is_published_and_on_the_loopback(file: dict[str, dict[str, Any]]) -> None:
    published = {name: service["ports"] for name, service in file.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:8000:8000"]}


@pytest.mark.parametrize(
    ("image", "forbidden"), [("worker", ("django", "psycopg", "gunicorn")), ("web", ("torch", "transformers"))]
)
def test_an_image_installs_only_its_own_requirements(image: str, forbidden: tuple[str, ...]) -> None:
    root = COMPOSE_FILE.parent
    dockerfile = (root / "docker" / f"{image}.Dockerfile").read_text()
    assert f"-r requirements/{image}.txt" in dockerfile
    assert "USER everyday" in dockerfile
    requirements = (root / "requirements" / f"{image}.txt").read_text().lower().splitlines()
    assert all("==" in line for line in requirements if line and not line.startswith("#")), "every version is pinned"
    assert not [line for line in requirements if line.startswith(forbidden)]


def test_the_workers_seccomp_profile_is_the_generated_one() -> None:
    root = COMPOSE_FILE.parent
    code = "import sys; sys.path.insert(0, 'scripts'); import worker_seccomp; print(worker_seccomp.profile(), end='')"
    made = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True, timeout=60).stdout
    assert (root / "docker" / "worker-seccomp.json").read_text() == made


def test_the_workers_container_may_not_do_what_bubblewrap_does_not_need() -> None:
    profile = json.loads((COMPOSE_FILE.parent / "docker" / "worker-seccomp.json").read_text())
    allowed = {name for rule in profile["syscalls"] if rule["action"] == "SCMP_ACT_ALLOW" for name in rule["names"]}
    dangerous = {
        "bpf",
        "init_module",
        "kexec_load",
        "keyctl",
        "open_by_handle_at",
        "perf_event_open",
        "ptrace",
        "reboot",
        "swapon",
    }
    assert not dangerous & allowed
    assert {"mount", "unshare", "pivot_root", "umount2"} <= allowed
