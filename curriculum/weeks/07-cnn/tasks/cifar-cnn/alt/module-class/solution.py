"""A LeNet-like Module class with in-place ReLU, torch augmentation, Adam, maps through forward hooks set in one go."""

from functools import partial
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_model, save_model
from torch import nn
from torch.nn.functional import cross_entropy, pad


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(3, affine=False)
        self.conv1 = nn.Conv2d(3, 16, 5, padding=2)
        self.conv2 = nn.Conv2d(16, 32, 5)
        self.act = nn.ReLU(inplace=True)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(32 * 6 * 6, 120)
        self.drop = nn.Dropout(0.25)
        self.fc2 = nn.Linear(120, 10)

    def forward(self, x):
        x = self.pool(self.act(self.conv1(self.norm(x))))
        x = self.pool(self.act(self.conv2(x)))
        return self.fc2(self.drop(self.act(self.fc1(x.flatten(1)))))


def build_model():
    return Net()


def prepare(x):
    return torch.from_numpy(np.ascontiguousarray(x)).to(torch.float32) / 255


def augment(x, seed):
    g = torch.Generator().manual_seed(int(seed))
    images = torch.from_numpy(np.array(x))
    out = torch.empty_like(images)
    for k, image in enumerate(pad(images.float(), (3, 3, 3, 3), mode="replicate").byte()):
        top, left = torch.randint(0, 7, (2,), generator=g).tolist()
        out[k] = image[:, top : top + 32, left : left + 32]
    return out.numpy()


def train(data, cfg, report, out):
    torch.manual_seed(cfg["seed"])
    net = build_model()
    x, y = data["x_train"], torch.from_numpy(np.asarray(data["y_train"]))
    xv, yv = prepare(data["x_val"]), torch.from_numpy(np.asarray(data["y_val"]))
    opt = torch.optim.Adam(net.parameters(), lr=1.5e-3)
    for epoch in range(cfg["epochs"]):
        net.train()
        losses = []
        for rows in torch.randperm(len(y)).split(48):
            loss = cross_entropy(net(prepare(augment(x[rows.numpy()], cfg["seed"] + epoch * 1000 + len(losses)))), y[rows])
            opt.zero_grad(set_to_none=True)
            loss.backward()
            opt.step()
            losses.append(float(loss.detach()))
        net.eval()
        with torch.inference_mode():
            z = net(xv)
            report(
                epoch,
                loss=float(np.mean(losses)),
                val_loss=float(cross_entropy(z, yv)),
                val_acc=float((z.argmax(1) == yv).float().mean()),
            )
    save_model(net, Path(out) / "model.safetensors")


def load(out):
    net = build_model()
    load_model(net, Path(out) / "model.safetensors")
    net.eval()
    return net


def predict(model, x):
    with torch.inference_mode():
        return model(prepare(x)).argmax(dim=1).numpy().astype(np.int64)


def feature_maps(model, x):
    kept = {}

    def note(name, module, args, result):
        kept[name] = result.clone()

    convolutions = {name: m for name, m in model.named_modules() if isinstance(m, nn.Conv2d)}
    handles = [m.register_forward_hook(partial(note, name)) for name, m in convolutions.items()]
    mode = model.training
    try:
        with torch.no_grad():
            model.eval()(x)
    finally:
        [h.remove() for h in handles]
        model.train(mode)
    return kept
