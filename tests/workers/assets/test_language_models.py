"""The small language model: one conversion, the same bytes for everybody, and a folder that needs no network."""

import math
from functools import cache
from pathlib import Path

import pytest
import torch
from safetensors.torch import load as tensors_of
from transformers import AutoModelForCausalLM, AutoTokenizer

from workers.assets import store
from workers.assets.built import Built
from workers.assets.datasets.language_models import smollm2
from workers.assets.later import LATER
from workers.assets.pins import pinned


@cache
def built() -> Built:
    return smollm2()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("smollm2")
    for name, content in built().public.items():
        (path / name).write_bytes(content)
    return path


def test_it_is_what_the_course_pins_and_comes_later() -> None:
    assert {name: store._sha256(content) for name, content in built().public.items()} == pinned("smollm2")
    assert not built().judge
    assert "smollm2" in LATER


def test_nothing_of_this_machine_lies_in_the_config() -> None:
    config = built().public["config.json"].decode()
    assert "tmp" not in config
    assert "transformers_version" not in config


def test_the_weights_are_bfloat16_and_each_is_stored_once() -> None:
    tensors = tensors_of(built().public["model.safetensors"])
    assert {value.dtype for value in tensors.values()} == {torch.bfloat16}
    assert sum(value.numel() for value in tensors.values()) == 134_515_008
    assert "lm_head.weight" not in tensors


def test_it_loads_from_the_folder_alone_and_knows_english(folder: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, dtype=torch.float32)
    model.train(False)
    assert tokenizer.decode(tokenizer.encode("a naïve 电影")) == "a naïve 电影"
    ids = torch.tensor([tokenizer.encode("The capital of France is")])
    with torch.inference_mode():
        logp = model(ids).logits[0, -1].log_softmax(-1)
    assert tokenizer.decode(int(logp.argmax())) == " Paris"
    assert math.exp(logp.max().item()) > 0.2
