"""K3 from an export's description, K7 from a source, files that a training run leaves."""

import struct
from typing import Any

import numpy as np
import pytest

from workers.judge.artifacts import check_files
from workers.judge.contracts import bind, violation
from workers.judge.errors import CheckFailed
from workers.judge.models.safetensors import read_tensors, safetensors_header
from workers.judge.source_rules import loops, violations
from workers.judge.values import Torch
from workers.spec import ExportSpec, SpecError, TaskSpec, read_task


def spec(**more: Any) -> TaskSpec:
    base = {
        "id": "w01/x", "kind": "function", "points": 10, "entry": {}, "profiles": {"cpu": {"cpu_s": 5, "memory_mib": 128}},
        "tests": [{"id": "t", "rung": "value", "public": True, "points": 10, "name": {}}],
    }  # fmt: skip
    return read_task({**base, **more}, {}, "cpu")


def export(returns: Any, args: Any = (), **more: Any) -> ExportSpec:
    return ExportSpec.read({"name": "f", "args": list(args), "returns": returns, **more})


X = {"name": "x", "dtype": "f64", "shape": ["n", "d"]}
RESULTS = [
    ([{"dtype": "f64", "shape": ["n", "d"]}], np.ones((2, 3)), None),
    ([{"dtype": "f64", "shape": ["n", "d"]}], np.ones((3, 2)), "expected shape (2, 3)"),
    ([{"dtype": "f64", "shape": ["n", "d"]}], np.ones((2, 3), "f4"), "expected dtype float64, got float32"),
    ([{"dtype": "f64", "shape": ["n"]}], np.array([1.0, np.nan]), "nan at [1]"),
    ([{"dtype": "f64", "shape": ["n"], "finite": False}], np.array([1.0, np.nan]), None),
    ([{"dtype": "f64", "shape": ["...", "d"]}], np.ones((5, 4, 3)), None),
    ([{"dtype": "f64", "shape": ["n", "4*d-n"]}], np.ones((2, 10)), None),
    ([{"dtype": "f64", "shape": ["n", "k"]}], np.ones((2, 9)), None),
    ([{"dtype": "f64"}], [1.0, 2.0], "expected a NumPy array, got list"),
    ([{"dtype": "f64"}], np.float64(3), None),
    ([{"dtype": "float"}], 1.0, None),
    ([{"dtype": "float"}], np.float32(1.0), None),
    ([{"dtype": "float"}], float("inf"), "inf"),
    ([{"dtype": "float"}], "1.0", "got str"),
    ([{"dtype": "int"}], True, "got bool"),
    ([{"dtype": "bool"}], True, None),
    ([{"dtype": "bool", "shape": ["n"]}], np.array([True, False]), None),
    ([{"dtype": "none"}], 0, "got int"),
    ([{"dtype": "float", "optional": True}], None, None),
    ([{"dtype": "torch.f32", "shape": ["n"]}], Torch(np.ones(2, "f4")), None),
    ([{"dtype": "torch.f32", "shape": ["n"]}], np.ones(2, "f4"), "expected a torch tensor"),
    ([{"dtype": "torch"}], Torch(np.ones(2, "i8")), "expected dtype float"),
    ([{"dtype": "float"}, {"dtype": "f64", "shape": ["n", "d"]}], (1.0, np.ones((2, 3))), None),
    ([{"dtype": "float"}, {"dtype": "f64", "shape": ["n", "d"]}], (1.0,), "expected 2 items, got 1"),
    ([{"dtype": "float"}, {"dtype": "f64"}], np.ones(2), "expected a tuple"),
    ([{"dtype": "dict", "items": {"b": {"dtype": "f64", "shape": ["d"]}}}], {"b": np.ones(3)}, None),
    (
        [{"dtype": "dict", "items": {"b": {"dtype": "f64", "shape": ["d"]}}}],
        {"b": np.ones((1, 3))},
        "f['b']: expected shape (3,)",
    ),
    ([{"dtype": "dict", "items": {"b": {"dtype": "f64"}}}], {}, "expected the keys ['b']"),
    (None, {"deep": [np.array([np.inf])]}, "f['deep'][0]"),
]


@pytest.mark.parametrize(("returns", "result", "says"), RESULTS)
def test_a_result_is_held_against_its_description(returns: Any, result: Any, says: str | None) -> None:
    described = export(returns, [X])
    found = violation(described, result, bind(described, (np.ones((2, 3)),), {}, {}))
    assert found is None if says is None else found is not None and says in found["en"]


