"""From handing in to the verdict, through every process there is."""

import http.client
import json
import statistics
import time
import urllib.parse
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from everyday.accounts.models import User
from everyday.catalog.models import Lab, Task
from everyday.submissions import broker, dispatch, selectors, services
from everyday.submissions.models import Run
from tests.workers.queue.conftest import RIGHT, SLEEPY, WRONG, Worker, in_state, over, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site", "worker")]

HandIn = Callable[[str], Run]


def events_of(run: Run) -> list[tuple[str, dict[str, Any]]]:
    return [(event.kind, event.data) for event in selectors.events_after(run.pk, 0)]


def test_a_right_solution_passes(hand_in: HandIn, worker: Worker) -> None:
    run = over(hand_in(RIGHT))
    assert (run.state, run.status, run.score, run.max_score) == ("finished", "passed", 100.0, 100.0)
    assert run.worker_id
    assert run.isolation in {"full", "partial"}
    assert {result.test_id: result.status for result in run.test_results.all()}["hidden"] == "passed"
    kinds = [kind for kind, _ in events_of(run)]
    assert kinds[0] == "claimed"
    assert kinds[-1] == "verdict"
    assert kinds.count("metric") == 5
    assert "phase" in kinds
    assert "test" in kinds


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (WRONG, "failed"),
        ("def subtract(a, b):\n    return a - b\n", "not_gradable"),
        ("import nothing_of_this_name\n", "not_gradable"),
        ("def add(a, b):\n    return 1 / 0\n", "error"),
    ],
)
def test_other_solutions_get_their_verdict(hand_in: HandIn, code: str, status: str) -> None:
    run = over(hand_in(code))
    assert (run.state, run.status) == ("finished", status)
    assert run.message["zh"]
    assert run.message["en"]


def test_the_learners_prints_arrive_while_the_code_runs(hand_in: HandIn, learner: User) -> None:
    run = hand_in(SLEEPY)
    said = wait_until(lambda: [data for kind, data in events_of(run) if kind == "log"])
    assert "asleep" in said[0]["text"]
    services.cancel(user=learner, run=run)
    over(run)


def test_a_running_run_is_cancelled_within_a_second_or_so(hand_in: HandIn, learner: User) -> None:
    run = hand_in(SLEEPY)
    wait_until(lambda: any(kind == "log" for kind, _ in events_of(run)))
    asked = time.monotonic()
    services.cancel(user=learner, run=run)
    over(run)
    assert (run.state, run.status) == ("cancelled", "cancelled")
    assert time.monotonic() - asked < 3  # a second of ours, and a machine that others use
    assert [kind for kind, _ in events_of(run)].count("verdict") == 1


def test_what_lies_between_handing_in_and_the_verdict_is_little(hand_in: HandIn) -> None:
    over(hand_in(RIGHT))
    spent = []
    for _ in range(5):
        started = time.monotonic()
        run = hand_in(RIGHT)
        over(run)
        assert run.wall_s is not None
        spent.append(time.monotonic() - started - run.wall_s)
    assert statistics.median(spent) < 1.0, spent


def test_a_message_that_is_delivered_twice_is_judged_once(hand_in: HandIn) -> None:
    run = hand_in(SLEEPY.replace("120", "1"))
    run.refresh_from_db()
    request = dispatch.request_of(run).to_dict()
    for _ in range(3):
        dispatch._producer().send_task(dispatch.EVALUATE_TASK, args=[request], queue=dispatch.CPU_QUEUE)
    over(run)
    dispatch._producer().send_task(dispatch.EVALUATE_TASK, args=[request], queue=dispatch.CPU_QUEUE)
    wait_until(lambda: broker.queue_length(dispatch.CPU_QUEUE) == 0)
    time.sleep(0.5)
    kinds = [kind for kind, _ in events_of(run)]
    assert (kinds.count("claimed"), kinds.count("verdict")) == (1, 1)
    run.refresh_from_db()
    assert run.status == "passed"


@pytest.mark.parametrize("request_data", [{}, {"version": 99}, {"run_id": 3}])
def test_a_malformed_message_stops_no_worker(hand_in: HandIn, request_data: dict[str, Any]) -> None:
    dispatch._producer().send_task(dispatch.EVALUATE_TASK, args=[request_data], queue=dispatch.CPU_QUEUE)
    assert over(hand_in(RIGHT)).status == "passed"


