"""The public tests: python public_tests/test_public.py (beside your solution.py)."""

import sys
from math import isclose, sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

from solution import corpus_bleu

HYP = "the the cat on the mat".split()
REF = "the cat is on the mat".split()


def test_lesson_pair():
    for max_n, want in ((1, 5 / 6), (2, sqrt(0.5)), (3, 0.5)):
        got = corpus_bleu([HYP], [[REF]], max_n)
        assert isclose(got, want, rel_tol=1e-9), (max_n, got, want)


def test_perfect():
    hyps = [["le", "chat", "voit", "le", "chien"], ["je", "ne", "sais", "pas"]]
    assert isclose(corpus_bleu(hyps, [[list(h)] for h in hyps]), 1.0, rel_tol=1e-9)


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
