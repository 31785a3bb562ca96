"""Learners: they hand in over HTTP and try again while the site is away; some watch their run live and reconnect."""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlparse

_PATIENCE_S = 90.0
_PAUSE_S = 0.3
_MOST_FAULTS = 5


@dataclass(frozen=True, kw_only=True)
class Learner:
    """An account with the keys of its API token and its browser session."""

    name: str
    token: str
    session: str


@dataclass
class Diary:
    """What visitors met. `faults` are answers that a site may not give, whatever is down."""

    acknowledged: list[str] = field(default_factory=list)
    cancelled: set[str] = field(default_factory=set)
    watched: dict[str, list[int]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    retries: int = 0
    reconnects: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def hand_in(site: str, task: str, learner: Learner, code: str, diary: Diary) -> str:
    """The id of the run, once the site has promised it; empty when the site stayed away for too long."""
    body = json.dumps({"files": {"solution.py": code}}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Token {learner.token}"}
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        try:
            status, answer = _ask(site, "POST", f"/api/v1/tasks/{task}/submissions", headers, body)
        except (OSError, http.client.HTTPException):
            diary.retries += 1
            time.sleep(_PAUSE_S)
            continue
        if status == http.client.CREATED:
            run_id = str(json.loads(answer)["runs"][0]["id"])
            with diary.lock:
                diary.acknowledged.append(run_id)
            return run_id
        diary.faults.append(f"handing in was answered {status}: {answer[:200]!r}")
        if len(diary.faults) >= _MOST_FAULTS:
            return ""
        time.sleep(_PAUSE_S)
    diary.faults.append(f"the site was away for {_PATIENCE_S:.0f} s")
    return ""


def cancel(site: str, run_id: str, learner: Learner, diary: Diary) -> None:
    """Asks once; a site that is away has heard nothing, and the run goes on."""
    diary.cancelled.add(run_id)
    try:
        status, answer = _ask(site, "POST", f"/api/v1/runs/{run_id}/cancel", {"Authorization": f"Token {learner.token}"})
    except (OSError, http.client.HTTPException):
        diary.retries += 1
        return
    if status != http.client.OK:
        diary.faults.append(f"cancelling was answered {status}: {answer[:200]!r}")


def _ask(site: str, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlparse(site).netloc, timeout=20)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def watch(site: str, run_id: str, learner: Learner, diary: Diary, stop: threading.Event) -> None:
    """Reads the run's live events as a browser does: from Last-Event-ID after every break, until the run is over."""
    numbers: list[int] = []
    while not stop.is_set():
        try:
            if _read(site, run_id, learner, numbers, stop):
                with diary.lock:
                    diary.watched[run_id] = numbers
                return
        except (OSError, http.client.HTTPException):
            diary.reconnects += 1
        stop.wait(_PAUSE_S)


def _read(site: str, run_id: str, learner: Learner, numbers: list[int], stop: threading.Event) -> bool:
    """Whether the run is over and everything of it has been read."""
    connection = http.client.HTTPConnection(urlparse(site).netloc, timeout=40)
    try:
        headers = {"Cookie": f"sessionid={learner.session}"}
        if numbers:
            headers["Last-Event-ID"] = str(numbers[-1])
        connection.request("GET", f"/runs/{run_id}/events/", headers=headers)
        answer = connection.getresponse()
        if answer.status == http.client.NO_CONTENT:
            return True
        if answer.status != http.client.OK:
            raise ConnectionError(f"answered {answer.status}")
        return _follow(answer, numbers, stop)
    finally:
        connection.close()


def _follow(answer: http.client.HTTPResponse, numbers: list[int], stop: threading.Event) -> bool:
    kind, number = "", None
    # A site that has nothing to say sends a blank comment every fifteen seconds.
    while not stop.is_set() and (raw := answer.readline()):
        name, _, value = raw.decode().rstrip("\n").partition(": ")
        if name == "id":
            number = int(value)
        elif name == "event":
            kind = value
        elif name == "data":
            # An event counts when it is whole, as in a browser: one that was cut off comes again.
            if number is not None:
                numbers.append(number)
            if kind == "end":
                return True
            kind, number = "", None
    return False
