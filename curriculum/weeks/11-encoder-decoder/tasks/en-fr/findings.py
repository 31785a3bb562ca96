"""The full training, made once a run, and what its model says in a fresh process."""

from dataclasses import dataclass

import numpy as np
from translations import Pairs, checked, hidden, labelled

from workers.judge import Judging, Trained

COMPANY = 30


@dataclass(frozen=True)
class Findings:
    """`output[i]` translates hidden pair i; `alone`, `beside` are the first COMPANY of the probe in two kinds of company."""

    pairs: Pairs
    output: list[str]
    probe: list[str]
    alone: list[str]
    beside: list[str]
    repeated: list[str]
    strange: list[str]
    nothing: list[str]


def trained(j: Judging) -> Trained:
    def make() -> Trained:
        pairs, val = labelled(j)
        return j.train({"pairs": pairs, "val_pairs": val}, j.cfg())

    return j.once("model", make)


def strange_texts() -> list[str]:
    return ["the zebra sees the xylophone", "quux", "", "the  dog", "the red zebra did not see the quux because it was blorp"]


def findings(j: Judging) -> Findings:
    return j.once("findings", lambda: _ask(j))


def _ask(j: Judging) -> Findings:
    pairs = hidden(j)
    rng = np.random.default_rng(j.seed)
    order = rng.permutation(len(pairs))
    texts = [english for english, _ in pairs]
    long = max(texts, key=lambda text: len(text.split()))
    short = [text for text in texts if len(text.split()) <= 12]
    probe = [short[int(i)] for i in rng.permutation(len(short))[:COMPANY]]
    with trained(j).load() as loaded:

        def translate(batch: list[str]) -> list[str]:
            return checked(j, loaded.predict("translate", batch), len(batch))

        shuffled = translate([texts[int(i)] for i in order])
        back = dict(zip(order.tolist(), shuffled, strict=True))
        beside = [translate([text, long])[0] for text in probe]
        return Findings(
            pairs=pairs,
            output=[back[i] for i in range(len(pairs))],
            probe=probe,
            alone=[translate([text])[0] for text in probe],
            beside=beside,
            repeated=translate(probe[:3] + probe[:3]),
            strange=translate([*strange_texts(), probe[0]]),
            nothing=translate([]),
        )
