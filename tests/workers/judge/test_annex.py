"""What the web side lays beside a document, as a judge reads it."""

import json

import pytest

from workers.judge.annex import Annex, OwnRun, read_annex
from workers.judge.errors import Infrastructure

FULL = {
    "sources": {"w08/resnet18": {"files": {"solution.py": "a = 1\nb = 2\n"}, "submission": "s1"}},
    "runs": [{"id": "0b9f-ab", "content": "w24/labs/diffusion-2d", "state": "finished"}],
}


def test_own_sources_and_runs() -> None:
    annex = read_annex(json.dumps(FULL).encode())
    assert annex.source("w08/resnet18") == {"solution.py": "a = 1\nb = 2\n"}
    assert annex.sources["w08/resnet18"].lines("solution.py") == ["a = 1", "b = 2"]
    assert annex.sources["w08/resnet18"].lines("other.py") == []
    assert annex.sources["w08/resnet18"].submission == "s1"
    assert annex.run(" 0B9F-AB\n") == OwnRun("0b9f-ab", "w24/labs/diffusion-2d", "finished")
    assert annex.run("0b9f") is None
    assert annex.source("w14/block") == {}


def test_it_is_empty_in_the_shell() -> None:
    assert read_annex(b"") == Annex()
    assert not read_annex(b"").given


@pytest.mark.parametrize("data", [b"{}", b'{"sources": {}, "runs": []}'])
def test_a_learner_without_runs_is_told_from_a_shell_without_an_annex(data: bytes) -> None:
    annex = read_annex(data)
    assert annex.given
    assert annex.runs == ()
    assert annex.run("0b9f-ab") is None


@pytest.mark.parametrize(
    "data", [b"{", b"[]", b'{"sources": []}', b'{"sources": {"w08/resnet18": {"solution.py": "x"}}}', b'{"runs": [{"id": 1}]}']
)
def test_anything_out_of_form_is_our_own_fault(data: bytes) -> None:
    with pytest.raises(Infrastructure):
        read_annex(data)
