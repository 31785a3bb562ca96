# %% id=merges
# hand: nap-map
from collections import Counter
from itertools import pairwise


def merged(symbols, pair):
    out, i = [], 0
    while i < len(symbols):
        if tuple(symbols[i : i + 2]) == pair:
            out.append("".join(pair))
            i += 2
        else:
            out.append(symbols[i])
            i += 1
    return out


def counted(words):
    pairs = Counter()
    for symbols, count in words:
        for pair in pairwise(symbols):
            pairs[pair] += count
    return pairs


# %% id=by-hand
# hand: nap-map
corpus = {"nap": 3, "map": 2, "mapper": 2, "napping": 1}
words, merges = [(list(word), count) for word, count in corpus.items()], []
for _ in range(5):
    pairs = counted(words)
    best = min(pairs, key=lambda pair: (-pairs[pair], pair))
    merges.append(best)
    print(best, "occurs", pairs[best], "times; tied with", sum(n == pairs[best] for n in pairs.values()) - 1)
    words = [(merged(symbols, best), count) for symbols, count in words]
print([symbols for symbols, _ in words])
assert merges == [("a", "p"), ("m", "ap"), ("n", "ap"), ("e", "r"), ("map", "p")]
assert words[2][0] == ["mapp", "er"]

# %% id=encode
# hand: mapping


def encode(word, merges):
    symbols = list(word)
    for pair in merges:
        symbols = merged(symbols, pair)
    return symbols


print(encode("mapping", merges), encode("happen", merges), encode("Ω", merges))
assert encode("mapping", merges) == ["mapp", "i", "n", "g"]

# %% id=longest
order = [("b", "c"), ("a", "b")]
print("in the order learnt:", encode("abc", order), " longest first would give:", ["ab", "c"])
assert encode("abc", order) == ["a", "bc"]

# %% id=wordpiece
# hand: two-scores
tokens = Counter(symbol for symbols, count in [(list(w), n) for w, n in corpus.items()] for symbol in symbols * count)
first = counted([(list(word), count) for word, count in corpus.items()])
score = {pair: n / (tokens[pair[0]] * tokens[pair[1]]) for pair, n in first.items()}
for pair in (("a", "p"), ("e", "r"), ("n", "g")):
    print(pair, "count", first[pair], " of", tokens[pair[0]], "and", tokens[pair[1]], " score", round(score[pair], 3))
assert first["a", "p"] == 8
assert round(score["a", "p"], 3) == 0.091
assert score["n", "g"] > score["a", "p"]

# %% id=ids
from transformers import AutoTokenizer

from workers.harness.paths import resolve  # on your own machine: the folder with the data

tokenizer = AutoTokenizer.from_pretrained(resolve("/assets/minilm"), local_files_only=True)
batch = tokenizer(["Unhappiness is a film.", "Dull"], padding=True, return_tensors="np")
print("shape", batch["input_ids"].shape)
for ids, mask in zip(batch["input_ids"], batch["attention_mask"], strict=True):
    print(tokenizer.convert_ids_to_tokens(ids), ids.tolist(), mask.tolist())
assert (batch["input_ids"][:, 0] == tokenizer.cls_token_id).all()

# %% id=unknown
print(tokenizer.tokenize("电影"), tokenizer.tokenize("👩"), len(tokenizer))
assert tokenizer.tokenize("👩") == ["[UNK]"]
