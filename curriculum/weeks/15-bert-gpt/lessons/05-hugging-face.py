# %% id=config
# hand: count-from-config
import json

import torch
from transformers import AutoConfig, AutoModel, AutoModelForSequenceClassification, AutoTokenizer, logging

from workers.harness.paths import resolve  # on your own machine: the folder with the model

logging.set_verbosity_error()
logging.disable_progress_bar()
torch.set_num_threads(1)
folder = resolve("/assets/minilm")
config = AutoConfig.from_pretrained(folder, local_files_only=True)
V, P, d, f, L = (
    getattr(config, name)
    for name in ("vocab_size", "max_position_embeddings", "hidden_size", "intermediate_size", "num_hidden_layers")
)
print("V", V, " P", P, " d", d, " f", f, " L", L, " heads", config.num_attention_heads)
embeddings = (V + P + config.type_vocab_size) * d + 2 * d
layer = 4 * (d * d + d) + (d * f + f) + (f * d + d) + 2 * 2 * d
total = embeddings + L * layer + d * d + d
print("embeddings", embeddings, " a layer", layer, " in all", total)
assert (embeddings, layer, total) == (11918592, 1774464, 22713216)

# %% id=card
card = (folder / "README.md").read_text("utf-8").splitlines()
head = card[1 : card.index("---", 1)]
print([line for line in head if line.startswith(("license", "language", "pipeline_tag", "library_name"))])
print("architectures", json.loads((folder / "config.json").read_text())["architectures"])
print("headings", [line.lstrip("# ") for line in card if line.startswith("#")][:6])

# %% id=tokenizer
tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
batch = tokenizer(["A quiet, moving film.", "Dull."], padding=True, truncation=True, max_length=16, return_tensors="pt")
for name, value in batch.items():
    print(f"{name:15}", tuple(value.shape), value[1].tolist())
print(tokenizer.convert_ids_to_tokens(batch["input_ids"][1]))
long = tokenizer(["word " * 3000], truncation=True, max_length=16)["input_ids"][0]
print("3,000 words, cut to", len(long), "ends with", tokenizer.convert_ids_to_tokens(long[-1:]))

# %% id=which-weights
pretrained = AutoModel.from_pretrained(folder, local_files_only=True).eval()
torch.manual_seed(0)
random = AutoModel.from_config(config).eval()
count = sum(p.numel() for p in pretrained.parameters())
print(type(pretrained).__name__, type(random).__name__, " numbers", count, sum(p.numel() for p in random.parameters()))
assert count == total


def features(model, texts):
    """[N, d]: the mean of the last layer over each text's own tokens."""
    rows = []
    for k in range(0, len(texts), 32):
        batch = tokenizer(texts[k : k + 32], padding=True, truncation=True, max_length=64, return_tensors="pt")
        with torch.no_grad():
            hidden = model(**batch).last_hidden_state
        mask = batch["attention_mask"][..., None]
        rows.append((hidden * mask).sum(1) / mask.sum(1))
    return torch.cat(rows)


# %% id=centres
def read(name):
    rows = [line.split("\t") for line in resolve(f"/assets/film-sentences/{name}.tsv").read_text("utf-8").splitlines()]
    return [row[2] for row in rows], torch.tensor([int(row[0]) for row in rows])


(few, y), (val, truth) = read("train"), read("val")
few, y, val, truth = few[:64], y[:64], val[:120], truth[:120]
for name, model in (("from_pretrained", pretrained), ("from_config", random)):
    a, b = features(model, few), features(model, val)
    centres = torch.stack([a[y == label].mean(0) for label in (0, 1)])
    said = torch.cdist(b, centres).argmin(1)  # the nearer of two centres, nothing trained
    print(f"{name:15} right on {len(val)}: {(said == truth).float().mean():.3f}")

