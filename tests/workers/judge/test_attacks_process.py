"""Learners whose process hangs or swells: each gets its own blame. How it can end: tests/attacks/judging/endings.py."""

from tests.workers.grading import RIGHT, Grading

NAMES = RIGHT[RIGHT.index("def names") :]


def test_an_endless_loop_is_a_timeout(grading: Grading) -> None:
    graded = grading(f"def double(x):\n    while True: pass\n{NAMES}")
    assert graded.verdict.status == "timeout"
    assert "2 s" in graded.test("value")["message"]["en"]
    assert graded.verdict.score <= 20


def test_swallowing_memory_is_named(grading: Grading) -> None:
    graded = grading(f"def double(x):\n    kept = []\n    while True: kept.append(bytearray(b'x' * (8 << 20)))\n{NAMES}")
    assert graded.verdict.status == "memory"
    assert "256 MiB" in graded.test("value")["message"]["en"]


def test_a_flood_of_output_is_named(grading: Grading) -> None:
    graded = grading(f"import os\ndef double(x):\n    while True: os.write(1, b'x' * 65536)\n{NAMES}")
    assert graded.verdict.status == "output_limit"
    assert len(graded.log) <= 300 * 1024


def test_a_process_stopped_twice_ends_the_tests(grading: Grading) -> None:
    graded = grading("def double(x):\n    while True: pass\ndef names(n):\n    while True: pass\n")
    assert graded.verdict.status == "timeout"
    assert {test["status"] for test in graded.verdict.tests if test["max_points"]} == {"error", "skipped"}


def test_threads_and_children_do_not_outlive_the_run(grading: Grading) -> None:
    source = f"""
import os, threading, time
def forever():
    while True: time.sleep(0.01)
threading.Thread(target=forever).start()
if os.fork() == 0:
    os.setsid()
    forever()
{RIGHT}"""
    graded = grading(source)
    assert graded.verdict.status in ("passed", "error", "not_gradable")
    assert graded.verdict.wall_s < 20
