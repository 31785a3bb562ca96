"""MiniLM in two halves: the lower four layers are run once over all sentences, the upper two are trained on what they gave."""

import numpy as np
import torch
from transformers import AutoConfig, AutoModel, AutoTokenizer, logging

from workers.harness.paths import resolve

LOWER, MAX_TOKENS = 4, 40

logging.set_verbosity_error()
logging.disable_progress_bar()


def read(path):
    lines = [line.split("\t") for line in resolve(path).read_text("utf-8").splitlines()]
    return [line[2] for line in lines], torch.tensor([int(line[0]) for line in lines])


def open_encoder(pretrained):
    """(tokenizer, encoder): the published weights, or the same architecture with random ones."""
    folder = resolve("/assets/minilm")
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    if pretrained:
        return tokenizer, AutoModel.from_pretrained(folder, local_files_only=True)
    return tokenizer, AutoModel.from_config(AutoConfig.from_pretrained(folder, local_files_only=True))


def lower_states(tokenizer, net, texts):
    """What layer 4 gives for each text: a list of tensors [tokens, 384]."""
    order, found = np.argsort([len(text) for text in texts]), [None] * len(texts)
    net.eval()
    with torch.no_grad():
        for rows in np.array_split(order, max(1, len(texts) // 64)):
            batch = tokenizer([texts[i] for i in rows], padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
            states = net(**batch, output_hidden_states=True).hidden_states[LOWER]
            for row, state, mask in zip(rows, states, batch["attention_mask"], strict=True):
                found[row] = state[: int(mask.sum())].clone()
    return found


class Upper(torch.nn.Module):
    """Layers 5 and 6, the mean over real tokens, and a linear layer."""

    def __init__(self, net):
        super().__init__()
        self.layers = torch.nn.ModuleList(net.encoder.layer[LOWER:])
        self.head = torch.nn.Linear(net.config.hidden_size, 2)

    def forward(self, states):
        """list of [tokens, 384] -> logits [B, 2]"""
        x = torch.nn.utils.rnn.pad_sequence(states, batch_first=True)
        real = torch.arange(x.shape[1]) < torch.tensor([len(state) for state in states])[:, None]
        mask = torch.zeros(real.shape).masked_fill(~real, -1e9)[:, None, None]
        for layer in self.layers:
            out = layer(x, mask)
            x = out[0] if isinstance(out, tuple) else out
        return self.head((x * real[:, :, None]).sum(1) / real.sum(1, keepdim=True))
