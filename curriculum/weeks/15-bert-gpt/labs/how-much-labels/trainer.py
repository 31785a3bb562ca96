"""Few labels or many, pretrained or not: accuracy on hidden film sentences after the same number of steps."""

import numpy as np
import torch
from encoder import Upper, lower_states, open_encoder, read

STEPS, BATCH, TESTED = 60, 16, 500


def run(config, seed, report, figure):
    """config: {labels, start, trained, rate}. Metrics: acc, train_acc, labels, trained_parameters."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    tokenizer, net = open_encoder(config["start"] == "pretrained")
    texts, y = read("/assets/film-sentences/train.tsv")
    chosen = few(y.numpy(), int(config["labels"]), rng)
    texts, y = [texts[i] for i in chosen], y[chosen]
    tests, truth = read("/assets-judge/film-sentences/test.tsv")
    states, hidden = lower_states(tokenizer, net, texts), lower_states(tokenizer, net, tests[:TESTED])
    model = Upper(net)
    model.layers.requires_grad_(config["trained"] == "upper")
    fit(model, states, y, float(config["rate"]), rng, report)
    p = predicted(model, hidden)
    figure("certainty", certainty(p.numpy(), truth[:TESTED].numpy()))
    return {
        "acc": share(p, truth[:TESTED]),
        "train_acc": share(predicted(model, states), y),
        "labels": len(texts),
        "trained_parameters": sum(w.numel() for w in model.parameters() if w.requires_grad),
    }


def few(y, labels, rng):
    """Rows of a balanced sample, in random order."""
    return rng.permutation(np.concatenate([rng.permutation(np.flatnonzero(y == k))[: labels // 2] for k in (0, 1)]))


def batches(count, rng):
    """Rows for every step; a sample smaller than a batch is used whole."""
    order = []
    while True:
        if len(order) < min(BATCH, count):
            order = list(rng.permutation(count))
        yield [order.pop() for _ in range(min(BATCH, count))]


def fit(model, states, y, rate, rng, report):
    opt = torch.optim.AdamW([w for w in model.parameters() if w.requires_grad], lr=rate)
    model.train()
    source = batches(len(states), rng)
    for step in range(1, STEPS + 1):
        rows = next(source)
        opt.param_groups[0]["lr"] = rate * min(1, step / 6, (STEPS - step + 1) / 54)
        loss = torch.nn.functional.cross_entropy(model([states[i] for i in rows]), y[rows])
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        if step % 5 == 0:
            report(step, loss=round(loss.item(), 4))


def predicted(model, states):
    """Probability of praise for every text."""
    model.eval()
    order = np.argsort([len(state) for state in states])
    found = torch.zeros(len(states))
    with torch.no_grad():
        for rows in np.array_split(order, max(1, len(states) // 64)):
            found[rows] = model([states[i] for i in rows]).softmax(-1)[:, 1]
    return found


def share(p, y):
    return round(float(((p > 0.5) == (y == 1)).float().mean()), 4)


def certainty(p, y):
    """Histogram of the probability of praise, by label."""
    edges, data = np.linspace(0, 1, 21), []
    for label, name, colour in ((0, {"zh": "贬", "en": "blame"}, "#d97706"), (1, {"zh": "褒", "en": "praise"}, "#2563eb")):
        counts, _ = np.histogram(p[y == label], edges)
        middle = ((edges[1:] + edges[:-1]) / 2).round(3).tolist()
        data.append({"type": "bar", "x": middle, "y": counts.tolist(), "name": name, "marker": {"color": colour}})
    return {
        "data": data,
        "layout": {
            "title": {"text": {"zh": "模型有多肯定", "en": "How sure the model is"}},
            "xaxis": {"title": {"text": {"zh": "给“褒”的概率", "en": "probability of praise"}}},
            "yaxis": {"title": {"text": {"zh": "隐藏句子数", "en": "hidden sentences"}}},
        },
    }
