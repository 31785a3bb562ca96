from workers.protocol import Limits
from workers.sandbox.limits import environment, rlimits


def table(limits: Limits, **options: bool) -> dict[str, tuple[int, int]]:
    return {name: (soft, hard) for name, soft, hard in rlimits(limits, **{"own_uid": True, "memory_cgroup": True, **options})}


def test_every_limit_has_its_rlimit() -> None:
    found = table(Limits(cpu_s=2.5, open_files=99, pids=20, box_mib=300))
    assert found["RLIMIT_CPU"] == (5, 6)
    assert found["RLIMIT_NOFILE"] == (99, 99)
    assert found["RLIMIT_NPROC"] == (28, 28)
    assert found["RLIMIT_FSIZE"] == (300 << 20, 300 << 20)
    assert found["RLIMIT_NICE"] == found["RLIMIT_RTPRIO"] == (0, 0)
    assert found["RLIMIT_CORE"] == (1, 1)


def test_processes_are_counted_by_uid_only_where_it_is_the_jobs_own() -> None:
    assert "RLIMIT_NPROC" not in table(Limits(), own_uid=False)


def test_data_is_limited_where_no_cgroup_counts_memory() -> None:
    assert "RLIMIT_DATA" not in table(Limits())
    assert table(Limits(memory_mib=512), memory_cgroup=False)["RLIMIT_DATA"][0] == (512 + 1024) << 20


def test_the_environment_names_threads_and_scratch() -> None:
    env = environment(Limits(threads=3), box="/somewhere", tmp="/somewhere/tmp")
    assert {env[name] for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")} == {"3"}
    assert (env["HOME"], env["TMPDIR"], env["MPLCONFIGDIR"]) == ("/somewhere", "/somewhere/tmp", "/somewhere/tmp")
    assert env["TOKENIZERS_PARALLELISM"] == "false"
