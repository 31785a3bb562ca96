"""A folder like the pretrained one, but with weights drawn at random: what from_config would give."""

import json

import numpy as np
from safetensors.numpy import save

from workers.judge import Judging, Learner, LearnerPath

VOCABULARY = 12_000  # of 30,522, the more frequent ones: keeps the folder small, and a model without pretraining knows none
_COPIED = ("tokenizer_config.json",)


def folder(j: Judging, rng: np.random.Generator) -> dict[str, bytes]:
    """{name: content}: config.json, model.safetensors and the tokenizer's files."""
    source = j.assets / "minilm"
    config = json.loads((source / "config.json").read_text("utf-8")) | {"vocab_size": VOCABULARY}
    tokenizer = json.loads((source / "tokenizer.json").read_text("utf-8"))
    words = {word: k for word, k in tokenizer["model"]["vocab"].items() if k < VOCABULARY}
    tokenizer["model"]["vocab"] = words
    lines = "\n".join(sorted(words, key=words.__getitem__)) + "\n"
    files = {name: (source / name).read_bytes() for name in _COPIED}
    files |= {"config.json": json.dumps(config).encode(), "vocab.txt": lines.encode()}
    files["tokenizer.json"] = json.dumps(tokenizer, ensure_ascii=False).encode()
    files["model.safetensors"] = save(weights(config, rng), {"format": "pt"})
    return files


def weights(config: dict[str, int], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """BERT's tensors by name: normal with BERT's deviation, layer norms 1, biases 0."""
    width, inner = config["hidden_size"], config["intermediate_size"]
    made: dict[str, np.ndarray] = {}

    def table(name: str, *shape: int) -> None:
        made[name] = 0.02 * rng.standard_normal(shape, np.float32)

    def dense(name: str, rows: int, columns: int) -> None:
        table(f"{name}.weight", rows, columns)
        made[f"{name}.bias"] = np.zeros(rows, np.float32)

    def norm(name: str) -> None:
        made[f"{name}.weight"], made[f"{name}.bias"] = np.ones(width, np.float32), np.zeros(width, np.float32)

    table("embeddings.word_embeddings.weight", config["vocab_size"], width)
    table("embeddings.position_embeddings.weight", config["max_position_embeddings"], width)
    table("embeddings.token_type_embeddings.weight", config["type_vocab_size"], width)
    norm("embeddings.LayerNorm")
    for k in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{k}"
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            dense(f"{layer}.attention.{part}", width, width)
        norm(f"{layer}.attention.output.LayerNorm")
        dense(f"{layer}.intermediate.dense", inner, width)
        dense(f"{layer}.output.dense", width, inner)
        norm(f"{layer}.output.LayerNorm")
    dense("pooler.dense", width, width)
    return made


def put(learner: Learner, files: dict[str, bytes]) -> LearnerPath:
    """The folder in a learner's box."""
    table = [[f"scratch/{name}", len(data)] for name, data in files.items()]
    learner.process.request({"op": "files", "files": table}, list(files.values()))
    return LearnerPath("scratch")
