"""Everything that a judge.py can ask of a learner's process, with NumPy, torch, pandas and Matplotlib on the other side."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from workers.judge import FIGURE, OUT, REPORT, AssetPath, Figure, Frame, Learner, LearnerError, Named, Torch
from workers.judge.judging import Judging, Run
from workers.judge.link import Started
from workers.spec import TaskSpec, read_task

ROOT = Path(__file__).resolve().parents[3]
START = (
    "import socket, sys; sys.path.insert(0, {root!r}); from workers.harness.main import main; "
    "sys.exit(main(socket.socket(fileno={fd})))"
)

SOURCE = """
import os
import numpy as np
import torch
from torch import nn

def double(x): return x * 2
def mutate(x, y=None):
    x[0] = 7
    return None
def describe(v): return type(v).__name__
def echo(v): return v
def pair(x): return x, {"twice": x * 2}
def matmul_heads(x, w, loop):
    if loop:
        return torch.stack([row @ w for row in x])
    return x @ w
def slow_sum(x):
    total = 0.0
    for item in x: total += float(item)
    return total
KEPT = []
def leak(n): KEPT.append(np.ones(n))
def read(path): return open(path).read()
def draw():
    import matplotlib
    matplotlib.use("agg")
    import matplotlib.pyplot as plt
    figure, axes = plt.subplots()
    axes.plot([1, 2], [3, 4], label="line")
    axes.set_title("drawn")
    plt.close(figure)
    return figure
def show(x, figure):
    figure("input", {"data": [{"type": "heatmap", "z": x}], "layout": {}})
def write(out, text):
    os.makedirs(out + "/sub"); open(out + "/sub/a.json", "w").write(text); os.symlink("/etc/passwd", out + "/link.json")
def minimum(f, x): return f(x)
def frame(df):
    df = df.copy(); df["z"] = df["x"] + 1; return df
def numbers():
    yield torch.zeros(1); yield torch.ones(2)
class Net(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.fc = nn.Linear(d, 2)
        self.params = {"W": np.zeros(2)}
    def forward(self, x): return self.fc(x)
def predict(model, x): return model(x).argmax(1)
def tensor_args(x): return x.requires_grad, x.is_leaf
"""

STUBS = "import numpy as np\ndef square(x): return x ** 2\ndef table(rows): return lambda i: rows[i]\n"


class Link:
    """Stands in for the parent: starts processes, without a sandbox, on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.processes: list[subprocess.Popen[bytes]] = []

    def spawn(self, limits: dict[str, float], *, quiet: bool = False) -> Started:
        box = self.folder / f"box-{len(self.processes)}"
        box.mkdir()
        ours, theirs = socket.socketpair()
        code = START.format(root=str(ROOT), fd=theirs.fileno())
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "EVERYDAY_SANDBOX_ROOTS": f'{{"/assets": "{self.folder}"}}'}
        self.processes.append(
            subprocess.Popen([sys.executable, "-c", code], cwd=box, pass_fds=[theirs.fileno()], env=environment)
        )
        theirs.close()
        return Started(len(self.processes) - 1, ours)

    def end(self, job: int, reason: str = "killed") -> dict[str, Any]:
        used = psutil.Process(self.processes[job].pid).cpu_times()
        self.processes[job].kill()
        return {"ended": reason, "exit_code": self.processes[job].wait(10), "cpu_s": used.user + used.system}

    def release(self, job: int) -> None:
        self.processes[job].kill()
        self.processes[job].wait(10)

    def event(self, kind: str, data: dict[str, Any]) -> None:
        self.events.append((kind, data))


def spec() -> TaskSpec:
    f64 = {"name": "x", "dtype": "f64", "shape": ["n"]}
    return read_task(
        {
            "id": "w01/x", "kind": "module", "points": 1, "profiles": {"cpu": {"cpu_s": 60, "memory_mib": 2048}},
            "entry": {"exports": [{"name": "double", "args": [f64], "returns": [f64]}, {"name": "mutate", "args": [f64]}]},
            "tests": [{"id": "t", "public": True, "points": 1}],
        },
        {}, "cpu",
    )  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("task")
    (folder / "stubs.py").write_text(STUBS)
    link = Link(folder)
    run = Run(link, spec(), folder, {"solution.py": SOURCE.encode()}, 5)  # type: ignore[arg-type]
    yield run
    run.close()


