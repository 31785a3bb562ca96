"""Skip-gram with negative sampling on generated paragraphs: what the window and the size of the vectors bring out."""

import numpy as np
from corpus import NAMES, lexicon, paragraphs

PARAGRAPHS, BATCH, STEPS, RATE = 900, 256, 700, 0.1
SHOWN = {"en": ("pot", "boil", "boiled", "salty"), "zh": ("锅", "煮", "煮过", "咸")}


def pairs_of(ids, window):
    found = []
    for row in ids:
        row = np.array(row)
        for step in range(1, window + 1):
            if len(row) > step:
                found += [np.stack([row[:-step], row[step:]], 1), np.stack([row[step:], row[:-step]], 1)]
    return np.concatenate(found)


def sigmoid(x):
    return np.exp(-np.logaddexp(0, -x))


class Vectors:
    """Centre and context vectors with Adagrad: rows that moved a lot move less."""

    def __init__(self, rng, count, dim):
        self.tables = [rng.normal(size=(count, dim)) * 0.1, np.zeros((count, dim))]
        self.squares = [np.full((count, dim), 1e-3) for _ in range(2)]

    def update(self, which, ids, grads):
        total = np.zeros_like(self.tables[which])
        np.add.at(total, ids, grads)
        self.squares[which] += total**2
        self.tables[which] -= RATE * total / np.sqrt(self.squares[which])


def run(config, seed, report, figure):
    """config: {language, window, dim, negatives, power}. Metrics: same_kind, same_subject, analogy, loss."""
    rng = np.random.default_rng(seed)
    language, k = config["language"], int(config["negatives"])
    known, forms = lexicon(language)
    texts = list(paragraphs(language, rng, PARAGRAPHS))
    words = sorted({word for text in texts for word in text})
    index = {word: i for i, word in enumerate(words)}
    ids = [[index[word] for word in text] for text in texts]
    pairs = pairs_of(ids, int(config["window"]))
    share = np.bincount(np.concatenate(ids), minlength=len(words)) ** float(config["power"])
    vectors = Vectors(rng, len(words), int(config["dim"]))
    smooth = train(vectors, pairs, share / share.sum(), k, rng, report)
    unit = vectors.tables[0] / np.linalg.norm(vectors.tables[0], axis=1, keepdims=True)
    kind, subject = company(unit, index, known)
    figure("neighbours", neighbours_figure(unit, index, known, SHOWN[language]))
    figure("map", map_figure(unit, index, known))
    found = {"same_kind": kind, "same_subject": subject, "analogy": analogies(unit, index, known, forms), "loss": smooth}
    return {name: round(float(value), 4) for name, value in found.items()}


def train(vectors, pairs, share, k, rng, report):
    smooth = None
    for step in range(STEPS):
        rows = pairs[rng.integers(0, len(pairs), BATCH)]
        others = np.concatenate([rows[:, 1:], rng.choice(len(share), (BATCH, k), p=share)], axis=1)
        label = np.zeros(others.shape)
        label[:, 0] = 1
        centre, context = vectors.tables[0][rows[:, 0]], vectors.tables[1][others]
        x = np.einsum("bd,bkd->bk", centre, context)
        loss = float((np.logaddexp(0, x) - label * x).sum(1).mean())
        grad = (sigmoid(x) - label) / BATCH
        vectors.update(0, rows[:, 0], np.einsum("bk,bkd->bd", grad, context))
        vectors.update(1, others.ravel(), (grad[:, :, None] * centre[:, None]).reshape(-1, centre.shape[1]))
        smooth = loss if smooth is None else 0.98 * smooth + 0.02 * loss
        if step % 35 == 0:
            report(step, loss=round(smooth, 4))
    return smooth


def company(unit, index, known, nearest=4):
    """Of each content word's four nearest content words, which share is of its kind, and of its subject."""
    words = [word for word in known if word in index]
    rows = unit[[index[word] for word in words]]
    score = rows @ rows.T
    np.fill_diagonal(score, -2)
    kind = subject = 0
    for i, order in enumerate(np.argsort(-score, axis=1)[:, :nearest]):
        subject += sum(known[words[n]][0] == known[words[i]][0] for n in order)
        kind += sum(known[words[n]][1] == known[words[i]][1] for n in order)
    return kind / (nearest * len(words)), subject / (nearest * len(words))


def analogies(unit, index, known, forms):
    """verb : past form = other verb : ?, among content words without the three of the question. An answer is right if it is a
    past form of the other verb's subject: verbs of one subject are used alike here, and nothing could tell them apart."""
    forms = [pair for pair in forms if all(word in index for word in pair)]
    words = [word for word in known if word in index]
    rows, right, asked = unit[[index[word] for word in words]], 0, 0
    for a, b in forms:
        for c, d in forms:
            if a != c:
                score = rows @ (unit[index[b]] - unit[index[a]] + unit[index[c]])
                best = next(words[n] for n in np.argsort(-score) if words[n] not in (a, b, c))
                right, asked = right + (known[best] == known[d]), asked + 1
    return right / asked


def neighbours_figure(unit, index, known, shown):
    """Bars: the six nearest content words of four words."""
    labels, values = [], []
    for word in shown:
        others = [other for other in known if other in index and other != word]
        score = {other: float(unit[index[other]] @ unit[index[word]]) for other in others}
        for other in sorted(others, key=score.get, reverse=True)[:6]:
            labels.append(f"{word} → {other}")
            values.append(round(score[other], 3))
    return {
        "data": [{"type": "bar", "orientation": "h", "y": labels, "x": values}],
        "layout": {
            "title": {"text": {"zh": "四个词的近邻", "en": "Neighbours of four words"}},
            "xaxis": {"title": {"text": {"zh": "余弦", "en": "cosine"}}},
            "yaxis": {"autorange": "reversed", "automargin": True, "dtick": 1},
            "height": 560,
        },
    }


def map_figure(unit, index, known):
    """The content words on two principal components: colour is the subject, the marker the kind of word."""
    words = [word for word in known if word in index]
    rows = unit[[index[word] for word in words]]
    rows = rows - rows.mean(0)
    flat = rows @ np.linalg.svd(rows, full_matrices=False)[2][:2].T
    symbols = {"n": "circle", "v": "square", "p": "diamond", "a": "cross"}
    titles = {"kitchen": "厨房", "sea": "大海", "school": "学校", "farm": "农场"}
    data = []
    for subject, name in enumerate(NAMES):
        own = [i for i, word in enumerate(words) if known[word][0] == subject]
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": {"zh": titles[name], "en": name},
                "x": [round(float(flat[i, 0]), 3) for i in own],
                "y": [round(float(flat[i, 1]), 3) for i in own],
                "text": [words[i] for i in own],
                "hoverinfo": "text",
                "marker": {"symbol": [symbols[known[words[i]][1]] for i in own], "size": 9},
            }
        )
    title = {"zh": "词的地图（颜色：话题；形状：词类）", "en": "A map of the words (colour: subject; shape: kind)"}
    return {"data": data, "layout": {"title": {"text": title}}}
