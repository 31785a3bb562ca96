"""An ONNX model as a judge sees it: facts and runs, both from a guest process in which no learner's code was ever loaded.

The parser and onnxruntime work over there under the task's limits. What comes back is checked like everything else that
crosses; whatever a hostile file makes of that process, it can spoil only its own result.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from workers.cleaning import clean_text
from workers.harness.values import Array
from workers.judge.errors import CheckFailed, LearnerError
from workers.judge.messages import REASONS, say
from workers.judge.process import LearnerProcess
from workers.judge.values import JudgeEncoder, plain_array
from workers.spec import Text, WriteSpec

ELEMENT_TYPES = {
    1: "f32", 2: "u8", 3: "i8", 5: "i16", 6: "i32", 7: "i64", 9: "bool", 10: "f16", 11: "f64",
}  # fmt: skip


@dataclass(frozen=True)
class Port:
    """An input or output. `shape`: a size, the name of a free dimension, or None for one without a name; None: not stated."""

    name: str
    dtype: str
    shape: tuple[int | str | None, ...] | None


@dataclass(frozen=True, kw_only=True)
class OnnxFacts:
    """`ops` counts nodes: `Gemm` of the default domain, `com.microsoft::Gelu` of others. `problem` is what onnx.checker says."""

    ir: int
    opsets: Mapping[str, int]
    ops: Mapping[str, int]
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    weights: int
    weight_bytes: int
    external: tuple[str, ...]
    functions: tuple[str, ...]
    problem: str

    @property
    def domains(self) -> set[str]:
        return {name.rpartition("::")[0] for name in self.ops}

    @classmethod
    def read(cls, raw: object) -> "OnnxFacts":
        """Raises LearnerError("protocol") for anything out of form."""
        try:
            return cls._read(raw)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise LearnerError("protocol") from None

    @classmethod
    def _read(cls, raw: Any) -> "OnnxFacts":
        return cls(
            ir=_count(raw["ir"]),
            opsets={_word(domain): _count(version) for domain, version in raw["opsets"].items()},
            ops={_word(name).removeprefix("::"): _count(count) for name, count in raw["ops"].items()},
            inputs=tuple(_port(item) for item in raw["inputs"]),
            outputs=tuple(_port(item) for item in raw["outputs"]),
            weights=_count(raw["weights"]),
            weight_bytes=_count(raw["weight_bytes"]),
            external=tuple(_word(item, 200) for item in raw["external"]),
            functions=tuple(_word(item) for item in raw["functions"]),
            problem=_word(raw["problem"], 500),
        )


def broken_rule(facts: OnnxFacts, rule: WriteSpec | None) -> Text | None:
    """What is wrong with a model before it may run; None if nothing is."""
    if facts.external:
        return {
            "zh": f"权重存在另一个文件里（{facts.external[0]}）。导出时请把权重嵌入模型。",
            "en": f"its weights lie in another file ({facts.external[0]}). Embed them when you export.",
        }
    if facts.problem:
        return {"zh": f"onnx.checker 不接受：{facts.problem}", "en": f"onnx.checker refuses it: {facts.problem}"}
    domains = (*(rule.domains if rule else ("",)), "ai.onnx")
    strange = sorted(name for name in facts.ops if name.rpartition("::")[0] not in domains)
    if rule is not None and rule.ops is not None:
        strange += sorted(name for name in facts.ops if name not in strange and name not in rule.ops)
    if strange:
        names = ", ".join(strange[:8])
        return {"zh": f"用了本任务不允许的算子：{names}。", "en": f"it uses operators that this task does not allow: {names}."}
    return _wrong_version(facts, rule)


def _wrong_version(facts: OnnxFacts, rule: WriteSpec | None) -> Text | None:
    version = facts.opsets.get("", facts.opsets.get("ai.onnx", 0))
    if rule is None or rule.opset is None or rule.opset[0] <= version <= rule.opset[1]:
        return None
    low, high = rule.opset
    return {
        "zh": f"opset 是 {version}，应在 {low} 到 {high} 之间。",
        "en": f"its opset is {version}; {low} to {high} are accepted.",
    }


class OnnxModel:
    """An opened model. `run` raises CheckFailed where onnxruntime refuses, LearnerError where a limit was broken."""

    def __init__(self, process: LearnerProcess, data: bytes, path: str) -> None:
        self.path = path
        self.size = len(data)
        self._process = process
        message = process.request({"op": "onnx-open"}, [data])
        refused = message.header.get("refused")
        if isinstance(refused, str):
            reason = {lang: f"{text}（{clean_text(refused, 200)}）" for lang, text in REASONS["not_a"].items()}
            raise CheckFailed(say("artifact", path=path, reason=reason))
        number = message.header.get("model")
        if type(number) is not int:
            raise LearnerError("protocol")
        self._number = number
        self.facts = OnnxFacts.read(message.header.get("facts"))

    @property
    def inputs(self) -> tuple[Port, ...]:
        return self.facts.inputs

    @property
    def outputs(self) -> tuple[Port, ...]:
        return self.facts.outputs

    def run(self, inputs: Mapping[str, Any], outputs: list[str] | None = None) -> dict[str, Array]:
        """{output: array} for {input: array}; `outputs` None gives all."""
        encoder = JudgeEncoder(self._process)
        given = encoder.encode({name: np.asarray(value) for name, value in inputs.items()})
        header = {"op": "onnx-run", "model": self._number, "inputs": given, "outputs": outputs}
        header["threads"] = self._process.limits.threads
        try:
            value = self._process.value(self._process.request(header, encoder.blobs))
        except LearnerError as error:
            if error.kind != "exception":
                raise
            raise CheckFailed(say("onnx_run", path=self.path, message=error.message)) from None
        return self._arrays(value, outputs)

    def _arrays(self, value: object, outputs: list[str] | None) -> dict[str, Array]:
        arrays = {name: plain_array(item) for name, item in value.items()} if isinstance(value, dict) else {}
        if not arrays or (outputs and list(arrays) != outputs) or any(array is None for array in arrays.values()):
            raise LearnerError("unsupported", "TypeError", "an output of the model is no tensor")
        return {str(name): array for name, array in arrays.items() if array is not None}


def opened(start: Callable[[], LearnerProcess], data: bytes, path: str) -> tuple[LearnerProcess, OnnxModel]:
    """A guest process and the model that was opened in it; the process is ended if it could not be."""
    process = start()
    try:
        return process, OnnxModel(process, data, path)
    except (CheckFailed, LearnerError):
        process.close()
        raise


def _word(value: Any, limit: int = 120) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return clean_text(value, limit)


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("not a count")
    return value


def _port(raw: Any) -> Port:
    name, kind, dims = raw
    shape = None if dims is None else tuple(dim if dim is None or type(dim) is int else _word(dim) for dim in dims)
    return Port(_word(name), ELEMENT_TYPES.get(_count(kind), f"onnx({kind})"), shape)
