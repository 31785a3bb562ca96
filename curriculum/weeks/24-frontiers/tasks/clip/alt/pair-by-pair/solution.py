"""Rows and columns in plain loops, the Jacobian of the normalisation written out."""

import numpy as np


def cross_entropy(scores, right):
    top = max(scores)
    e = np.exp(np.array(scores) - top)
    p = e / e.sum()
    return float(np.log(e.sum()) + top - scores[right]), p


def info_nce(img, txt, logit_scale):
    n, d = img.shape
    units = [[row / np.linalg.norm(row) for row in side] for side in (img, txt)]
    scores = np.array([[logit_scale * (a @ b) for b in units[1]] for a in units[0]])
    total, ds = 0.0, np.zeros((n, n))
    for i in range(n):
        for part, place in ((scores[i], np.s_[i, :]), (scores[:, i], np.s_[:, i])):
            loss, p = cross_entropy(list(part), i)
            p[i] -= 1
            total += loss / (2 * n)
            ds[place] += p / (2 * n)
    out = []
    for side, own, other, weights in ((img, units[0], units[1], ds), (txt, units[1], units[0], ds.T)):
        grad = np.zeros((n, d))
        for i in range(n):
            upstream = logit_scale * sum(weights[i, k] * other[k] for k in range(n))
            jacobian = (np.eye(d) - np.outer(own[i], own[i])) / np.linalg.norm(side[i])
            grad[i] = jacobian @ upstream
        out.append(grad)
    return total, out[0], out[1]


def recall_at_1(img, txt):
    hits = 0
    for i, row in enumerate(img):
        cosines = [row @ t / np.linalg.norm(row) / np.linalg.norm(t) for t in txt]
        hits += max(range(len(txt)), key=lambda k: (round(cosines[k], 12), -k)) == i
    return hits / len(img)
