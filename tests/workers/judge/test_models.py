"""Model files: what is accepted, what is said about the rest, and that a hostile one spoils only its own result."""

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from tests.workers.grading import FIXTURES, Graded, Grading
from workers.evaluation import EvaluationJob
from workers.harness.onnx_model import NotAModel, OnnxModel
from workers.judge.errors import CheckFailed, LearnerError
from workers.judge.models.onnx import OnnxFacts, broken_rule
from workers.judge.models.safetensors import read_tensors, safetensors_header
from workers.spec import WriteSpec

AFFINE = FIXTURES / "weeks/01-fixture/tasks/affine/reference"
EXPORTER = (FIXTURES / "weeks/01-fixture/tasks/exporter/reference/solution.py").read_text("utf-8")
RULE = WriteSpec("model.onnx", "onnx", 100_000, opset=(13, 22), ops=("Gemm", "MatMul", "Add"))


def model(
    nodes: list[Any], weights: list[Any] | None = None, opset: int = 18, domain: str = "", sizes: tuple[int, int] = (4, 3)
) -> bytes:
    named = zip("xy", sizes, strict=True)
    ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", size]) for name, size in named]
    graph = helper.make_graph(nodes, "g", ports[:1], ports[1:], weights or [])
    opsets = [helper.make_opsetid("", opset), *([helper.make_opsetid(domain, 1)] if domain else [])]
    made = helper.make_model(graph, opset_imports=opsets)
    made.ir_version = 10
    return bytes(made.SerializeToString())


def weight(name: str, *shape: int) -> Any:
    return numpy_helper.from_array(np.ones(shape, np.float32), name)


MATMUL = helper.make_node("MatMul", ["x", "w"], ["y"])
GOOD = model([MATMUL], [weight("w", 4, 3)])


def facts(data: bytes) -> OnnxFacts:
    return OnnxFacts.read(json.loads(json.dumps(OnnxModel(data).facts())))


def test_facts_say_what_is_in_a_model() -> None:
    found = facts(GOOD)
    assert (found.ops, found.opsets, found.weights, found.external) == ({"MatMul": 1}, {"": 18}, 1, ())
    assert [(port.name, port.dtype, port.shape) for port in found.inputs] == [("x", "f32", ("batch", 4))]
    assert found.weight_bytes >= 48
    assert broken_rule(found, RULE) is None


def in_another_file() -> bytes:
    tensor = weight("w", 4, 3)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    place = tensor.external_data.add()
    place.key, place.value = "location", "/etc/passwd"
    return model([MATMUL], [tensor])


def in_a_branch() -> bytes:
    """The outside reference hides in a constant inside an If."""
    hidden = onnx.ModelProto.FromString(in_another_file()).graph.initializer[0]
    constant = helper.make_node("Constant", [], ["c"], value=hidden)
    branch = helper.make_graph([constant], "b", [], [helper.make_tensor_value_info("c", TensorProto.FLOAT, [4, 3])])
    choose = helper.make_node("If", ["cond"], ["w"], then_branch=branch, else_branch=branch)
    condition = numpy_helper.from_array(np.array(True), "cond")
    return model([choose, MATMUL], [condition])


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (in_another_file(), "another file"),
        (in_a_branch(), "another file"),
        (model([helper.make_node("Gelu", ["x"], ["y"], domain="com.microsoft")], domain="com.microsoft"), "com.microsoft::Gelu"),
        (model([helper.make_node("Relu", ["x"], ["y"])]), "Relu"),
        (model([MATMUL], [weight("w", 4, 3)], opset=11), "opset is 11"),
        (model([helper.make_node("MatMul", ["x", "nowhere"], ["y"])]), "onnx.checker"),
    ],
    ids=["external data", "external data in a branch", "domain", "operator", "opset", "checker"],
)
def test_a_broken_rule_is_named_in_both_languages(data: bytes, word: str) -> None:
    said = broken_rule(facts(data), RULE)
    assert said is not None
    assert set(said) == {"zh", "en"}
    assert word in said["en"]


