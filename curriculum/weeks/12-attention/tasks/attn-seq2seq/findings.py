"""Both full trainings, made once a run, and what their models say in fresh processes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from translations import Array, Links, Pairs, alignment_f1, bleu, checked, exact, hidden, labelled, thirds, with_maps

from workers.judge import Judging, Trained

COMPANY = 30
ABLATED = 60


@dataclass(frozen=True)
class Findings:
    """`output[i]`, `maps[i]` belong to hidden pair i; `alone`, `beside` to the first COMPANY of the probe in two companies."""

    pairs: Pairs
    links: list[Links]
    output: list[str]
    maps: list[Array]
    alone: tuple[list[str], list[Array]]
    beside: tuple[list[str], list[Array]]
    without_maps: list[str]
    ablated: list[str]
    strange: list[str]
    nothing: list[str]


def trained(j: Judging, *, attention: bool) -> Trained:
    """The learner's training on all pairs; with and without attention they differ in one entry of cfg."""

    def make() -> Trained:
        pairs, val = labelled(j)
        return j.train({"pairs": pairs, "val_pairs": val}, j.cfg(attention=attention))

    return j.once(f"model {attention}", make)


def strange_texts() -> list[str]:
    return ["the zebra sees the xylophone", "quux", "", "the  dog", "the red zebra did not see the quux because it was blorp"]


def restored(order: Array, texts: list[str], translate: Callable[[list[str]], Any]) -> list[Any]:
    """translate(texts in the order given), put back into place, as (sentence, map) each."""
    french, maps = translate([texts[int(i)] for i in order])
    back = dict(zip(order.tolist(), zip(french, maps, strict=True), strict=True))
    return [back[i] for i in range(len(texts))]


def findings(j: Judging) -> Findings:
    return j.once("findings", lambda: _ask(j))


def _ask(j: Judging) -> Findings:
    pairs, links = hidden(j)
    rng = np.random.default_rng(j.seed)
    texts = [english for english, _ in pairs]
    long = max(texts, key=lambda text: len(text.split()))
    short = [text for text in texts if len(text.split()) <= 12]
    probe = [short[int(i)] for i in rng.permutation(len(short))[:COMPANY]]
    with trained(j, attention=True).load() as loaded:

        def translate(batch: list[str], **options: bool) -> Any:
            return loaded.predict("translate", batch, **options)

        def looking(batch: list[str]) -> tuple[list[str], list[Array]]:
            return with_maps(j, translate(batch, return_attention=True), batch)

        whole = restored(rng.permutation(len(pairs)), texts, looking)
        alone = [looking([text]) for text in probe]
        beside = [looking([text, long]) for text in probe]
        strange = [*strange_texts(), probe[0]]
        return Findings(
            pairs=pairs,
            links=links,
            output=[french for french, _ in whole],
            maps=[weights for _, weights in whole],
            alone=([french[0] for french, _ in alone], [weights[0] for _, weights in alone]),
            beside=([french[0] for french, _ in beside], [weights[0] for _, weights in beside]),
            without_maps=checked(j, translate(texts[:ABLATED], return_attention=False), ABLATED),
            ablated=with_maps(j, translate(texts[:ABLATED], return_attention=True, ablate=True), texts[:ABLATED])[0],
            strange=checked(j, translate(strange), len(strange)),
            nothing=checked(j, translate([]), 0),
        )


def plain_output(j: Judging) -> list[str]:
    """The hidden pairs translated by the model without attention."""

    def make() -> list[str]:
        pairs, _ = hidden(j)
        with trained(j, attention=False).load() as loaded:
            return checked(j, loaded.predict("translate", [english for english, _ in pairs]), len(pairs))

    return j.once("plain", make)


def scores(j: Judging) -> dict[str, float]:
    """What the model with attention is worth, measured once a run."""

    def make() -> dict[str, float]:
        found = findings(j)
        references = [french for _, french in found.pairs]
        short, _, long = thirds(found.pairs)
        right = [i for i, (got, want) in enumerate(zip(found.output, references, strict=True)) if got.split() == want.split()]
        values = {
            "bleu": bleu(found.output, references),
            "em": exact(found.output, references),
            "em_short": exact([found.output[i] for i in short], [references[i] for i in short]),
            "bleu_long": bleu([found.output[i] for i in long], [references[i] for i in long]),
            "align": alignment_f1([found.maps[i] for i in right], [found.links[i] for i in right]),
            "align_sentences": float(len(right)),
        }
        for name, value in values.items():
            j.metric(name, value)
        return values

    return j.once("scores", make)