def test_other_content_than_the_page_showed_is_not_judged(hand_in: HandIn, task: Task) -> None:
    task.digest = "0" * 64
    task.save()
    run = over(hand_in(RIGHT))
    assert (run.state, run.status) == ("failed", "infrastructure")
    assert "Reload" in run.message["en"]


def test_a_bundle_that_cannot_be_had_is_asked_for_again(hand_in: HandIn, settings: Any, site: str) -> None:
    settings.INTERNAL_URL = f"{site}/elsewhere"
    # The first attempt is handed over from here, with an address that is not found; the second by the recorder.
    run = over(hand_in(RIGHT))
    assert (run.status, run.attempt) == ("passed", 2)
    assert next(data["name"] for kind, data in events_of(run) if kind == "phase") == "restarted"


def test_a_lab_is_run_and_then_answered_from_that_run(learner: User, lab: Lab) -> None:
    config = {"rate": 0.5, "steps": 3}
    run = over(services.run_lab(learner=learner, lab=lab, config=config, seed=7))
    assert (run.state, run.status, run.metrics) == ("finished", "passed", {"final": 0.125})
    kinds = [kind for kind, _ in events_of(run)]
    assert (kinds.count("metric"), kinds.count("figure")) == (3, 1)
    again = services.run_lab(learner=learner, lab=lab, config=config, seed=7)
    assert (again.answered_from, again.metrics) == ("cache", run.metrics)


def test_many_runs_of_many_learners_all_get_their_verdict(task: Task) -> None:
    learners = [User.objects.create(username=f"learner{number}") for number in range(6)]
    runs = [
        services.submit(learner=someone, task=task, files={"solution.py": code}, source="editor").runs.get()
        for code in (RIGHT, WRONG)
        for someone in learners
    ]
    for run in runs:
        over(run, 90)
    assert sorted(run.status for run in runs) == ["failed"] * 6 + ["passed"] * 6


def test_a_browser_sees_the_run_live_and_resumes(hand_in: HandIn, learner: User, site: str) -> None:
    """Over real HTTP, with the connection cut after every few events."""
    client = Client()
    client.force_login(learner)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    run = hand_in(RIGHT)
    seen: list[int] = []
    while True:
        ended = False
        for number, (kind, seq) in enumerate(_sse(site, run, cookie, seen[-1] if seen else 0)):
            if seq is not None:
                seen.append(seq)
            ended = kind == "end"
            if number == 3:
                break
        if ended:
            break
    run.refresh_from_db()
    assert seen == list(range(1, run.event_seq + 1))
    assert run.is_over


def _sse(site: str, run: Run, cookie: str, after: int) -> Iterator[tuple[str, int | None]]:
    """(kind, id) of the events; closing the generator cuts the connection."""
    connection = http.client.HTTPConnection(urllib.parse.urlparse(site).netloc, timeout=20)
    connection.request("GET", f"/runs/{run.pk}/events/", headers={"Cookie": cookie, "Last-Event-ID": str(after)})
    answer = connection.getresponse()
    try:
        if answer.status == 204:
            yield "end", None
            return
        assert answer.status == 200
        kind, seq = "", None
        while line := answer.readline().decode():
            name, _, value = line.rstrip("\n").partition(": ")
            if name == "id":
                seq = int(value)
            elif name == "event":
                kind = value
            elif name == "data":
                assert isinstance(json.loads(value), dict)
                yield kind, seq
                kind, seq = "", None
    finally:
        connection.close()


def test_a_run_that_waits_says_so_until_it_is_its_turn(task: Task, hand_in: HandIn, learner: User) -> None:
    other = User.objects.create(username="grace")
    busy = [hand_in(SLEEPY), hand_in(SLEEPY)]
    for run in busy:
        wait_until(in_state(run, "running"))
    waiting = services.submit(learner=other, task=task, files={"solution.py": RIGHT}, source="editor").runs.get()
    waiting.refresh_from_db()
    assert selectors.queue_state(waiting).position == 1
    services.cancel(user=learner, run=busy[0])
    assert over(waiting).status == "passed"
    services.cancel(user=learner, run=busy[1])
    over(busy[1])
