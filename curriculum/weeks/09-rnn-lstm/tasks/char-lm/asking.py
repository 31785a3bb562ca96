"""Questions to a trained model, and what one whole reading of the hidden passages found."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from texts import CONTEXT, LANES, ROUNDS, alphabet, bigram_bits, data, lanes, passage, read

from workers.judge import Handle, Judging, Learner, Named, Trained

LOGPROBS = "logprobs(model, prefix)"
PROBES = ("", "\n", "C", "the whale", "Call me Ishmael. Some years ago", "鲸", "white Ωhale", "zzzzqqqq")


def stub(learner: Learner, name: str, *args: Any) -> Any:
    """What the function of stubs.py says in the learner's process."""
    return learner.lib("functools.partial", Named(name))(*args)


def trained(j: Judging) -> Trained:
    """The model of the full training, made once a run."""
    return j.once("model", lambda: j.train(data(j), j.cfg()))


def small(j: Judging) -> tuple[dict[str, str], Trained]:
    """(data, model) of 20 epochs on 30,000 characters."""

    def make() -> tuple[dict[str, str], Trained]:
        some = data(j, 30_000)
        return some, j.train(some, j.cfg(epochs=20))

    return j.once("small", make)


def asked(j: Judging, learner: Learner, model: Handle, prefixes: list[str], size: int) -> np.ndarray:
    """logprobs of each prefix, f64[len(prefixes), size]."""
    got = j.array(stub(learner, "many_logprobs", model, prefixes), LOGPROBS, shape=(len(prefixes), size))
    j.finite(got, LOGPROBS)
    return got.astype(float)


@dataclass(frozen=True)
class Reading:
    """bits f64[LANES, ROUNDS] that each hidden character cost; `drift`: how far answers moved while it was read."""

    bits: np.ndarray
    off: float
    drift: float
    bigram: float
    texts: list[str]


def reading(j: Judging) -> Reading:
    """The hidden passages, one more character of each in every round: a character is shown after it has been asked for."""

    def make() -> Reading:
        text = read(j, "train")
        chars = alphabet(text)
        found = lanes(j, read(j, "test"))
        answers = found.answers(chars)
        rounds = np.empty((ROUNDS, LANES, len(chars)))
        probes = [*PROBES, *(passage(j, text, n) for n in (17, 101, 211))]
        with trained(j).load() as loaded:
            first = asked(j, loaded.learner, loaded.model, probes, len(chars))
            for question in range(ROUNDS):
                rounds[question] = asked(j, loaded.learner, loaded.model, found.prefixes(question), len(chars))
            again = asked(j, loaded.learner, loaded.model, probes[::-1], len(chars))[::-1]
        given = rounds[np.arange(ROUNDS)[None], np.arange(LANES)[:, None], answers]
        return Reading(
            bits=-given / np.log(2),
            off=float(np.abs(np.logaddexp.reduce(rounds, axis=-1)).max()),
            drift=float(np.abs(first - again).max()),
            bigram=bigram_bits(text, found.before(chars), answers, chars),
            texts=[text[CONTEXT:] for text in found.texts],
        )

    return j.once("reading", make)
