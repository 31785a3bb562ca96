"""A small network learns to enlarge pictures in one of three ways: how sharp it gets, and what pattern it leaves."""

import math
from collections.abc import Callable
from typing import Any

import torch
from pictures import SIDE, draw, small
from torch import nn

CHANNELS, STEPS, BATCH, EVERY, RATE = 12, 300, 8, 15, 1e-2
EDGE = 6  # cells at the border that are not measured
Report = Callable[..., None]
Figure = Callable[[str, dict[str, Any]], None]


def text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


class Enlarger(nn.Module):
    """Features at low resolution, then one layer that enlarges them to a picture of one channel."""

    def __init__(self, way: str, kernel: int, stride: int) -> None:
        super().__init__()
        self.way, self.stride = way, stride
        self.features = nn.Conv2d(1, CHANNELS, 3, padding=1, padding_mode="replicate")
        if way == "transposed":
            padding = max((kernel - stride + 1) // 2, 0)
            extra = stride + 2 * padding - kernel
            self.last: nn.Module = nn.ConvTranspose2d(CHANNELS, 1, kernel, stride, padding, extra)
        else:
            out = stride**2 if way == "shuffle" else 1
            self.last = nn.Conv2d(CHANNELS, out, kernel, padding="same", padding_mode="replicate")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = torch.relu(self.features(x))
        if self.way == "resize":
            h = nn.functional.interpolate(h, scale_factor=self.stride)
        h = self.last(h)
        made: torch.Tensor = nn.functional.pixel_shuffle(h, self.stride) if self.way == "shuffle" else h
        return made


def run(config: dict[str, Any], seed: int, report: Report, figure: Figure) -> dict[str, float]:
    """Curves loss, psnr, pattern; figures spectrum and patch; metrics psnr, peak, pattern, start_pattern, products."""
    way, kernel, stride = str(config["way"]), int(config["kernel"]), int(config["stride"])
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    exam = draw(64, rng)
    net = Enlarger(way, kernel, stride)
    start = pattern(net)
    optimiser = torch.optim.Adam(net.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.02, total_iters=STEPS)
    for step in range(STEPS):
        wanted = draw(BATCH, rng)
        loss = nn.functional.mse_loss(net(small(wanted, stride)), wanted)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % EVERY == 0 or step == STEPS - 1:
            report(step, loss=loss.item(), psnr=psnr(net, exam), pattern=pattern(net))
    power = spectrum(net, exam)
    figure("spectrum", spectrum_figure(power, stride))
    figure("patch", patch_figure(net, stride))
    ends = {"psnr": psnr(net, exam), "peak": peak(power, stride), "pattern": pattern(net), "start_pattern": start}
    return {**ends, "products": float(products(way, kernel, stride))}


def products(way: str, kernel: int, stride: int) -> int:
    """Multiplications of the last layer for each pixel of the small picture."""
    return kernel**2 * CHANNELS * (1 if way == "transposed" else stride**2)


@torch.no_grad()
def psnr(net: Enlarger, exam: torch.Tensor) -> float:
    error = (net(small(exam, net.stride)) - exam)[..., EDGE:-EDGE, EDGE:-EDGE]
    return -10 * math.log10(float((error**2).mean()))


@torch.no_grad()
def flat(net: Enlarger) -> torch.Tensor:
    """What comes out for an even grey picture, away from the border."""
    return net(torch.full((1, 1, SIDE // net.stride, SIDE // net.stride), 0.5))[0, 0, EDGE:-EDGE, EDGE:-EDGE]


def pattern(net: Enlarger) -> float:
    """Standard deviation of the answer to an even grey picture: 0 without any pattern."""
    return float(flat(net).std())


@torch.no_grad()
def spectrum(net: Enlarger, exam: torch.Tensor) -> list[float]:
    """Mean power of the error's rows at the frequencies 0, 1/36, … 1/2 a cell."""
    error = (net(small(exam, net.stride)) - exam)[:, 0, EDGE:-EDGE, EDGE:-EDGE]
    return [float(value) for value in (torch.fft.rfft(error, dim=-1).abs() ** 2).mean(dim=(0, 1))]


def peak(power: list[float], stride: int) -> float:
    """Power at one cycle in `stride` cells over that of its neighbours."""
    cells = 2 * (len(power) - 1)
    at = cells // stride
    near = [power[i] for i in (at - 2, at - 1, at + 1, at + 2) if 0 <= i < len(power)]
    return power[at] / (sum(near) / len(near))


def spectrum_figure(power: list[float], stride: int) -> dict[str, Any]:
    cells = 2 * (len(power) - 1)
    x = [round(i / cells, 4) for i in range(1, len(power))]
    y = [float(f"{value:.4g}") for value in power[1:]]
    at = cells // stride
    line = {"type": "scatter", "mode": "lines+markers", "x": x, "y": y, "name": text("误差的功率", "power of the error")}
    mark = {"type": "scatter", "mode": "markers", "x": [x[at - 1]], "y": [y[at - 1]], "name": text("步幅的频率", "at the stride")}
    return {
        "data": [line, {**mark, "marker": {"size": 14, "symbol": "circle-open", "line": {"width": 3}}}],
        "layout": {
            "title": {"text": text("误差的谱", "Spectrum of the error")},
            "xaxis": {"title": {"text": text("每格几个周期", "cycles a cell")}},
            "yaxis": {"title": {"text": text("功率", "power")}, "type": "log"},
        },
    }


def patch_figure(net: Enlarger, stride: int) -> dict[str, Any]:
    values = flat(net)[: 6 * stride, : 6 * stride]
    rows = [[float(f"{value:.4g}") for value in row] for row in values.tolist()]
    return {
        "data": [{"type": "heatmap", "z": rows, "zmin": 0.4, "zmax": 0.6, "colorscale": "Greys", "reversescale": True}],
        "layout": {
            "title": {"text": text("一片均匀的灰，放大之后", "An even grey, enlarged")},
            "xaxis": {"showticklabels": False, "constrain": "domain"},
            "yaxis": {"showticklabels": False, "autorange": "reversed", "scaleanchor": "x"},
        },
    }
