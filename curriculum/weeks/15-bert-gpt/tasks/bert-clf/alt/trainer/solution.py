"""With the library's Trainer; its checkpoints go into a folder of their own, never into `out`."""

import tempfile

import numpy as np
import torch
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    Trainer,
    TrainerCallback,
    TrainingArguments,
)


class Reported(TrainerCallback):
    def __init__(self, report):
        self.report = report

    def on_log(self, args, state, control, logs=None, **more):
        values = {name: float(logs[name]) for name in ("loss", "learning_rate", "eval_loss") if name in (logs or {})}
        if values:
            self.report(state.global_step, **{"val_loss" if name == "eval_loss" else name: v for name, v in values.items()})


class Rows(torch.utils.data.Dataset):
    def __init__(self, tokenizer, texts, labels):
        self.coded = tokenizer(list(texts), truncation=True, max_length=64)
        self.labels = [int(label) for label in labels]

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, k):
        return {name: values[k] for name, values in self.coded.items()} | {"labels": self.labels[k]}


def train(data, cfg, report, out):
    torch.set_num_threads(cfg["threads"])
    torch.manual_seed(cfg["seed"])
    folder = data["model_dir"]
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    classes = int(np.max(data["y_train"])) + 1
    net = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=classes, local_files_only=True)
    for name, weight in net.named_parameters():
        if name.startswith(("bert.embeddings", *(f"bert.encoder.layer.{k}." for k in range(4)))):
            weight.requires_grad = False
    with tempfile.TemporaryDirectory() as scratch:
        arguments = TrainingArguments(
            output_dir=scratch,
            num_train_epochs=cfg["epochs"],
            per_device_train_batch_size=16,
            per_device_eval_batch_size=64,
            learning_rate=3e-4,
            warmup_steps=5,
            eval_strategy="epoch",
            save_strategy="no",
            logging_steps=5,
            report_to="none",
            disable_tqdm=True,
            use_cpu=cfg["device"] == "cpu",
            seed=cfg["seed"],
        )
        Trainer(
            model=net,
            args=arguments,
            train_dataset=Rows(tokenizer, data["x_train"], data["y_train"]),
            eval_dataset=Rows(tokenizer, data["x_val"], data["y_val"]),
            data_collator=DataCollatorWithPadding(tokenizer),
            callbacks=[Reported(report)],
        ).train()
    net.save_pretrained(out)
    tokenizer.save_pretrained(out)


def load(out):
    net = AutoModelForSequenceClassification.from_pretrained(out, local_files_only=True)
    return AutoTokenizer.from_pretrained(out, local_files_only=True), net.eval()


@torch.no_grad()
def predict_proba(model, texts):
    tokenizer, net = model
    parts = []
    for k in range(0, len(texts), 32):
        coded = tokenizer(texts[k : k + 32], truncation=True, max_length=64, padding=True, return_tensors="pt")
        parts.append(torch.softmax(net(**coded).logits, dim=1))
    return torch.cat(parts).numpy()