@pytest.mark.parametrize(
    "data", [b"", b"garbage", b"\x80\x04\x95.", b"PK\x03\x04" * 50], ids=["empty", "garbage", "pickle", "zip"]
)
def test_what_is_no_model_is_no_model(data: bytes) -> None:
    with pytest.raises(NotAModel):
        OnnxModel(data)


@pytest.mark.parametrize(
    "spoilt", [None, [], {}, {"ops": {"A": -1}}, {"inputs": [["x", 1]]}, {"problem": 3}, {"external": [b"x".hex()] * 2}]
)
def test_a_guest_that_lies_about_its_form_is_not_believed(spoilt: Any) -> None:
    raw = {**OnnxModel(GOOD).facts(), **spoilt} if spoilt else spoilt
    if isinstance(raw, dict) and spoilt and "external" in spoilt:
        assert broken_rule(OnnxFacts.read(raw), RULE) is not None
        return
    with pytest.raises(LearnerError):
        OnnxFacts.read(raw)


def safetensors(header: Any, data: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def entry(first: int, last: int, shape: list[int], dtype: str = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [first, last]}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        struct.pack("<Q", 1 << 60),
        safetensors(b"[" * 100_000),
        safetensors([1]),
        safetensors({"w": entry(0, 8, [3])}, bytes(8)),
        safetensors({"w": entry(0, 8, [2]), "v": entry(0, 8, [2])}, bytes(8)),
        safetensors({"w": entry(0, 4, [1]), "v": entry(8, 12, [1])}, bytes(12)),
        safetensors({"w": entry(0, 4, [1])}, bytes(400)),
        safetensors({"w": entry(0, 8, [1], "O")}, bytes(8)),
        safetensors({"w": entry(0, 4, [-1])}, bytes(4)),
        safetensors(
            b'{"w":' + json.dumps(entry(0, 4, [1])).encode() + b',"w":' + json.dumps(entry(0, 4, [1])).encode() + b"}", bytes(4)
        ),
        safetensors({f"w{number}": entry(0, 0, [0]) for number in range(10_001)}),
    ],
)
def test_a_header_that_is_not_right_is_refused(data: bytes) -> None:
    assert safetensors_header(data) is None
    with pytest.raises(CheckFailed):
        read_tensors(data)


def test_bfloat16_is_read_as_float32() -> None:
    data = safetensors({"w": entry(0, 4, [2], "BF16")}, struct.pack("<HH", 0x3F80, 0xC000))
    assert read_tensors(data)["w"].tolist() == [1.0, -2.0]


# ---- on the sandboxed path


def graded(grading: Grading, **files: bytes) -> Graded:
    good = {path.name: path.read_bytes() for path in AFFINE.iterdir()}
    handed = {**good, **{name.replace("_", "."): data for name, data in files.items()}}
    job = EvaluationJob(
        kind="task", content_id="w01/affine", files={name: data for name, data in handed.items() if data is not None}
    )
    return grading.run(job)


def test_the_uploaded_model_passes(grading: Grading) -> None:
    found = graded(grading)
    assert (found.verdict.status, found.verdict.score) == ("passed", 100.0), found.judge_log


def value(name: str, kind: int, *shape: int) -> Any:
    return helper.make_tensor_value_info(name, kind, shape)


