"""What runs beside a learner's code: their imports, tracebacks, reports, measurements."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from workers.harness.figures import probe_figure
from workers.harness.frames import Channel
from workers.harness.guard import Guard, covers
from workers.harness.paths import ROOTS_VARIABLE, resolve
from workers.harness.reporting import Reporter
from workers.harness.wire import same


@pytest.fixture
def reporter() -> Iterator[tuple[Reporter, Channel]]:
    left, right = socket.socketpair()
    yield Reporter(Channel(left)), Channel(right)
    left.close()
    right.close()


def test_reports_are_thinned_but_the_last_arrives(reporter: tuple[Reporter, Channel]) -> None:
    sender, receiver = reporter
    for step in range(1000):
        sender.report(step, loss=float(step))
    sender.flush()
    received = []
    while receiver.pending:
        received.append(receiver.receive(1).header)
    assert received[0]["step"] == 0
    assert received[-1] == {"event": "report", "step": 999, "values": {"loss": 999.0}}
    assert len(received) < 40


def test_a_number_that_is_none_is_sent_at_once(reporter: tuple[Reporter, Channel]) -> None:
    sender, receiver = reporter
    sender.report(0, loss=1.0)
    sender.report(1, loss=np.float32("nan"))
    assert [receiver.receive(1).header["values"] for _ in range(2)] == [{"loss": 1.0}, {"loss": "nan"}]


def test_a_figure_becomes_plain_lists(reporter: tuple[Reporter, Channel]) -> None:
    sender, receiver = reporter
    sender.figure("curve", {"data": [{"type": "scatter", "y": np.array([1.0, np.nan])}], "layout": {}})
    assert receiver.receive(1).header["plotly"] == {"data": [{"type": "scatter", "y": [1.0, None]}], "layout": {}}
    with pytest.raises(TypeError):
        sender.figure(3, {})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("torch", "torch", True),
        ("torch", "torch.nn.Linear", True),
        ("torch", "torchvision", False),
        ("torch.nn.Transformer*", "torch.nn.TransformerEncoder", True),
        ("torch.nn.Transformer*", "torch.nn.Linear", False),
        ("numpy.linalg.*", "numpy.linalg.inv", True),
    ],
)
def test_a_target_covers_names(pattern: str, name: str, expected: bool) -> None:
    assert covers(pattern, name) is expected


def test_the_import_hook_notes_only_the_learners_imports() -> None:
    guard = Guard(["sqlite3"], ["numpy"], "/box/")
    namespace: dict[str, Any] = {"__builtins__": guard.namespace_builtins()}
    exec("import numpy, json\nimport sqlite3\nfrom email import message", namespace)
    assert guard.violations == ["sqlite3", "email"]
    import sqlite3  # noqa: F401 - an import that is not theirs

    assert guard.violations == ["sqlite3", "email"]


def test_paths_are_resolved_by_the_longest_mapped_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    assert resolve("/assets/mnist") == Path("/assets/mnist")
    monkeypatch.setenv(ROOTS_VARIABLE, '{"/assets": "/srv/a", "/assets/mnist": "/srv/m"}')
    assert resolve("/assets/mnist/x.npy") == Path("/srv/m/x.npy")
    assert resolve("/assets") == Path("/srv/a")
    assert resolve("/assets-judge") == Path("/assets-judge")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (np.zeros(3), np.array([0.0, 0.0, -0.0])),
        (np.zeros(3), np.zeros(3, "f4")),
        ([1, [2]], [1, [3]]),
        ({"a": 1}, {"a": 1, "b": 2}),
        ((1,), [1]),
        (1, True),
    ],
)
def test_a_changed_argument_is_seen(before: Any, after: Any) -> None:
    assert same(before, before)
    assert not same(after, before)


def test_nan_is_still_nan() -> None:
    assert same([float("nan"), np.array([np.nan])], [float("nan"), np.array([np.nan])])


def test_a_figure_is_probed_without_its_object() -> None:
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots()
    axes.scatter([1, 2], [3, 4], label="setosa")
    axes.plot([0, 1], [5, 6])
    axes.bar([0], [2.5])
    axes.set_xlabel("petal_length")
    axes.legend()
    probed = probe_figure(figure)
    plt.close(figure)
    (only,) = probed["axes"]
    assert only["xlabel"] == "petal_length"
    assert only["legend"] == ["setosa"]
    assert only["collections"][0]["offsets"].tolist() == [[1, 3], [2, 4]]
    assert only["bars"][0]["height"] == 2.5
    assert probed["png"].startswith(b"\x89PNG")


def test_what_tells_series_and_boxes_apart_is_probed() -> None:
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2)
    left.scatter([1, np.nan], [3, 4], label="a", marker="o")
    left.scatter([1], [3], label="b", marker="s", facecolors="none", edgecolors="red")
    left.plot(["p", "q"], [5, 6], "x", linestyle="none", label="c")
    right.boxplot([[1.0, 2.0, 3.0], [4.0, 5.0, 9.0]], tick_labels=["u", "v"])
    right.boxplot([[1.0, 2.0, 3.0]], positions=[3], tick_labels=["w"], patch_artist=True)
    figure.legend(["a", "b"])
    probed = probe_figure(figure)
    plt.close(figure)
    scatter, boxes = probed["axes"]
    first, second = scatter["collections"]
    assert np.isnan(first["offsets"][1]).any()
    assert first["marker"].shape != second["marker"].shape
    assert (second["colors"].shape, second["edges"][0].tolist()) == ((0, 4), [1, 0, 0, 1])
    assert (scatter["lines"][0]["style"], scatter["lines"][0]["marker"]) == ("None", "x")
    assert scatter["lines"][0]["x"].tolist() == [0, 1]
    assert sorted((box[1], box[3]) for box in boxes["boxes"]) == [(1.5, 2.5), (1.5, 2.5), (4.5, 7)]
    assert dict(zip(boxes["xticks"], boxes["xticks_at"], strict=True)) == {"u": 1, "v": 2, "w": 3}
    assert probed["legend"] == ["a", "b"]
