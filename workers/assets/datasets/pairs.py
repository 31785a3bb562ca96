"""English–French pairs, written by the course's own grammar: each English sentence has one translation."""

import random

from workers.assets.built import Built
from workers.assets.grammar.sentences import Pair, sentence

_SEED = 11
_SIZES = {"train": 6000, "val": 500, "test": 500}


def en_fr() -> Built:
    """`en <tab> fr` a line, lower case, tokens apart by single spaces; no English sentence occurs twice.

    The judge's lines have a third field: which words translate each other, as `i-j` (English-French positions from 0).
    """
    rng = random.Random(_SEED)
    found: dict[tuple[str, ...], Pair] = {}
    while len(found) < sum(_SIZES.values()):
        pair = sentence(rng)
        found.setdefault(pair.en, pair)
    rows = iter(found.values())
    parts = {name: [next(rows) for _ in range(size)] for name, size in _SIZES.items()}
    return Built(
        public={f"{name}.tsv": _lines(parts[name], aligned=False) for name in ("train", "val")},
        judge={"test.tsv": _lines(parts["test"], aligned=True)},
    )


def _lines(pairs: list[Pair], *, aligned: bool) -> bytes:
    lines = []
    for pair in pairs:
        fields = [" ".join(pair.en), " ".join(pair.fr)]
        if aligned:
            fields.append(" ".join(f"{i}-{j}" for i, j in pair.links))
        lines.append("\t".join(fields))
    return ("\n".join(lines) + "\n").encode()
