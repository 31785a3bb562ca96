"""The parts of the queue's worker side, against a real broker where they need one."""

import hashlib
import http.server
import io
import json
import math
import stat
import threading
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from everyday.submissions import broker as broker_client
from workers.bundles import BundleError, fetch_files, unpack
from workers.leases import Lease
from workers.outbox import Outbox, finite
from workers.presence import Presence
from workers.protocol import EVENT_STREAM, Event, WorkerPresence, cancel_key, lease_key, redis_address


@pytest.fixture
def client(broker: str) -> Iterator[Any]:
    client = broker_client.client()
    client.flushdb()
    yield client
    client.flushdb()


def sent(client: Any) -> list[Event]:
    return [Event.from_json(fields[b"event"]) for _, fields in client.xrange(EVENT_STREAM)]


# ---- addresses


@pytest.mark.parametrize(
    ("celery", "client"),
    [
        ("redis://:secret@host:6379/1", "redis://:secret@host:6379/1"),
        ("rediss://host/0", "rediss://host/0"),
        ("redis+socket:///run/valkey.sock", "unix:///run/valkey.sock"),
        ("redis+socket:///run/valkey.sock?virtual_host=2", "unix:///run/valkey.sock?db=2"),
    ],
)
def test_celerys_address_as_a_client_reads_it(celery: str, client: str) -> None:
    assert redis_address(celery) == client


# ---- the outbox


def test_events_are_numbered_without_gaps(client: Any) -> None:
    outbox = Outbox(client, "r", "t")
    outbox.emit("claimed", {"worker_id": "w"})
    for step in range(30):
        outbox.emit("metric", {"step": step, "values": {"loss": 1.0}, "source": "learner"})
    outbox.emit("verdict", {"status": "passed"})
    events = sent(client)
    assert [event.seq for event in events] == list(range(1, 33))
    assert (events[0].kind, events[-1].kind) == ("claimed", "verdict")
    assert {(event.run_id, event.attempt_token) for event in events} == {("r", "t")}


def test_the_first_line_goes_at_once_and_the_next_ones_together(client: Any) -> None:
    outbox = Outbox(client, "r", "t")
    for text in ("a", "b", "c"):
        outbox.emit("log", {"stream": "stdout", "text": text})
    assert [event.data["text"] for event in sent(client)] == ["a"]
    assert 0 < outbox.due_in_s() <= 0.05
    outbox.flush()
    assert [event.data["text"] for event in sent(client)] == ["a", "bc"]
    assert outbox.due_in_s() == math.inf


def test_streams_are_not_mixed_and_chunks_stay_small(client: Any) -> None:
    outbox = Outbox(client, "r", "t")
    outbox.emit("phase", {"name": "test"})
    for stream, text in (("stdout", "a"), ("stderr", "b"), ("stdout", "c"), ("stdout", "d" * 16_384)):
        outbox.emit("log", {"stream": stream, "text": text})
    outbox.flush()
    assert [(event.data["stream"], len(event.data["text"])) for event in sent(client)[1:]] == [
        ("stdout", 1),
        ("stderr", 1),
        ("stdout", 1),
        ("stdout", 16_384),
    ]


def test_what_must_not_wait_takes_along_what_waits(client: Any) -> None:
    outbox = Outbox(client, "r", "t")
    waiting = (("log", {"stream": "stdout", "text": "x"}), ("test", {"id": "value"}))
    for kind, data in (("phase", {}), *waiting):
        outbox.emit(kind, data)
    assert [event.kind for event in sent(client)] == ["phase"]
    outbox.emit("verdict", {})
    assert [event.kind for event in sent(client)] == ["phase", "log", "test", "verdict"]


def test_a_flood_of_points_is_thinned_but_keeps_its_last(client: Any) -> None:
    outbox = Outbox(client, "r", "t")
    for step in range(5_000):
        outbox.emit("metric", {"step": step, "values": {"loss": 0.5}, "source": "learner"})
    outbox.emit("verdict", {})
    steps = [event.data["step"] for event in sent(client)[:-1]]
    assert steps[:200] == list(range(200))
    assert len(steps) < 1_000
    assert steps[-1] == 4_999
    assert steps == sorted(set(steps))


def test_numbers_that_json_has_no_word_for_become_null(client: Any) -> None:
    assert finite({"a": [math.nan, math.inf, (1.5, -math.inf)], "b": "NaN"}) == {"a": [None, None, [1.5, None]], "b": "NaN"}
    outbox = Outbox(client, "r", "t")
    outbox.emit("metric", {"step": 0, "values": {"loss": math.nan}, "source": "learner"})
    assert sent(client)[0].data["values"] == {"loss": None}


def test_an_event_that_the_broker_does_not_take_is_sent_later(client: Any) -> None:
    class Away:
        def pipeline(self, **kwargs: Any) -> Any:
            raise broker_client.redis.ConnectionError

    outbox = Outbox(Away(), "r", "t")
    outbox.emit("claimed", {})
    assert not outbox.flush()
    outbox._client = client
    outbox.emit("verdict", {})
    assert [event.seq for event in sent(client)] == [1, 2]


# ---- leases


def test_an_attempt_is_claimed_once(client: Any) -> None:
    first, second = Lease(client, "r", "t", "w1"), Lease(client, "r", "t", "w2")
    assert first.claim()
    assert not second.claim()
    first.close()
    assert not second.claim()
    assert client.get(lease_key("r", "t")) == b"closed"
    assert client.ttl(lease_key("r", "t")) > 4 * 3600  # outlives the broker's redelivery


