"""w11/en-fr: English to French with a recurrent encoder and decoder."""

PAD, BOS, EOS, UNK = range(4)


def masked_ce(logits, y, pad):
    """logits T[B,T,V], y i64[B,T] -> mean cross-entropy over the places where y != pad, a tensor that can go backward."""


def train(data, cfg, report, out):
    """data: {"pairs": [[en, fr], …], "val_pairs": …}; writes what load(out) needs; report(step, loss=…, val_loss=…)."""


def load(out):
    """The model in a fresh process, from the files that train wrote."""


def translate(model, texts):
    """List of English sentences -> list of French sentences, in the same order."""
