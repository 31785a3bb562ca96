"""w11/bleu: corpus BLEU from counts."""


def corpus_bleu(hyps, refs, max_n=4):
    """hyps: list of token lists; refs: for each of them a list of reference token lists -> float in [0, 1]."""
