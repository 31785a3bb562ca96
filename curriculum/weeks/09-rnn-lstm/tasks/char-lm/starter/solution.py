"""w09/char-lm. `model` is whatever load(out) returns; it is handed to vocab, logprobs and generate."""

import numpy as np


def train(data, cfg, report, out):
    """Train on data["text"] (a str); call report(epoch, loss=…, val_loss=…) in nats; save into the folder `out`."""


def load(out):
    """The trained model, in a fresh process."""


def vocab(model) -> list[str]:
    """The sorted characters of the training text, then "\\ufffd" for any other."""


def logprobs(model, prefix: str) -> np.ndarray:
    """f32[V]: natural log-probabilities of the next character after `prefix`; an empty prefix counts as "\\n"."""


def generate(model, prefix: str, n: int, temperature: float, seed: int) -> str:
    """The n new characters only, drawn from softmax(logprobs / temperature) without "\\ufffd"; temperature 0 is the argmax."""
