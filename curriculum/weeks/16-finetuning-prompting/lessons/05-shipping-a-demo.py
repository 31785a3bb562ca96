# %% id=contract
import json

import numpy as np

answers = {"plain": 0.8, "np.float32": np.float32(0.8), "np.float64": np.float64(0.8), "NaN": float("nan"), "tuple": (0.2, 0.8)}
for name, score in answers.items():
    try:
        sent = json.dumps({"ok": True, "score": score})
        print(f"{name:10} {type(score).__name__:8} sent {sent}  comes back equal: {json.loads(sent)['score'] == score}")
    except TypeError as error:
        print(f"{name:10} {type(score).__name__:8} {error}")

# %% id=naive
PRAISE, BLAME = {"fine", "warm", "funny"}, {"dull", "slow", "clumsy"}


def naive(req):
    words = req["text"].lower().split()
    praise = sum(word in PRAISE for word in words) / len(words)
    blame = sum(word in BLAME for word in words) / len(words)
    return "positive" if praise > blame else "negative"


visitors = [{"text": "A warm and funny film"}, {"text": ""}, {"text": "   "}, {"text": None}, {"txt": "fine"}, None, "fine"]
for req in visitors:
    try:
        print(f"{req!s:36} {naive(req)}")
    except Exception as error:
        print(f"{req!s:36} {type(error).__name__}: {error}")


# %% id=failures
# hand: five-requests
def problem(req):
    """The code of the first check that fails, or None; each check may rely on those above it."""
    if not isinstance(req, dict) or "stars" not in req:
        return "bad_request"
    stars = req["stars"]
    if isinstance(stars, bool) or not isinstance(stars, (int, float)):
        return "not_number"
    if not 1 <= stars <= 5:  # NaN fails this, as it fails every comparison
        return "out_of_range"
    return None


requests = [{"stars": 4}, {}, {"stars": "4"}, {"stars": True}, {"stars": 9}, {"stars": float("nan")}, [4]]
for req in requests:
    print(f"{req!s:18} {problem(req)}")
codes = [problem(req) for req in requests[:5]]
assert codes == [None, "bad_request", "not_number", "not_number", "out_of_range"]

# %% id=escape
# hand: five-characters
import html

once = html.escape("3 < 5 & up")
print(once, "| twice:", html.escape(once))
assert once == "3 &lt; 5 &amp; up"
blocked = "<scr<script>ipt>alert(1)".replace("<script>", "")
print("tag removed:", blocked, "| escaped:", html.escape(blocked))
print("cut, then escaped:", html.escape("film <3"[:6]), "| escaped, then cut:", html.escape("film <3")[:7])
assert "<script>" in blocked
assert not set("<>") & set(html.escape(blocked))

# %% id=batch
# hand: two-and-four
value = np.array([0.0, 3.0, 1.0, -3.0, 0.5])  # what a toy encoder says of tokens 1 to 4
texts = [[1, 2, 2, 2], [1, 2], [3, 4, 2]]
alone = [float(value[ids].mean()) for ids in texts]
T = max(map(len, texts))
ids = np.array([row + [0] * (T - len(row)) for row in texts])
mask = ids > 0
out = np.where(mask, value[ids], -1.0)  # after an encoder, padding is not 0
plain, masked = out.mean(1), (out * mask).sum(1) / mask.sum(1)
print("ids", ids.shape, "alone", alone, "plain", plain.tolist(), "masked", masked.tolist())
assert (alone, plain[1]) == (masked.tolist(), 0.5)
order = np.argsort([len(row) for row in texts], kind="stable")
computed = [alone[k] for k in order]  # short texts first, to waste little padding
back = [0.0] * len(texts)
for k, score in zip(order, computed, strict=True):
    back[k] = score
print("order", order.tolist(), "as computed", computed, "put back", back)
assert back == alone != computed


# %% id=latency
# hand: hundred-requests
def cost(n, load, request):
    """CPU seconds a request, when the model is loaded once for n of them."""
    return load / n + request


for n in (1, 10, 27, 100, 10_000):
    print(f"{n:6} requests: {cost(n, 4.0, 0.15):.4f} each, {n * cost(n, 4.0, 0.15):8.1f} in all; loading anew: {n * 4.15:8.1f}")
assert round(cost(100, 4.0, 0.15), 4) == 0.19
assert cost(26, 4.0, 0.15) > 0.3 >= cost(27, 4.0, 0.15)

# %% id=model
import re

from workers.harness.paths import resolve  # on your own machine: the folder with the data


def read(name):
    lines = resolve(f"/assets/film-sentences/{name}.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return [re.findall("[a-z']+", row[2].lower()) for row in rows], np.array([int(row[0]) for row in rows])


(texts, y), (new, truth) = read("train"), read("val")
texts, y, held, held_y = texts[:600], y[:600], texts[600:], y[600:]
vocabulary = sorted({word for text in texts for word in text})
count = {label: dict.fromkeys(vocabulary, 1) for label in (0, 1)}
for text, label in zip(texts, y, strict=True):
    for word in text:
        count[label][word] += 1
total = {label: sum(count[label].values()) for label in (0, 1)}
weight = {w: float(np.log(count[1][w] / total[1] * total[0] / count[0][w])) for w in vocabulary}
z_held, z = (np.array([sum(weight.get(w, 0.0) for w in text) for text in part]) for part in (held, new))
print("trained on", len(texts), "sentences,", len(vocabulary), "words; asked about", z.shape[0])


# %% id=reliability
# hand: five-answers
def ece(score, right, edges=(0.5, 0.6, 0.7, 0.8, 0.9, 1.0)):
    """(expected calibration error, rows of (answers, mean score, share right) for each bin)."""
    bins, rows = np.digitize(score, edges[1:-1]), []
    for b in range(len(edges) - 1):
        here = bins == b
        rows.append((int(here.sum()), float(score[here].mean()), float(right[here].mean())) if here.any() else (0, 0.0, 0.0))
    return sum(n * abs(said - was) for n, said, was in rows) / len(score), rows


five = ece(np.array([0.95, 0.95, 0.95, 0.65, 0.65]), np.array([1, 1, 0, 1, 0]))[0]
assert round(five, 2) == 0.23
right = (z > 0) == (truth == 1)
score = 1 / (1 + np.exp(-np.abs(z)))
error, rows = ece(score, right)
print(f"accuracy {right.mean():.3f}  mean score {score.mean():.3f}  ECE {error:.3f}")
for n, said, was in rows:
    print(f"{n:4} answers  mean score {said:.3f}  right {was:.3f}")

# %% id=temperature
temperatures = np.arange(1.0, 8.01, 0.25)
correct = np.where(held_y == 1, z_held, -z_held)  # log-odds of the right label on sentences kept apart
loss = [float(np.log1p(np.exp(-correct / T)).mean()) for T in temperatures]
best = float(temperatures[np.argmin(loss)])
cooler = 1 / (1 + np.exp(-np.abs(z) / best))
error, rows = ece(cooler, right)
print(f"T = {best}: loss on the sentences kept apart {loss[0]:.3f} -> {min(loss):.3f}")
print(f"accuracy {((z / best > 0) == (truth == 1)).mean():.3f}  mean score {cooler.mean():.3f}  ECE {error:.3f}")
for n, said, was in rows:
    print(f"{n:4} answers  mean score {said:.3f}  right {was:.3f}")