@pytest.fixture
def j(run: Run) -> Judging:
    return Judging(run, "t", 0, None)


@pytest.fixture
def learner(j: Judging) -> Learner:
    return j.learner


def test_arrays_stay_arrays_and_tensors_tensors(learner: Learner) -> None:
    assert learner.call("double", np.ones(3)).tolist() == [2, 2, 2]
    tensor = learner.call("double", Torch(np.ones(3, "f4")))
    assert isinstance(tensor, Torch)
    assert tensor.array.dtype == np.float32
    assert learner.call("describe", Torch(np.ones(3))) == "Tensor"
    assert learner.call("describe", np.ones(3)) == "ndarray"
    assert learner.call("tensor_args", Torch(np.ones(2), requires_grad=True)) == (True, True)
    first, rest = learner.call("pair", np.ones(2))
    assert rest["twice"].tolist() == [2, 2]
    assert first.shape == (2,)
    assert learner.call("echo", (1, [None, "字"], {"k": b"x"})) == (1, [None, "字"], {"k": b"x"})


def test_frames_and_figures_cross_as_data(learner: Learner) -> None:
    got = learner.call("frame", Frame({"x": np.array([1.0, 2.0]), "s": ["a", None]}))
    assert isinstance(got, Frame)
    assert got["z"].tolist() == [2, 3]
    assert got["s"] == ["a", None]
    assert len(got) == 2
    figure = learner.call("draw")
    assert isinstance(figure, Figure)
    assert figure.axes[0]["title"] == "drawn"
    assert figure.axes[0]["lines"][0]["y"].tolist() == [3, 4]
    assert figure.png.startswith(b"\x89PNG")
    assert not figure.is_open


def test_files_assets_stubs_and_callables(learner: Learner, run: Run) -> None:
    assert learner.call("read", learner.file("a.txt", b"hello")) == "hello"
    (run.task_dir / "asset.txt").write_text("asset")
    assert learner.call("read", AssetPath("asset.txt")) == "asset"
    assert learner.call("minimum", Named("square"), np.array([3.0])).tolist() == [9]
    assert learner.call("minimum", Named("table", [5, 6]), 1) == 6
    learner.do("show", np.eye(2), FIGURE)
    assert learner.figures == [{"id": "input", "plotly": {"data": [{"type": "heatmap", "z": [[1, 0], [0, 1]]}], "layout": {}}}]
    assert learner.call("describe", REPORT) == "function"
    _, files = learner.collect("write", OUT, "{}")
    assert files == {"sub/a.json": b"{}"}


def test_objects_stay_over_there(learner: Learner) -> None:
    net = learner.new("Net", 3)
    assert net.param_count() == 8
    state = net.state()
    net.load_state({name: np.ones_like(array) for name, array in state.items()})
    assert net(Torch(np.ones((1, 3), "f4"))).array.tolist() == [[4, 4]]
    net.set("fc.bias", Torch(np.zeros(2, "f4")))
    assert net.get("fc.bias").array.tolist() == [0, 0]
    assert net.at("fc").call("extra_repr").startswith("in_features=3")
    net.set_item("params", "W", np.ones(2))
    assert net.get("params")["W"].tolist() == [1, 1]
    assert net.at("params").item("W").tolist() == [1, 1]
    net.do("train")
    assert net.get("training") is True
    optimiser = learner.lib("torch.optim.SGD", net.new("parameters"), lr=0.5)
    assert optimiser.at("param_groups.0").item("lr") == 0.5
    assert learner.call("predict", net, Torch(np.ones((2, 3), "f4"))).array.tolist() == [0, 0]
    assert learner.new("numbers").at("1").call("numel") == 2