def test_a_method_knows_its_constructors_dimensions() -> None:
    maker = ExportSpec.read({"name": "Net", "kind": "class", "args": [{"name": "h", "dtype": "int", "dim": "h"}]})
    dims = bind(maker, (), {"h": 7}, {})
    described = export([{"dtype": "f64", "shape": ["n", "h"]}], [X])
    assert violation(described, np.ones((2, 7)), bind(described, (np.ones((2, 3)),), {}, dims)) is None


def test_a_dimension_that_says_nothing_is_the_authors_mistake() -> None:
    with pytest.raises(SpecError):
        violation(export([{"dtype": "f64", "shape": ["2*q"]}]), np.ones(2), {})


BANNED = [
    ("numpy.dot", "import numpy as np\ny = np.dot(1, 2)", True),
    ("numpy.dot", "from numpy import dot as d\ny = d(1, 2)", True),
    ("numpy.dot", "import numpy\nf = numpy.dot\nf(1, 2)", True),
    ("numpy.dot", "import numpy as np\ng = getattr(np, 'dot')", True),
    ("numpy.dot", "import numpy as np\ny = np.dotted", False),
    ("numpy.linalg.*", "import numpy.linalg as la\nla.inv", True),
    ("torch", "def f():\n    import torch.nn as nn", True),
    ("torch", "torch = 3\nprint('import torch')", False),
    ("torch.nn.Transformer*", "from torch import nn\nnn.TransformerEncoder", True),
    ("@", "a = b @ c", True),
    ("@", "a @= c", True),
    ("@", "@property\ndef f(): ...", False),
    (".dot", "a.dot(b)", True),
    (".dot", "a.dotted(b)", False),
    ("sklearn", "from sklearn.datasets import load_iris", True),
]


@pytest.mark.parametrize(("target", "source", "found"), BANNED)
def test_a_forbidden_name_is_found_in_the_text(target: str, source: str, found: bool) -> None:
    described = spec(process={"forbid": [{"target": target, "how": "ast", "why": {"zh": "因", "en": "why"}}]})
    assert bool(violations(described, {"solution.py": source})) is found


def test_only_allowed_imports_are_allowed() -> None:
    described = spec(process={"allow_imports": ["numpy"]})
    assert not violations(described, {"solution.py": "import numpy, math, json\nfrom helper import f", "helper.py": ""})
    assert "torch" in violations(described, {"solution.py": "import numpy\nimport torch"})[0]["en"]


@pytest.mark.parametrize("source", ["def f(:", "\0", "x = " + "(" * 5000, "a." * 20000 + "b"])
def test_a_text_that_does_not_parse_has_no_violation(source: str) -> None:
    assert violations(spec(process={"allow_imports": []}), {"solution.py": source}) == []


def test_loops_are_counted_in_one_function() -> None:
    source = "def f():\n    for x in y:\n        [a for a in b]\n    while 1: pass\ndef g(): return 1"
    assert (loops(source, "f"), loops(source, "g"), loops(source, "h")) == (3, 0, 0)


def tensors(header: bytes, data: bytes = b"") -> bytes:
    return struct.pack("<Q", len(header)) + header + data


GOOD = tensors(b'{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"__metadata__":{"a":"b"}}', np.ones(2, "<f4").tobytes())


def test_a_safetensors_file_is_read_without_its_library() -> None:
    assert read_tensors(GOOD)["w"].tolist() == [1, 1]
    check_files(spec(), {"model.safetensors": GOOD, "config.json": b"{}"})


@pytest.mark.parametrize(
    "data",
    [
        b"", b"short", struct.pack("<Q", 1 << 60), tensors(b"[]"), tensors(b"{"), tensors(b'{"w":3}'),
        tensors(b'{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', b"1234"),
        tensors(b'{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}', bytes(8)),
        tensors(b'{"w":{"dtype":"F32","shape":[-2],"data_offsets":[8,0]}}', bytes(8)),
        tensors(b'{"w":{"dtype":"PY","shape":[],"data_offsets":[0,0]}}'),
    ],
)  # fmt: skip
def test_a_file_that_is_no_safetensors_is_refused(data: bytes) -> None:
    assert safetensors_header(data) is None
    with pytest.raises(CheckFailed):
        check_files(spec(), {"model.safetensors": data})


@pytest.mark.parametrize(
    ("path", "data"), [("model.pkl", b""), ("model.pt", b"PK"), ("code.py", b""), ("model.onnx", b""), ("c.json", b"{")]
)
def test_other_files_are_refused(path: str, data: bytes) -> None:
    with pytest.raises(CheckFailed):
        check_files(spec(), {path: data})


def test_a_file_over_its_size_is_refused() -> None:
    described = spec(entry={"writes": [{"path": "*.safetensors", "format": "safetensors", "max_bytes": 10}]})
    with pytest.raises(CheckFailed, match="too large"):
        check_files(described, {"m.safetensors": GOOD})
