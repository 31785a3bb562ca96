"""The pretrained encoder: the published weights, whole, and a folder that the libraries read without a network."""

import json
from functools import cache
from pathlib import Path

import pytest
from safetensors.torch import load as tensors_of
from transformers import AutoModel, AutoTokenizer

from workers.assets import store
from workers.assets.built import Built
from workers.assets.datasets.encoders import minilm
from workers.assets.later import LATER
from workers.assets.pins import pinned


@cache
def built() -> Built:
    return minilm()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("minilm")
    for name, content in built().public.items():
        (path / name).write_bytes(content)
    return path


def test_it_is_what_the_course_pins_and_comes_later() -> None:
    assert {name: store._sha256(content) for name, content in built().public.items()} == pinned("minilm")
    assert not built().judge
    assert "minilm" in LATER


def test_the_weights_are_those_of_the_config() -> None:
    config = json.loads(built().public["config.json"])
    tensors = tensors_of(built().public["model.safetensors"])
    words = tensors["embeddings.word_embeddings.weight"]
    assert tuple(words.shape) == (config["vocab_size"], config["hidden_size"])
    layers = {name.split(".")[2] for name in tensors if name.startswith("encoder.layer.")}
    assert layers == {str(layer) for layer in range(config["num_hidden_layers"])}
    assert sum(value.numel() for value in tensors.values() if value.is_floating_point()) == 22_713_216


def test_it_loads_from_the_folder_alone(folder: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model, loading = AutoModel.from_pretrained(folder, local_files_only=True, output_loading_info=True)
    assert not loading["missing_keys"]
    batch = tokenizer(["a film"], return_tensors="pt")
    assert tokenizer.convert_ids_to_tokens(batch["input_ids"][0].tolist()) == ["[CLS]", "a", "film", "[SEP]"]
    assert tuple(model(**batch).last_hidden_state.shape) == (1, 4, 384)
