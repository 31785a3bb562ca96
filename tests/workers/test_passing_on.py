"""What reaches whoever watches a run: cleaned text, thinned curves, harmless figures; and the rules that make a verdict."""

from typing import Any

import pytest

from workers import labs
from workers.cleaning import clean_text
from workers.relay import MAX_POINTS, Relay, keeps, safe_figure
from workers.spec import GATES, SpecError
from workers.verdicts import message_of, score_of, status_of


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("a\u202eb\u200bc\ufeffd", "abcd"),
        ("a\x00b\x08c\x7fd\x9be", "abcde"),
        ("line\r\nnext\rover\ttab", "line\nnext\nover\ttab"),
        ("\ud800", "?"),
        ("中文 ok 🙂", "中文 ok 🙂"),
    ],
)
def test_text_is_cleaned(dirty: str, clean: str) -> None:
    assert clean_text(dirty, 100) == clean


def test_text_is_cut() -> None:
    assert clean_text("x" * 1000, 10) == "x" * 9 + "…"


class Watcher:
    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, kind: str, data: dict[str, Any]) -> None:
        self.events.append((kind, data))

    @property
    def log(self) -> str:
        return "".join(data["text"] for kind, data in self.events if kind == "log")


def test_a_short_log_arrives_whole() -> None:
    watcher = Watcher()
    relay = Relay(watcher, log_kept_kib=4)
    for part in ("首".encode()[:2], "首".encode()[2:], b" line\nlast"):
        relay.output("stdout", part)
    relay.close()
    assert watcher.log == "首 line\nlast"


def test_a_long_log_keeps_its_head_and_tail() -> None:
    watcher = Watcher()
    relay = Relay(watcher, log_kept_kib=4)
    relay.output("stdout", b"first\n")
    for _ in range(1000):
        relay.output("stdout", b"x" * 99 + b"\n")
    relay.output("stdout", b"last\n")
    relay.close()
    assert watcher.log.startswith("first\n")
    assert watcher.log.endswith("last\n")
    assert "bytes left out" in watcher.log
    assert len(watcher.log) < 4400
    assert all(len(data["text"]) <= 16384 for _, data in watcher.events)


def test_a_long_curve_is_thinned_to_its_room() -> None:
    kept = [index for index in range(1_000_000) if keeps(index)]
    assert kept[:2500] == list(range(2500))
    assert len(kept) <= MAX_POINTS
    assert len([index for index in range(8000) if keeps(index)]) > 3800


def test_metrics_and_tests_are_forwarded_in_form() -> None:
    watcher = Watcher()
    relay = Relay(watcher, log_kept_kib=4)
    relay.event("metric", {"step": 1, "values": {"a": 1.0, "b": float("nan")}, "source": "someone"})
    relay.event("phase", {"name": "test", "text": {"zh": "测", "en": "t"}})
    relay.event("unknown", {})
    assert watcher.events[0] == ("metric", {"step": 1, "values": {"a": 1.0}, "source": "learner"})
    assert len(watcher.events) == 2