def test_a_lease_is_renewed_and_taken_again_when_the_broker_lost_it(client: Any) -> None:
    lease = Lease(client, "r", "t", "w1")
    assert lease.claim()
    client.expire(lease_key("r", "t"), 3)
    lease._renew()
    assert client.ttl(lease_key("r", "t")) > 25
    client.delete(lease_key("r", "t"))
    lease._renew()
    assert client.get(lease_key("r", "t")) == b"w1"
    assert not lease.lost.is_set()
    lease.close()


def test_a_lease_that_was_taken_back_is_lost(client: Any) -> None:
    lease = Lease(client, "r", "t", "w1")
    assert lease.claim()
    client.set(lease_key("r", "t"), "closed")
    lease._renew()
    assert lease.lost.is_set()
    lease.close()


def test_a_wish_to_cancel_is_seen_within_a_fraction_of_a_second(client: Any) -> None:
    lease = Lease(client, "r", "t", "w1")
    assert lease.claim()
    client.set(cancel_key("r"), "1")
    assert lease.cancel_wanted.wait(1.0)
    lease.close()


@pytest.mark.parametrize(("kind", "data"), [("log", {"stream": "stdout", "text": "x"}), ("test", {"id": "value"}), ("phase", {})])
def test_what_waits_goes_out_without_anything_after_it(client: Any, kind: str, data: dict[str, Any]) -> None:
    lease = Lease(client, "r", "t", "w1")
    assert lease.claim()
    lease.outbox.emit("claimed", {})
    lease.outbox.emit(kind, data)
    assert len(sent(client)) == 1
    deadline = time.monotonic() + 5
    while len(sent(client)) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    seen = [event.kind for event in sent(client)]
    lease.close()
    assert seen == ["claimed", kind]


# ---- presence


def test_presence_comes_and_goes_with_the_worker(client: Any) -> None:
    described = WorkerPresence(
        worker_id="w1", queues=["q"], profile="cpu", sandbox="cold", isolation="full", device="cpu", slots=1, busy=0
    )
    presence = Presence(client, lambda: described)
    presence.start()
    assert broker_client.online_workers() == [described]
    assert 0 < client.ttl("worker:w1") <= 20
    presence.stop()
    assert broker_client.online_workers() == []


# ---- bundles


def zipped(pack: Callable[[zipfile.ZipFile], Any], method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")  # the doubled name of one case
        pack(archive)
    return buffer.getvalue()


def with_link(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("solution.py")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(entry, "/etc/passwd")


def test_a_bundle_is_unpacked_in_memory() -> None:
    data = zipped(lambda z: [z.writestr("solution.py", "x = 1\n"), z.writestr("sub/b.py", "y")])
    assert unpack(data) == {"solution.py": b"x = 1\n", "sub/b.py": b"y"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no zip",
        zipped(lambda z: z.writestr("solution.py", "x" * 100))[:-30],
        zipped(lambda z: z.writestr("../x.py", "x")),
        zipped(lambda z: z.writestr("/etc/x", "x")),
        zipped(lambda z: z.writestr(".bashrc", "x")),
        zipped(lambda z: z.writestr("a\\b.py", "x")),
        zipped(lambda z: z.writestr("folder/", "")),
        zipped(with_link),
        zipped(lambda z: [z.writestr("a.py", "1"), z.writestr("a.py", "2")]),
        zipped(lambda z: [z.writestr(f"{i}.py", "") for i in range(101)]),
        zipped(lambda z: z.writestr("bomb.py", b"\0" * (64 << 20)), zipfile.ZIP_DEFLATED),
        zipped(lambda z: z.writestr("a.py", "x"), zipfile.ZIP_BZIP2),
    ],
)
def test_an_odd_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(BundleError):
        unpack(data)


class _Web(http.server.BaseHTTPRequestHandler):
    """Answers with the statuses it was given, one after another, then with the bundle."""

    answers: list[int] = []
    body = b""

    def do_GET(self) -> None:
        status = self.answers.pop(0) if self.answers else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        if status == 200:
            self.wfile.write(self.body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def web() -> Iterator[str]:
    _Web.body = zipped(lambda z: z.writestr("solution.py", "x = 1\n"))
    _Web.answers = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Web)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/bundle"
    server.shutdown()
    thread.join()
    server.server_close()


def digest() -> str:
    return hashlib.sha256(_Web.body).hexdigest()


def test_a_bundle_is_fetched_and_compared_with_its_hash(web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert fetch_files(web, digest()) == {"solution.py": b"x = 1\n"}
    with pytest.raises(BundleError, match="not the one"):
        fetch_files(web, "0" * 64)


def test_a_web_server_that_restarts_is_asked_again(web: str) -> None:
    _Web.answers = [502, 503]
    assert fetch_files(web, digest())


@pytest.mark.parametrize("status", [302, 403, 404])
def test_an_address_that_is_refused_is_not_asked_again(web: str, status: int) -> None:
    _Web.answers = [status, 200]
    with pytest.raises(BundleError, match=str(status)):
        fetch_files(web, digest())


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/x", ""])
def test_only_web_addresses_are_fetched(address: str) -> None:
    with pytest.raises(BundleError):
        fetch_files(address, "0" * 64)


def test_a_bundle_that_is_too_large_is_refused(web: str) -> None:
    _Web.body = b"\0" * (20 * 1024 * 1024 + 1)
    with pytest.raises(BundleError, match="too large"):
        fetch_files(web, digest())


def test_the_stream_holds_plain_json(client: Any) -> None:
    Outbox(client, "r", "t").emit("claimed", {"worker_id": "工"})
    [(_, fields)] = client.xrange(EVENT_STREAM)
    assert json.loads(fields[b"event"])["data"] == {"worker_id": "工"}
