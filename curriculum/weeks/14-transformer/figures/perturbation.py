"""A decoder layer really perturbed: how far each output moves when one thing changes, masks right and masks missing."""

import torch
from figure_files import buttons, layout, save, save_svg, text
from torch import nn

torch.manual_seed(0)
torch.set_num_threads(1)
T, S = 5, 6
layer = nn.TransformerDecoderLayer(16, 4, 32, 0.0, batch_first=True, norm_first=True).eval()
later = torch.ones(T, T, dtype=torch.bool).triu(1)
pad = torch.arange(S)[None] >= 4
y, memory = torch.randn(1, T, 16), torch.randn(1, S, 16)
push = torch.randn(16)  # adding one constant everywhere would not do: LayerNorm takes it out again
CASES = [
    text("动目标的第 5 个词", "target word 5"),
    text("动源句的填充", "source padding"),
    text("动源句的第 1 个词", "source word 1"),
]


def moved(case, masked):
    new_y, new_memory = y.clone(), memory.clone()
    if case == 0:
        new_y[:, 4] += push
    elif case == 1:
        new_memory[:, 4:] += push
    else:
        new_memory[:, 0] += push
    masks = {"tgt_mask": later, "memory_key_padding_mask": pad} if masked else {}
    with torch.no_grad():
        change = layer(new_y, new_memory, **masks) - layer(y, memory, **masks)
    return [round(v, 3) if v > 1e-6 else 0.0 for v in change.norm(dim=-1)[0].tolist()]


ROWS = [text("掩码正确", "with masks"), text("没有掩码", "without masks")]
tables = [[moved(case, masked) for masked in (True, False)] for case in range(3)]
print(tables)


def heat(table, shown):
    return {
        "type": "heatmap",
        "z": [[1 if v else 0 for v in row] for row in table],
        "text": table,
        "texttemplate": "%{text}",
        "x": [str(k + 1) for k in range(T)],
        "y": ROWS,
        "zmin": 0,
        "zmax": 1,
        "showscale": False,
        "colorscale": [[0, "rgba(148,163,184,0.35)"], [1, "#2563eb"]],
        "xgap": 3,
        "ygap": 3,
        "visible": shown,
    }


save(
    "perturbation",
    text(
        "热图：一个解码器层的五个输出各移动多少，"
        "两行是掩码正确与没有掩码，按钮选动哪里。掩码正确时，动第 5 个目标词只动第 5 个输出，"
        "动源句的填充什么都不动，动源句第 1 个词五个都动；"
        "没有掩码时三种情况五个输出都动。",
        "Heat map: how far the five outputs of a decoder layer move, one row with masks and one without, buttons for what "
        "is moved. With masks, target word 5 moves output 5 only, source padding moves nothing, source word 1 moves all; without "
        "masks all five move in each case.",
    ),
    [heat(table, k == 0) for k, table in enumerate(tables)],
    layout(
        text("输出移动的距离", "How far the outputs move"),
        text("输出的位置", "output position"),
        text("", ""),
        yaxis={"autorange": "reversed", "automargin": True},
        xaxis={"type": "category"},
        updatemenus=buttons(CASES, [[k == n for k in range(3)] for n in range(3)]),
        margin={"t": 100},
    ),
)


def draw(ax):
    rows = [table[0] for table in tables]
    ax.imshow([[1 if v else 0 for v in row] for row in rows], cmap="Blues", vmin=0, vmax=1.6, aspect="auto")
    for i, row in enumerate(rows):
        for k, v in enumerate(row):
            ax.text(k, i, f"{v:.2f}", ha="center", va="center")
    ax.set_yticks(range(3), [f"{case['en']} moved" for case in CASES])
    ax.set_xticks(range(T), [f"output {k + 1}" for k in range(T)])


save_svg("perturbation", draw)
