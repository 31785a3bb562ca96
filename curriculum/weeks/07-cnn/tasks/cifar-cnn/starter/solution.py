"""w07/cifar-cnn. Images come as u8[N,3,32,32] (channels first), labels as i64[N]."""

import torch
from torch import nn


def build_model() -> nn.Module:
    """T[B,3,32,32] in [0,1] -> logits T[B,10]; at most 1,500,000 parameters; normalisation is part of the model."""


def augment(x, seed):
    """x u8[B,3,32,32] -> u8[B,3,32,32]: a random change that keeps the class; the seed alone decides it."""


def train(data, cfg, report, out):
    """Train on data["x_train"], data["y_train"]; call report(epoch, loss=…, val_loss=…); save into the folder `out`."""


def load(out):
    """The trained model, in a fresh process."""


def predict(model, x):
    """x u8[B,3,32,32] -> labels i64[B]: the largest of model(x / 255). Never trains, never augments."""


def feature_maps(model: nn.Module, x: torch.Tensor):
    """x f32[B,3,32,32] in [0,1] -> {name in named_modules(): output T[B,C,H,W]} for every Conv2d, evaluation mode."""
