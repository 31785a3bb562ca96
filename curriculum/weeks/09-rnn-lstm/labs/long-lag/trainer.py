"""Remember the first symbol through a stretch of blanks: RNN, LSTM or GRU, and how far back its gradient reaches."""

import torch
import torch.nn.functional as F
from torch import nn

SYMBOLS, HIDDEN, BATCH, STEPS = 4, 24, 32, 240
BLANK, ASK, INPUTS = SYMBOLS, SYMBOLS + 1, SYMBOLS + 2
LAGS = (5, 10, 20, 30, 50, 100)
LAYERS = {"RNN": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}
CELLS = {"RNN": nn.RNNCell, "LSTM": nn.LSTMCell, "GRU": nn.GRUCell}


def batch(generator, count, lag):
    """x T[lag+1,count,INPUTS] one-hot: a symbol, then blanks, a question mark in the end; y i64[count] the symbol."""
    y = torch.randint(SYMBOLS, (count,), generator=generator)
    rest = torch.full((lag, count), BLANK)
    rest[-1] = ASK
    return F.one_hot(torch.cat([y[None], rest]), INPUTS).float(), y


def build(config):
    layer = LAYERS[config["cell"]](INPUTS, HIDDEN)
    rows = {"RNN": None, "LSTM": slice(HIDDEN, 2 * HIDDEN), "GRU": slice(HIDDEN, 2 * HIDDEN)}[config["cell"]]
    if rows is not None and config["open_gate"]:
        with torch.no_grad():
            layer.bias_ih_l0[rows] += 5.0  # the gate that keeps the past starts open
            if config["cell"] == "LSTM":
                layer.bias_ih_l0[:HIDDEN] -= 2.0  # and little is written; a GRU's single gate ties the two anyway
    return layer, nn.Linear(HIDDEN, SYMBOLS)


def run(config, seed, report, figure):
    """config: {cell, lag, clip (0: none), open_gate}. Metrics: acc, reach (log10), norm_max."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(seed)
    layer, head = build(config)
    parameters = [*layer.parameters(), *head.parameters()]
    opt = torch.optim.Adam(parameters, lr=1e-2)
    before = reach(config, layer, head, generator)
    largest = 0.0
    for step in range(STEPS):
        x, y = batch(generator, BATCH, int(config["lag"]))
        loss = F.cross_entropy(head(layer(x)[0][-1]), y)
        opt.zero_grad()
        loss.backward()
        norm = float(nn.utils.clip_grad_norm_(parameters, float(config["clip"]) or float("inf")))
        largest = max(largest, norm)
        opt.step()
        if step % 10 == 0 or step == STEPS - 1:
            report(step, loss=round(loss.item(), 5), grad_norm=round(norm, 5))
    curve = [accuracy(layer, head, generator, lag) for lag in LAGS]
    after = reach(config, layer, head, generator)
    figure("lags", lag_figure(curve, int(config["lag"])))
    figure("reach", reach_figure(before, after))
    acc = accuracy(layer, head, generator, int(config["lag"]))
    return {"acc": acc, "reach": round(after[0] - after[-1], 3), "norm_max": round(largest, 4)}


@torch.no_grad()
def accuracy(layer, head, generator, lag):
    x, y = batch(generator, 400, lag)
    return round(float((head(layer(x)[0][-1]).argmax(1) == y).float().mean()), 4)


def reach(config, layer, head, generator):
    """log10 of |dL/dh_t| for every step t, mean over a batch; -30 stands for zero."""
    cell = CELLS[config["cell"]](INPUTS, HIDDEN)
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in layer.state_dict().items()})
    x, y = batch(generator, 64, int(config["lag"]))
    state, states = torch.zeros(64, HIDDEN), []
    carried = torch.zeros_like(state)
    for now in x:
        if config["cell"] == "LSTM":
            state, carried = cell(now, (state, carried))
        else:
            state = cell(now, state)
        kept = carried if config["cell"] == "LSTM" else state  # the LSTM's memory is its cell state
        kept.retain_grad()
        states.append(kept)
    F.cross_entropy(head(state), y).backward()
    return [round(float(h.grad.norm(dim=1).mean().clamp(min=1e-30).log10()), 3) for h in states]


def lag_figure(curve, trained):
    title = {"zh": f"隔多远还记得（训练时隔 {trained} 步）", "en": f"How far it remembers (trained with {trained} steps)"}
    return {
        "data": [{"type": "scatter", "mode": "lines+markers", "x": list(LAGS), "y": curve}],
        "layout": {
            "title": {"text": title},
            "xaxis": {"title": {"text": {"zh": "间隔（步）", "en": "lag (steps)"}}},
            "yaxis": {"title": {"text": {"zh": "准确率", "en": "accuracy"}}, "range": [0, 1.05]},
        },
    }


def reach_figure(before, after):
    lines = (({"zh": "训练前", "en": "before training"}, before), ({"zh": "训练后", "en": "after training"}, after))
    return {
        "data": [{"type": "scatter", "mode": "lines", "x": list(range(len(y))), "y": y, "name": name} for name, y in lines],
        "layout": {
            "title": {"text": {"zh": "结尾的 loss 对每一步状态的梯度", "en": "Gradient of the final loss at each step's state"}},
            "xaxis": {"title": {"text": {"zh": "第几步", "en": "step"}}},
            "yaxis": {"title": {"text": {"zh": "大小（log10）", "en": "size (log10)"}}},
        },
    }