# %% id=mask
text, other = "Dull.", "A long, warm and generous film that earns every one of its tears."
alone = features(pretrained, [text])[0]
batch = tokenizer([text, other], padding=True, return_tensors="pt")
ids, mask = batch["input_ids"], batch["attention_mask"]
for name, given in (("mask given", mask), ("mask left out", None)):
    with torch.no_grad():
        hidden = pretrained(input_ids=ids, attention_mask=given).last_hidden_state[0]
    own = hidden[: mask[0].sum()].mean(0)
    print(
        f"{name:13} largest difference {(own - alone).abs().max():.4f}  cosine {torch.cosine_similarity(own, alone, dim=0):.3f}"
    )
print("length", int(mask[0].sum()), "padded to", ids.shape[1])

# %% id=head
model, info = AutoModelForSequenceClassification.from_pretrained(
    folder, local_files_only=True, num_labels=2, output_loading_info=True
)
print("not in the file:", sorted(info["missing_keys"]))
print("head", tuple(model.classifier.weight.shape), " trainable", sum(p.numel() for p in model.parameters() if p.requires_grad))

# %% id=loop
from torch.nn.functional import cross_entropy


def encode(texts):
    return tokenizer(texts, padding=True, truncation=True, max_length=64, return_tensors="pt")


def right(model):
    model.eval()
    with torch.no_grad():
        said = torch.cat([model(**encode(val[k : k + 40])).logits.argmax(1) for k in range(0, len(val), 40)])
    return (said == truth).float().mean().item()


def prepare(rate):
    """A model whose embeddings and four lower layers stay as pretrained, and the optimiser of the others."""
    torch.manual_seed(0)
    model = AutoModelForSequenceClassification.from_pretrained(folder, local_files_only=True, num_labels=2)
    for part in (model.bert.embeddings, *model.bert.encoder.layer[:4]):
        part.requires_grad_(False)
    return model, torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], rate)


# %% id=train
def run(texts, y, rate, epochs=3):
    (model, optimiser), losses = prepare(rate), []
    model.train()
    for _ in range(epochs):
        for rows in torch.randperm(len(texts)).split(16):
            loss = cross_entropy(model(**encode([texts[i] for i in rows])).logits, y[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
    return model, losses


texts, labels = (part[:128] for part in read("train"))
tuned, losses = run(texts, labels, 0.0003)
print(len(losses), "steps, loss of the first", round(losses[0], 3), " of the last eight", round(sum(losses[-8:]) / 8, 3))
print("right on validation", round(right(tuned), 3))

# %% id=save
import tempfile
from pathlib import Path

pair = ["A quiet, moving film.", "Two hours I want back."]
with torch.no_grad():
    whole = tuned(**encode(pair)).logits
    tuned.half()  # 2 bytes a number instead of 4
    before = tuned(**encode(pair)).logits
with tempfile.TemporaryDirectory() as out:
    tuned.save_pretrained(out)
    tokenizer.save_pretrained(out)
    print({path.name: path.stat().st_size for path in sorted(Path(out).iterdir()) if path.suffix == ".safetensors"})
    print(sorted(path.name for path in Path(out).iterdir()))
    again = AutoModelForSequenceClassification.from_pretrained(out, local_files_only=True).eval()
    words = AutoTokenizer.from_pretrained(out, local_files_only=True)
with torch.no_grad():
    after = again(**words(pair, padding=True, return_tensors="pt")).logits
print(again.dtype, "probabilities", [[round(v, 3) for v in row] for row in after.float().softmax(-1).tolist()])
print("halving moved a logit by at most", round((whole - before).abs().max().item(), 3))
assert torch.equal(before, after)

# %% id=trainer
import inspect

from transformers import Trainer, TrainingArguments

for kind, names in ((TrainingArguments, ("eval_strategy", "evaluation_strategy")), (Trainer, ("processing_class", "tokenizer"))):
    known = inspect.signature(kind.__init__).parameters
    print(kind.__name__, {name: name in known for name in names})
