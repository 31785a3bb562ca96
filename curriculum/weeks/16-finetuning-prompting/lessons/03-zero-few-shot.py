# %% id=table
# hand: four-tokens
import numpy as np

# row t: log p(next token | the first t+1 tokens); row 0 stands after the prompt's first token and is not read
table = np.log([[0.25, 0.25, 0.25, 0.25], [1 / 4, 1 / 8, 1 / 2, 1 / 8], [1 / 8, 1 / 2, 1 / 4, 1 / 8]])
first = 2 - 1  # the prompt has two tokens, so a label starts at row 1
a = [table[first, 0]]  # label a = [0]
b = [table[first, 2], table[first + 1, 2]]  # label b = [2, 2]
print("table", table.shape, " a", np.round(a, 3), " b", np.round(b, 3))
print("sums", round(sum(a), 3), round(sum(b), 3), "->", "a" if sum(a) > sum(b) else "b")
assert np.allclose([sum(a), sum(b)], [-2 * np.log(2), -3 * np.log(2)])

# %% id=two-passes
after = np.array([[0.7, 0.1, 0.1, 0.1], [0.1, 0.1, 0.1, 0.7], [0.25, 0.25, 0.25, 0.25], [0.4, 0.2, 0.2, 0.2]])
prompt, labels = [0, 2], {"c": [1, 3], "d": [2, 3]}  # a model that looks at one token: row i = p(next | i)
for name, (one, two) in labels.items():
    own = np.log(after[prompt[-1], one]) + np.log(after[one, two])
    shared = np.log(after[prompt[-1], one]) + np.log(after[labels["d"][0], two])  # the table of d's pass
    print(name, "own pass", round(own, 3), " d's table", round(shared, 3))

# %% id=first-token
import json
from pathlib import Path

said = json.loads((Path(__file__).parent / "data" / "label-scores.json").read_text("utf-8"))
y, names, logp = np.array(said["y"]), [name.strip() for name in said["labels"]], said["logp"]
print(len(logp), "sentences,", y.sum(), "praise; the first:", {name: logp[0][names.index(name)] for name in names[2:4]})
good, waste = (np.array([row[names.index(name)][0] for row in logp]) for name in ("good", "a complete waste of time"))
says = good > waste  # log p(" good") against log p(" a")
print("first token only: says praise", says.mean(), " right", (says == y).mean())

# %% id=sums
totals = np.array([[sum(tokens) for tokens in row] for row in logp])
counts = np.array([len(tokens) for tokens in logp[0]])
print("totals", totals.shape, " counts", counts, " bad", round(totals[:, 0].mean(), 2))
print("tokens    sum  chosen  right")
for k in (1, 2, 3, 4, 5, 6):
    says = totals[:, k] > totals[:, 0]  # against " bad"
    print(f"{counts[k]:6} {totals[:, k].mean():6.2f} {says.mean():7.2f} {(says == y).mean():6.2f}  {names[k]}")

# %% id=means
# hand: four-tokens
print("by hand:", round(np.mean(a), 3), round(np.mean(b), 3), "->", "a" if np.mean(a) > np.mean(b) else "b")
assert np.allclose([np.mean(a), np.mean(b)], [-2 * np.log(2), -1.5 * np.log(2)])
means = totals / counts
print("tokens   mean  chosen  right")
for k in (1, 2, 3, 4, 5, 6):
    says = means[:, k] > means[:, 0]
    print(f"{counts[k]:6} {means[:, k].mean():6.2f} {says.mean():7.2f} {(says == y).mean():6.2f}  {names[k]}")

# %% id=by-token
for name in ("absolutely wonderful", "one of the best movies of the year"):
    print(name, "\n   ", np.round(np.mean([row[names.index(name)] for row in logp], axis=0), 2))

# %% id=live
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, logging

from workers.harness.paths import resolve  # on your own machine: the folder with the data

logging.disable_progress_bar()
folder = resolve("/assets/smollm2")
tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
model = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, dtype=torch.float32).eval()
prompt = tokenizer.encode("The plot is thin and the jokes fall flat.\nIn short, the movie was")
for word in (" bad", " absolutely wonderful"):
    label = tokenizer.encode(word)
    with torch.inference_mode():
        rows = model(torch.tensor([prompt + label])).logits[0].log_softmax(-1)
    read = [rows[len(prompt) - 1 + k, token].item() for k, token in enumerate(label)]
    print(repr(word), tuple(rows.shape), "rows read", [len(prompt) - 1 + k for k in range(len(label))], np.round(read, 2))

# %% id=shots
wanted = "Review: A joy.\nSentiment: positive\n\nReview: Dull.\nSentiment: negative\n\nReview: Not bad.\nSentiment:"
print(wanted)
blocks = wanted.split("\n\n")
print(len(blocks), "blocks, ends with", repr(wanted[-10:]))
assert blocks[-1].endswith("Sentiment:")

# %% id=blank
whole = tokenizer.tokenize("Sentiment: positive")
print("read as one ", whole)
print("cut before  ", tokenizer.tokenize("Sentiment:") + tokenizer.tokenize(" positive"))
print("cut after   ", tokenizer.tokenize("Sentiment: ") + tokenizer.tokenize("positive"))
assert whole != tokenizer.tokenize("Sentiment: ") + tokenizer.tokenize("positive")
