"""What the harness does with files that are no code: ONNX models and documents. Their parsers run here and nowhere else."""

from collections.abc import Callable
from typing import Any

from workers.harness.documents.reading import read_document
from workers.harness.frames import Message
from workers.harness.onnx_model import NotAModel, OnnxModel
from workers.harness.values import Decoder
from workers.harness.wire import LearnerEncoder

Answer = tuple[dict[str, Any], list[bytes]]


class Guests:
    """`operations` are the messages that concern them."""

    def __init__(self) -> None:
        self._models: dict[int, OnnxModel] = {}
        self.operations: dict[str, Callable[[Message], Answer]] = {
            "onnx-open": self.open_model, "onnx-run": self.run_model, "onnx-close": self.close_model, "document": self.document,
        }  # fmt: skip

    def open_model(self, message: Message) -> Answer:
        """Parses the blob as a model: {"model": number, "facts"}, or {"refused": why}."""
        try:
            model = OnnxModel(message.blob)
            facts = model.facts()
        except NotAModel as error:
            return {"ok": True, "refused": str(error)[:300]}, []
        number = len(self._models) + 1
        self._models[number] = model
        return {"ok": True, "model": number, "facts": facts}, []

    def run_model(self, message: Message) -> Answer:
        header = message.header
        inputs = Decoder(message.blob).decode(header["inputs"])
        outputs = self._models[header["model"]].run(inputs, header["outputs"], header["threads"])
        encoder = LearnerEncoder()
        return {"ok": True, "value": encoder.encode(outputs)}, encoder.blobs

    def close_model(self, message: Message) -> Answer:
        self._models.pop(message.header["model"], None)
        return {"ok": True}, []

    def document(self, message: Message) -> Answer:
        return read_document(str(message.header["path"]), message.blob)
