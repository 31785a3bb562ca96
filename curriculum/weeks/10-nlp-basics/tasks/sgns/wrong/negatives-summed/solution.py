"""w10/sgns: the five pieces of word2vec with negative sampling."""

from collections import Counter

import numpy as np

PAD, UNK = "<pad>", "<unk>"


def build_vocab(docs, min_count, max_size):
    """{token: id}: 0 and 1 are PAD and UNK, then by falling frequency, ties in alphabetical order."""
    counts = Counter(token for doc in docs for token in doc if token not in (PAD, UNK))
    kept = sorted((token for token, n in counts.items() if n >= min_count), key=lambda token: (-counts[token], token))
    return {token: i for i, token in enumerate([PAD, UNK, *kept[: max_size - 2]])}


def pairs(ids, window):
    """i64[P,2] of (centre, context): all places at most `window` apart within one sentence."""
    found = []
    for sentence in ids:
        for i, centre in enumerate(sentence):
            for j in range(max(0, i - window), min(len(sentence), i + window + 1)):
                if j != i:
                    found.append((centre, sentence[j]))
    return np.array(found, np.int64).reshape(-1, 2)


def noise(counts, power=0.75):
    """f64[V]: counts ** power, scaled to sum to 1."""
    weight = np.asarray(counts, np.float64) ** power
    weight[np.asarray(counts) == 0] = 0
    return weight / weight.sum()


def log_sigmoid(x):
    return -np.logaddexp(0, -x)


def sigmoid(x):
    return np.exp(log_sigmoid(x))


def sgns(vc, vo, vn):
    """-ln s(vc.vo) - sum_k ln s(-vc.vn_k), and its gradients with respect to vc f64[d], vo f64[d] and vn f64[k,d]."""
    right, wrong = vc @ vo, vn @ vc
    loss = -log_sigmoid(right) - log_sigmoid(-wrong).sum()
    missing, excess = -sigmoid(-right), sigmoid(wrong)
    return float(loss), missing * vo + excess @ vn, missing * vc, np.tile((excess.sum() * vc), (len(vn), 1))


def analogy(E, a, b, c, topn):
    """i64: ids of the rows nearest to b - a + c on unit rows, best first, without a, b and c."""
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)
    target = unit[b] - unit[a] + unit[c]
    score = unit @ target
    order = np.argsort(-score, kind="stable")
    return order[~np.isin(order, [a, b, c])][:topn].astype(np.int64)