def looping() -> bytes:
    """Adds a matrix to itself, a million million times."""
    boolean, real = TensorProto.BOOL, TensorProto.FLOAT
    nodes = [helper.make_node("Identity", ["c"], ["c2"]), helper.make_node("Add", ["a", "a"], ["a2"])]
    given = [value("i", TensorProto.INT64), value("c", boolean), value("a", real, 2, 2)]
    body = helper.make_graph(nodes, "body", given, [value("c2", boolean), value("a2", real, 2, 2)])
    loop = helper.make_node("Loop", ["n", "go", "w0"], ["w"], body=body)
    count, go = numpy_helper.from_array(np.array(10**12), "n"), numpy_helper.from_array(np.array(True), "go")
    return model([loop, MATMUL], [count, go, weight("w0", 2, 2)], sizes=(2, 2))


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("model.onnx", b"", "empty"),
        ("model.onnx", b"garbage", "not what its name says"),
        ("model.onnx", b"\x08" * 30_000, "too large"),
        ("weights.safetensors", b"\x80\x04\x95.", "header"),
        ("weights.safetensors", b"", "empty"),
        ("model.pt", b"\x80\x04\x95.", "pickle"),
        ("model.onnx", None, "no model.onnx"),
    ],
)
def test_a_file_that_is_no_model_is_not_graded(grading: Grading, name: str, data: Any, word: str) -> None:
    found = graded(grading, **{name.replace(".", "_"): data})
    assert (found.verdict.status, found.verdict.score) == ("not_gradable", 0.0)
    message = found.test("K1")["message"]
    assert word in message["en"]
    assert name in message["zh"]


def test_a_model_with_a_loop_without_end_is_refused_by_its_operator(grading: Grading) -> None:
    found = graded(grading, model_onnx=looping())
    assert found.verdict.status == "failed"
    assert "Loop" in found.test("batch")["message"]["zh"]


@pytest.mark.slow
def test_a_model_that_never_ends_is_stopped(grading: Grading) -> None:
    """Where a task allows every operator, the limits hold."""
    source = "\n".join(
        [
            "import os",
            "def export(out):",
            f"    data = bytes.fromhex('{looping().hex()}')",
            "    open(os.path.join(out, 'model.onnx'), 'wb').write(data)",
        ]
    )
    found = grading(source, "w01/exporter")
    assert (found.status("no_external_data"), found.status("values")) == ("passed", "error")
    assert found.verdict.status == "timeout"


@pytest.mark.parametrize(
    ("source", "status", "word"),
    [
        ("def export(out:\n", "not_gradable", "SyntaxError"),
        ("def other():\n    pass\n", "not_gradable", "export"),
        ("import nowhere\n", "not_gradable", "nowhere"),
        ("def export(out):\n    while True:\n        print('x' * 1000)\n", "output_limit", "print"),
        ("def export(out):\n    pass\n", "failed", "model.onnx"),
        ("def export(out):\n    open(out + '/model.pkl', 'w').write('x')\n", "failed", "model.onnx"),
        ("import os\ndef export(out):\n    os.symlink('/etc/passwd', out + '/model.onnx')\n", "failed", "model.onnx"),
        ("def export(out):\n    open(out + '/model.onnx', 'wb').write(b'x' * (101 << 20))\n", "error", "out"),
    ],
    ids=["syntax", "missing export", "missing module", "endless output", "nothing written", "a pickle", "a link", "over-long"],
)
def test_programs_that_should_write_a_model(grading: Grading, source: str, status: str, word: str) -> None:
    found = grading(source, "w01/exporter")
    assert found.verdict.status == status
    messages = [test["message"] for test in found.verdict.tests if test["status"] in ("failed", "error")]
    assert any(word in message["en"] and message["zh"] for message in messages), messages


def test_a_model_too_large_for_the_task_is_named(grading: Grading) -> None:
    large = EXPORTER.replace("np.full((1,), 2, np.float32)", "np.full((9000, 1), 2, np.float32)")
    found = grading(large, "w01/exporter")
    assert "too large" in found.test("values")["message"]["en"]


def test_nothing_of_a_learners_code_lives_in_the_process_that_runs_the_model(grading: Grading, tmp_path: Path) -> None:
    """The code patches onnxruntime for everyone in its process; the model's numbers are still its own."""
    patch = "import numpy as np, onnxruntime\nonnxruntime.InferenceSession.run = lambda self, names, feed, *a: [2 * feed['x']]\n"
    wrong = EXPORTER.replace("np.full((1,), 2, np.float32)", "np.full((1,), 3, np.float32)")
    found = grading(patch + wrong, "w01/exporter")
    assert (found.status("no_external_data"), found.status("values")) == ("passed", "failed")
