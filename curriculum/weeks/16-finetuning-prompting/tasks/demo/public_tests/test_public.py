"""Run it beside your solution.py: python public_tests/test_public.py FOLDER_OF_MINILM FOLDER_OF_SMOLLM2"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, ".")

import solution

FOLDERS = sys.argv[1:3] if len(sys.argv) > 2 else ["/assets/minilm", "/assets/smollm2"]
GOOD = (
    "A wonderful film, moving and beautifully acted.",
    "I hated every minute of this dull and clumsy film.",
    "Not bad at all: a small, warm comedy with two fine actors.",
)


def test_answers(model) -> None:
    for text in GOOD:
        answer = solution.handle(model, {"text": text})
        assert answer["ok"] is True
        assert answer["label"] in ("positive", "negative")
        assert 0.5 <= answer["score"] <= 1
        assert isinstance(answer["lang"], str)
        json.dumps(answer)


def test_refusals(model) -> None:
    assert solution.handle(model, {"text": ""}) == {"ok": False, "error": "empty"}
    assert solution.handle(model, {}) == {"ok": False, "error": "bad_request"}


if __name__ == "__main__":
    loaded = solution.load({"encoder": FOLDERS[0], "lm": FOLDERS[1]})
    test_answers(loaded)
    test_refusals(loaded)
    print("ok")
