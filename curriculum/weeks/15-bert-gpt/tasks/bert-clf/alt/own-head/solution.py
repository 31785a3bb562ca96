"""The bare encoder with a mean over real tokens and a head of its own; weights written with safetensors."""

import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import AutoConfig, AutoModel, AutoTokenizer


class Net(nn.Module):
    def __init__(self, encoder, classes):
        super().__init__()
        self.encoder = encoder
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(encoder.config.hidden_size, classes)

    def forward(self, batch):
        states = self.encoder(**batch).last_hidden_state
        real = batch["attention_mask"][:, :, None].to(states.dtype)
        return self.head(self.drop((states * real).sum(1) / real.sum(1)))


def coded(tokenizer, texts):
    return tokenizer(list(texts), padding="longest", truncation=True, max_length=80, return_tensors="pt")


def train(data, cfg, report, out):
    torch.manual_seed(cfg["seed"])
    torch.set_num_threads(cfg["threads"])
    tokenizer = AutoTokenizer.from_pretrained(data["model_dir"], local_files_only=True)
    y = torch.tensor(np.asarray(data["y_train"]), dtype=torch.long)
    net = Net(AutoModel.from_pretrained(data["model_dir"], local_files_only=True), int(y.max()) + 1)
    net.encoder.embeddings.requires_grad_(False)
    net.encoder.encoder.layer[:4].requires_grad_(False)
    body = [w for w in net.encoder.parameters() if w.requires_grad]
    opt = torch.optim.AdamW([{"params": body, "lr": 3e-4}, {"params": net.head.parameters(), "lr": 1e-3}])
    net.train()
    step = 0
    for _ in range(cfg["epochs"]):
        for rows in torch.randperm(len(y)).split(16):
            loss = nn.functional.cross_entropy(net(coded(tokenizer, [data["x_train"][i] for i in rows])), y[rows])
            opt.zero_grad(set_to_none=True)
            loss.backward()
            opt.step()
            step += 1
            if step % 10 == 0:
                report(step, loss=float(loss.detach()))
    net.eval()
    with torch.no_grad():
        p = net(coded(tokenizer, data["x_val"])).argmax(1).numpy()
    report(step, loss=float(loss.detach()), val_acc=float((p == np.asarray(data["y_val"])).mean()))
    save_file({name: value.contiguous() for name, value in net.state_dict().items()}, Path(out) / "weights.safetensors")
    net.encoder.config.save_pretrained(out)
    tokenizer.save_pretrained(out)
    (Path(out) / "classes.json").write_text(json.dumps(net.head.out_features))


def load(out):
    config = AutoConfig.from_pretrained(out, local_files_only=True)
    net = Net(AutoModel.from_config(config), json.loads((Path(out) / "classes.json").read_text()))
    net.load_state_dict(load_file(Path(out) / "weights.safetensors"))
    return net.eval(), AutoTokenizer.from_pretrained(out, local_files_only=True)


def predict_proba(model, texts):
    net, tokenizer = model
    with torch.inference_mode():
        parts = [net(coded(tokenizer, texts[k : k + 50])).softmax(-1) for k in range(0, len(texts), 50)]
    return torch.cat(parts).numpy()
