"""w12/attn-seq2seq: English to French; cfg["attention"] says whether the decoder may look back at the encoder's states."""

PAD, BOS, EOS, UNK = range(4)


def masked_ce(logits, y, pad):
    """logits T[B,T,V], y i64[B,T] -> mean cross-entropy over the places where y != pad, a tensor that can go backward."""


def train(data, cfg, report, out):
    """As in week 11; cfg["attention"] is True or False, and both are trained with one budget (cfg["epochs"])."""


def load(out):
    """The model in a fresh process, from the files that train wrote; it knows whether it has attention."""


def translate(model, texts, return_attention=False, ablate=False):
    """List of English sentences -> list of French sentences, in the same order.

    return_attention: (list of sentences, list of f32[output tokens, source tokens]). ablate: contexts are zeros.
    """