def test_gradients_are_taken_over_there(learner: Learner) -> None:
    x, w = np.random.default_rng(0).normal(size=(2, 3, 4)), np.random.default_rng(1).normal(size=(4, 2))
    dout = np.ones((2, 3, 2))
    found = learner.grad("matmul_heads", Torch(x), Torch(w), False, dout=Torch(dout))
    assert np.allclose(found.args[0], dout @ w.T)
    assert np.allclose(found.args[1], x.reshape(-1, 4).T @ dout.reshape(-1, 2))
    net = learner.new("Net", 3)
    found = learner.grad(net, Torch(np.ones((5, 3), "f4")), dout=Torch(np.ones((5, 2), "f4")), params=True)
    assert found.params["fc.bias"].tolist() == [5, 5]  # type: ignore[union-attr]
    found = learner.grad("pair", Torch(np.ones(2)), dout=Torch(np.ones(2)), output=0, wrt=[0])
    assert found.args[0].tolist() == [1, 1]  # type: ignore[union-attr]


def test_what_runs_can_be_counted(learner: Learner) -> None:
    def matmuls(n: int, loop: bool) -> int:
        return learner.matmuls("matmul_heads", Torch(np.ones((n, 3, 4), "f4")), Torch(np.ones((4, 2), "f4")), loop)

    assert matmuls(2, loop=False) == matmuls(9, loop=False)
    assert matmuls(9, loop=True) > matmuls(2, loop=True)
    assert "torch.Tensor.matmul" in str(
        learner.op_count("matmul_heads", Torch(np.ones((1, 3, 4), "f4")), Torch(np.ones((4, 2), "f4")), False)
    )
    assert learner.line_count("slow_sum", np.ones(100)) > learner.line_count("slow_sum", np.ones(10)) + 80
    assert learner.line_count("double", np.ones(100)) == learner.line_count("double", np.ones(10))
    assert learner.rss_growth("leak", 20_000, times=200) > 20
    assert learner.rss_growth("double", np.ones(1000), times=200) < 5


def test_gates_are_noted_on_the_way(learner: Learner, run: Run) -> None:
    learner.call("mutate", np.ones(3), y=np.ones(2))
    assert run.gates["K2"][-1]["en"].startswith("mutate changed its arguments: x.")
    before = list(run.gates["K3"])
    learner.call("double", Torch(np.ones(3)))
    assert len(run.gates["K3"]) == len(before) + 1


def refused(call: Callable[[], Any]) -> LearnerError:
    with pytest.raises(LearnerError) as error:
        call()
    return error.value


def test_what_goes_wrong_is_named(learner: Learner) -> None:
    assert refused(lambda: learner.call("read", "/does/not/exist")).type == "FileNotFoundError"
    assert refused(lambda: learner.call("absent")).type == "AttributeError"
    assert refused(lambda: learner.call("echo", learner.new("Net", 2))).kind == "unsupported"
    assert refused(lambda: learner.new("Net", 2).get("nothing.here")).type == "AttributeError"
    assert "solution.py" in refused(lambda: learner.call("slow_sum", ["x"])).traceback


def test_handles_do_not_cross_between_processes(j: Judging, learner: Learner) -> None:
    net = learner.new("Net", 2)
    with j.fresh() as other, pytest.raises(TypeError):
        other.call("predict", net, Torch(np.ones((1, 2), "f4")))


def test_the_cost_of_calls_is_what_a_process_with_them_used_more(j: Judging) -> None:
    idle = j.cpu_seconds(lambda learner: learner.do("describe", 1))
    busy = j.cpu_seconds(lambda learner: [learner.do("slow_sum", list(range(400_000))) for _ in range(20)])
    assert 0 < idle < busy - 0.2


def test_a_process_that_was_measured_has_ended(j: Judging) -> None:
    kept: list[Learner] = []
    j.cpu_seconds(kept.append)
    assert not kept[0].process.alive


def test_two_processes_start_from_different_global_seeds(j: Judging, run: Run) -> None:
    run.files["solution.py"] = (
        SOURCE.encode()
        + b"\nimport random\ndef draw_numbers(): return [random.random(), float(np.random.rand()), float(torch.rand(1))]\n"
    )
    first, second = j.twice(lambda learner: learner.call("draw_numbers"))
    assert not set(first) & set(second)


def test_something_is_made_once_and_its_failure_remembered(j: Judging) -> None:
    calls = []

    def make() -> None:
        calls.append(1)
        raise LearnerError("exception", "ValueError", "no")

    for _ in range(2):
        refused(lambda: j.once("it", make))
    assert calls == [1]
    assert j.once("other", lambda: 3) == j.once("other", lambda: 4) == 3
