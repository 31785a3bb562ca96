"""w15/bert-clf: fine-tune the upper layers of a pretrained encoder on film sentences."""

import random

import numpy as np
import torch
from torch.nn.functional import cross_entropy
from transformers import AutoModelForSequenceClassification, AutoTokenizer, logging

logging.set_verbosity_error()
logging.disable_progress_bar()

FROZEN = 4  # embeddings and so many of the lower layers stay as they were pretrained
MAX_TOKENS, BATCH, RATE, WARMUP = 64, 16, 3e-4, 0.1


class Classifier:
    def __init__(self, folder, **more):
        self.tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self.net = AutoModelForSequenceClassification.from_pretrained(folder, local_files_only=True, **more)

    def logits(self, texts):
        batch = self.tokenizer(texts, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
        return self.net(**batch).logits  # the batch holds input_ids, token_type_ids and attention_mask

    def proba(self, texts):
        self.net.eval()
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))  # like lengths together: little padding
        out = np.zeros((len(texts), self.net.config.num_labels), np.float32)
        with torch.no_grad():
            for k in range(0, len(order), 64):
                rows = order[k : k + 64]
                out[rows] = self.logits([texts[i] for i in rows]).softmax(dim=-1).numpy()
        return out


def batches(texts, rng):
    """Rows in random order, but those of one batch of like length."""
    order, pool = rng.permutation(len(texts)), 8 * BATCH
    pools = [sorted(order[k : k + pool], key=lambda i: len(texts[i])) for k in range(0, len(order), pool)]
    cut = [rows[k : k + BATCH] for rows in pools for k in range(0, len(rows), BATCH)]
    return [cut[i] for i in rng.permutation(len(cut))]


def freeze(bert):
    for part in (bert.embeddings, *bert.encoder.layer[:FROZEN]):
        part.requires_grad_(False)


def train(data, cfg, report, out):
    random.seed(cfg["seed"])
    torch.manual_seed(cfg["seed"])
    torch.set_num_threads(cfg["threads"])
    rng = np.random.default_rng(cfg["seed"])
    texts, y = data["x_train"], torch.as_tensor(np.asarray(data["y_train"]))
    model = Classifier(data["model_dir"], num_labels=int(y.max()) + 1)
    freeze(model.net.bert)
    weights = [p for p in model.net.parameters() if p.requires_grad]
    opt = torch.optim.AdamW(weights, lr=RATE, weight_decay=0.01)
    model.net.save_pretrained(out)
    total, step = cfg["epochs"] * len(batches(texts, rng)), 0
    for epoch in range(cfg["epochs"]):
        model.net.train()
        losses = []
        for rows in batches(texts, rng):
            step += 1
            rate = RATE * min(1.0, step / (WARMUP * total), (total - step + 1) / (total * (1 - WARMUP)))
            opt.param_groups[0]["lr"] = rate
            loss = cross_entropy(model.logits([texts[i] for i in rows]), y[rows])
            opt.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            opt.step()
            losses.append(loss.item())
            if step % 5 == 0:
                report(step, loss=float(np.mean(losses[-5:])), lr=rate)
        val = model.proba(list(data["x_val"])).argmax(axis=1) == np.asarray(data["y_val"])
        report(step, loss=float(np.mean(losses)), val_acc=float(val.mean()))
    model.tokenizer.save_pretrained(out)


def load(out):
    return Classifier(out)


def predict_proba(model, texts):
    return model.proba(texts)
