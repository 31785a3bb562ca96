"""w10/sgns: fill in the functions; the statement says what each must do."""

import numpy as np


def build_vocab(docs, min_count, max_size):
    """{token: id} with "<pad>": 0 and "<unk>": 1."""
    raise NotImplementedError


def pairs(ids, window):
    """i64[P,2] of (centre, context)."""
    raise NotImplementedError


def noise(counts, power=0.75):
    """f64[V], sums to 1."""
    raise NotImplementedError


def sgns(vc, vo, vn):
    """(loss, dvc f64[d], dvo f64[d], dvn f64[k,d])."""
    return 0.0, np.zeros_like(vc), np.zeros_like(vo), np.zeros_like(vn)


def analogy(E, a, b, c, topn):
    """i64[topn]: ids, best first."""
    raise NotImplementedError