@pytest.mark.parametrize(
    "plotly",
    [
        None,
        [],
        {},
        {"data": "x"},
        {"data": [], "layout": 3},
        {"data": [{"type": "scatter", "y": [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}]},
        {"data": [{"x": "a" * 1000} for _ in range(2000)]},
    ],
)
def test_a_figure_out_of_form_is_dropped(plotly: Any) -> None:
    assert safe_figure(plotly) is None


def test_a_figure_is_made_harmless() -> None:
    figure = safe_figure(
        {
            "data": [
                {"type": "scatter", "name": "<img src=x onerror=alert(1)>ok <b>bold</b>", "y": [1, float("nan")]},
                {"type": "choropleth"},
                {"type": "image", "source": "javascript:alert(1)"},
            ],
            "layout": {
                "title": {"text": "<a href='//evil'>t</a>\u202e"},
                "images": [{"source": "data:text/html,x"}],
                "href": "x",
            },
        }
    )
    assert figure == {
        "data": [{"type": "scatter", "name": "ok <b>bold</b>", "y": [1, None]}, {"type": "image", "source": ""}],
        "layout": {"title": {"text": "t"}, "images": [{"source": ""}]},
    }


def test_a_run_shows_twelve_figures() -> None:
    watcher = Watcher()
    relay = Relay(watcher, log_kept_kib=4)
    for index in range(20):
        relay.event("figure", {"id": f"f{index}", "plotly": {"data": [], "layout": {}}, "source": "learner"})
    assert len(watcher.events) == 12


def outcome(tests: dict[str, str], *, nan: bool = False, stopped: tuple[str, ...] = (), **gates: str) -> dict[str, Any]:
    all_gates = dict.fromkeys(GATES, "skipped") | {"K1": "passed", "K2": "passed", "K3": "passed", "K7": "passed"} | gates
    rows = [{"id": name, "status": status, "points": 0.0} for name, status in all_gates.items()]
    rows += [{"id": name, "status": status, "points": 10.0 if status == "passed" else 0.0} for name, status in tests.items()]
    return {"tests": rows, "nan": nan, "stopped": list(stopped)}


@pytest.mark.parametrize(
    ("found", "status", "score"),
    [
        (outcome({"a": "passed", "b": "passed"}), "passed", 20),
        (outcome({"a": "passed", "b": "failed"}), "failed", 10),
        (outcome({"a": "passed", "b": "error"}), "error", 10),
        (outcome({"a": "failed", "b": "error"}), "failed", 0),
        (outcome({"a": "error", "b": "skipped"}), "error", 0),
        (outcome({"a": "skipped"}, K1="failed"), "not_gradable", 0),
        (outcome({"a": "passed", "b": "error"}, stopped=("timeout",)), "timeout", 10),
        (outcome({"a": "passed", "b": "error"}, stopped=("memory", "timeout")), "memory", 10),
        (outcome({"a": "passed", "b": "passed"}, stopped=("timeout",)), "passed", 20),
        (outcome({"a": "failed"}, nan=True), "nan", 0),
        (outcome({"a": "passed"}, nan=True), "passed", 10),
        (outcome({"a": "passed"}, K2="failed"), "failed", 10),
        (outcome({"a": "passed"}, K4="error"), "error", 10),
        (outcome({"a": "passed"}, K7="failed"), "failed", 0),
        (outcome({"a": "error"}, K7="failed", stopped=("timeout",)), "failed", 0),
    ],
)
def test_a_verdict_follows_from_the_outcome(found: dict[str, Any], status: str, score: float) -> None:
    assert status_of(found) == status
    assert score_of(found, status_of(found)) == score
    assert set(message_of(found, status_of(found))) in ({"zh", "en"}, set())


LAB = {
    "params": [
        {"name": "lr", "type": "float", "min": 0.1, "max": 1.0, "default": 0.5},
        {"name": "n", "type": "int", "min": 1, "max": 9, "default": 3},
        {"name": "kind", "type": "choice", "choices": ["a", "b"], "default": "a"},
        {"name": "on", "type": "bool", "default": True},
    ],
    "goal": {"expr": "loss < calibration:floor and acc >= 0.5 within 8 runs"},
}


def test_a_configuration_is_completed_and_typed() -> None:
    assert labs.configuration(LAB, {"lr": 1, "n": 4.0}) == {"lr": 1.0, "n": 4, "kind": "a", "on": True}


@pytest.mark.parametrize(
    "given",
    [
        {"lr": 2},
        {"lr": "1"},
        {"lr": True},
        {"lr": float("nan")},
        {"n": 1.5},
        {"kind": "c"},
        {"kind": []},
        {"on": 1},
        {"other": 1},
    ],
)
def test_a_configuration_outside_the_form_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(labs.BadConfiguration):
        labs.configuration(LAB, given)


def test_a_goal_is_met_or_not() -> None:
    calibration = {"profiles": {"cpu": {"fixed": {"floor": 0.2}}}}
    assert labs.goal_met(LAB, calibration, "cpu", {"loss": 0.1, "acc": 0.5}) is True
    assert labs.goal_met(LAB, calibration, "cpu", {"loss": 0.3, "acc": 0.5}) is False
    assert labs.goal_met(LAB, calibration, "cpu", {"loss": 0.1}) is False
    assert labs.goal_met({}, {}, "cpu", {}) is None
    with pytest.raises(SpecError):
        labs.goal_met(LAB, {}, "cpu", {"loss": 0.1, "acc": 0.5})
    with pytest.raises(SpecError):
        labs.goal_met({"goal": {"expr": "__import__('os')"}}, {}, "cpu", {})
