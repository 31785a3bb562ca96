"""The public tests: python public_tests/test_public.py (beside your solution.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

from solution import decode, encode, train_bpe

CORPUS = {"nap": 3, "map": 2, "mapper": 2, "napping": 1}
MERGES = [("a", "p"), ("m", "ap"), ("n", "ap"), ("e", "r"), ("map", "p")]


def test_five_merges():
    assert [tuple(pair) for pair in train_bpe(CORPUS, 5)] == MERGES


def test_encode_hand():
    assert list(encode("mapping", MERGES)) == ["mapp", "i", "n", "g"]
    assert list(encode("happen", MERGES)) == ["h", "ap", "p", "e", "n"]
    assert decode(["mapp", "i", "n", "g"]) == "mapping"


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print(name, "passed")
