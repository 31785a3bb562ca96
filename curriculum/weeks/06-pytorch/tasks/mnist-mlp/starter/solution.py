"""w06/mnist-mlp. Images come as u8[N,28,28], labels as i64[N]."""

import torch
from torch import nn


def build_model() -> nn.Module:
    """T[B,1,28,28] -> logits T[B,10]; at most 300,000 parameters."""


def training_step(model: nn.Module, opt: torch.optim.Optimizer, x: torch.Tensor, y: torch.Tensor) -> float:
    """One step on one batch; x f32[B,1,28,28] in [0,1]. Returns the mean loss as a float."""


def evaluate(model, x, y, batch_size):
    """(mean loss over the examples, accuracy); leaves the model's mode as it was."""


def train(data, cfg, report, out):
    """Train on data["x_train"], data["y_train"]; call report(epoch, loss=…, val_loss=…); save into the folder `out`."""


def load(out):
    """The trained model, in a fresh process."""


def predict(model, x):
    """x u8[B,28,28] -> labels i64[B]. Never trains."""
