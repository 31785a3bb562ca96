"""Measures what few-labels.py draws: accuracy by labels a class, means over ten draws; prints the rows that it holds.

python few_labels_data.py STATE    (the folder with assets/ and assets-judge/)
"""

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

SIZES = (1, 2, 5, 10, 20, 50, 100)
DRAWS = 10


def posts(path):
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [row["text"] for row in rows], np.array([row["label"] for row in rows])


def vectors(path):
    words, rows = [], []
    with path.open(encoding="utf-8") as file:
        next(file)
        for line in file:
            word, *numbers = line.rstrip("\n").split(" ")
            words.append(word)
            rows.append(np.array(numbers, np.float32))
    return {word: k for k, word in enumerate(words)}, np.stack(rows)


def features(texts, index, rows):
    weight = 1e-3 / (1e-3 + 1 / (12 * (np.arange(len(rows)) + 10)))
    out = np.zeros((len(texts), rows.shape[1]))
    for k, text in enumerate(texts):
        known = [index[w] for w in text.split() if w in index]
        if known:
            out[k] = weight[known] @ rows[known] / weight[known].sum()
    return out


def by_vectors(x, y, x_test, c=0.05):
    mean, std = x.mean(axis=0), x.std(axis=0) + 1e-6
    return LogisticRegression(C=c, max_iter=2000).fit((x - mean) / std, y).predict((x_test - mean) / std)


def main(state):
    pool, y_pool = posts(state / "assets-judge/newsgroups6/pool.jsonl")
    test, y_test = posts(state / "assets-judge/newsgroups6/test.jsonl")
    index, rows = vectors(state / "assets/glove-50d/vectors.txt")
    shuffled = rows[np.random.default_rng(0).permutation(len(rows))]
    tables = {name: (features(pool, index, r), features(test, index, r)) for name, r in (("glove", rows), ("shuffled", shuffled))}
    for size in SIZES:
        found = {"glove": [], "tfidf": [], "shuffled": []}
        for seed in range(DRAWS):
            rng = np.random.default_rng(seed)
            chosen = np.concatenate([rng.permutation(np.flatnonzero(y_pool == label))[:size] for label in range(6)])
            y = y_pool[chosen]
            for name, (x, x_test) in tables.items():
                found[name].append((by_vectors(x[chosen], y, x_test) == y_test).mean())
            texts = [pool[k] for k in chosen]
            tfidf = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit(texts)
            model = LogisticRegression(C=10, max_iter=2000).fit(tfidf.transform(texts), y)
            found["tfidf"].append((model.predict(tfidf.transform(test)) == y_test).mean())
        print(size, {name: (round(float(np.mean(v)), 3), round(float(np.std(v)), 3)) for name, v in found.items()}, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
