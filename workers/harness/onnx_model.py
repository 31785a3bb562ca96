"""An ONNX model as a guest: read and run in a learner's sandbox, where no code of a learner's was ever loaded.

What comes out is plain data for the judge, which applies the task's rules to it. onnx and onnxruntime are imported only here.
"""

import importlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

MAX_NODES = 20_000
MAX_PORTS = 64
MAX_NAMES = 256


class NotAModel(ValueError):
    """These bytes are not an ONNX model that can be looked at; the message is onnx's own."""


class OnnxModel:
    """One model. `facts` needs no session; the session is made by the first `run`."""

    def __init__(self, data: bytes) -> None:
        onnx: Any = importlib.import_module("onnx")
        self._onnx = onnx
        self._data = data
        try:
            self._model = onnx.ModelProto.FromString(data)
        except Exception as error:  # the parser's own kinds of exception differ by version
            raise NotAModel(str(error)) from None
        if not self._model.graph.node:
            raise NotAModel("the graph has no nodes")
        self._session: Any = None

    def facts(self) -> dict[str, Any]:
        """{ir, opsets, ops, domains, inputs, outputs, weights, weight_bytes, external, functions, problem}: JSON.

        `ops` counts every node by `domain::Type`, those of inner graphs and local functions included; `problem` is what
        onnx's checker says, "" if nothing.
        """
        model = self._model
        nodes = list(_nodes(model))
        tensors = list(_tensors(model))
        weights = [tensor for tensor in tensors if tensor.data_type]
        counts = Counter(f"{node.domain or ''}::{node.op_type}"[:120] for node in nodes)
        initial = {tensor.name for tensor in model.graph.initializer}
        return {
            "ir": int(model.ir_version),
            "opsets": {opset.domain[:80]: int(opset.version) for opset in model.opset_import[:MAX_PORTS]},
            "ops": dict(counts.most_common(MAX_NAMES)),
            "inputs": [_port(value) for value in model.graph.input[:MAX_PORTS] if value.name not in initial],
            "outputs": [_port(value) for value in model.graph.output[:MAX_PORTS]],
            "weights": len(weights),
            "weight_bytes": sum(_size(tensor) for tensor in weights),
            "external": [_location(tensor)[:200] for tensor in tensors if tensor.data_location == 1][:16],
            "functions": [f"{function.domain}::{function.name}"[:120] for function in model.functions[:MAX_PORTS]],
            "problem": self._problem(tensors),
        }

    def _problem(self, tensors: list[Any]) -> str:
        if any(tensor.data_location == 1 for tensor in tensors):
            return ""  # the checker would go and look for those files
        try:
            self._onnx.checker.check_model(self._model)
        except Exception as error:
            return str(error)[:500] or type(error).__name__
        return ""

    def run(self, inputs: dict[str, Any], outputs: list[str] | None, threads: int) -> dict[str, Any]:
        """The named outputs (None: all) for the named inputs. Whatever onnxruntime raises comes out."""
        if self._session is None:
            runtime: Any = importlib.import_module("onnxruntime")
            options = runtime.SessionOptions()
            options.intra_op_num_threads = threads
            options.inter_op_num_threads = 1
            options.log_severity_level = 4
            self._session = runtime.InferenceSession(self._data, options, providers=["CPUExecutionProvider"])
        names = outputs or [output.name for output in self._session.get_outputs()]
        values = self._session.run(names, {name: np.ascontiguousarray(value) for name, value in inputs.items()})
        return dict(zip(names, values, strict=True))


def _nodes(model: Any) -> Iterator[Any]:
    """Every node, inner graphs and local functions included; too many are refused rather than counted."""
    waiting = [*model.graph.node, *(node for function in model.functions for node in function.node)]
    count = 0
    while waiting:
        node = waiting.pop()
        count += 1
        if count > MAX_NODES:
            raise NotAModel(f"more than {MAX_NODES} nodes")
        yield node
        for attribute in node.attribute:
            for graph in (attribute.g, *attribute.graphs):
                waiting.extend(graph.node)


def _tensors(model: Any) -> Iterator[Any]:
    """Every tensor that the file holds, wherever it is: any of them may point outside the file."""
    yield from _graph_tensors(model.graph)
    for function in model.functions:
        for node in function.node:
            yield from _node_tensors(node)


def _graph_tensors(graph: Any) -> Iterator[Any]:
    yield from graph.initializer
    for sparse in graph.sparse_initializer:
        yield from (sparse.values, sparse.indices)
    for node in graph.node:
        yield from _node_tensors(node)


def _node_tensors(node: Any) -> Iterator[Any]:
    for attribute in node.attribute:
        yield from (attribute.t, *attribute.tensors)
        for sparse in (attribute.sparse_tensor, *attribute.sparse_tensors):
            yield from (sparse.values, sparse.indices)
        for graph in (attribute.g, *attribute.graphs):
            yield from _graph_tensors(graph)


def _location(tensor: Any) -> str:
    return next((entry.value for entry in tensor.external_data if entry.key == "location"), "")


def _size(tensor: Any) -> int:
    return int(tensor.ByteSize())


def _port(value: Any) -> list[Any]:
    """[name, ONNX element type (1 = float32 …), [dimension: int, its name, or null]]."""
    kind = value.type.tensor_type
    shape = kind.shape.dim if kind.HasField("shape") else None
    dims = None if shape is None else [_dimension(dim) for dim in shape[:16]]
    return [value.name[:120], int(kind.elem_type), dims]


def _dimension(dim: Any) -> int | str | None:
    if dim.HasField("dim_value"):
        return int(dim.dim_value)
    return dim.dim_param[:80] or None
