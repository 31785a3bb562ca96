"""How many numbers flow along each arrow of the three papers' trunks, for one example."""

from figure_files import buttons, layout, save, save_svg, text

T = 128
FLOWS = [
    (
        text("ResNet-18：一张 224 × 224 的图", "ResNet-18: one picture of 224 × 224"),
        [
            ("[3, 224, 224]", 3 * 224**2),
            ("[64, 112, 112]", 64 * 112**2),
            ("[64, 56, 56]", 64 * 56**2),
            ("[128, 28, 28]", 128 * 28**2),
            ("[256, 14, 14]", 256 * 14**2),
            ("[512, 7, 7]", 512 * 7**2),
            ("[512]", 512),
            ("[1000]", 1000),
        ],
    ),
    (
        text("Transformer base：128 个词", "Transformer base: 128 words"),
        [
            ("[T]", T),
            ("[T, 512]", T * 512),
            ("Q, K, V: 3 × [T, 512]", 3 * T * 512),
            ("[8, T, T]", 8 * T * T),
            ("[T, 512] ", T * 512),
            ("[T, 2048]", T * 2048),
            ("[T, 512]  ", T * 512),
            ("[T, 37000]", T * 37000),
        ],
    ),
    (
        text("BERT base：128 个词", "BERT base: 128 words"),
        [
            ("[T]", T),
            ("[T, 768]", T * 768),
            ("Q, K, V: 3 × [T, 768]", 3 * T * 768),
            ("[12, T, T]", 12 * T * T),
            ("[T, 768] ", T * 768),
            ("[T, 3072]", T * 3072),
            ("[T, 768]  ", T * 768),
            ("CLS: [768]", 768),
            ("[2]", 2),
        ],
    ),
]
COLORS = ["#2563eb", "#7c3aed", "#059669"]


def trace(k):
    names = [name for name, _ in FLOWS[k][1]]
    values = [value for _, value in FLOWS[k][1]]
    return {
        "type": "bar",
        "orientation": "h",
        "y": names,
        "x": values,
        "text": [f"{value:,}" for value in values],
        "textposition": "auto",
        "marker": {"color": COLORS[k]},
        "showlegend": False,
        "visible": k == 0,
    }


save(
    "shape-flow",
    text(
        "横条图（对数）：ResNet-18、Transformer、BERT 的每根箭头流过多少个数；ResNet 越走越窄，另两个同宽，到词表处突然变宽。",
        "Bars on a logarithmic axis: the numbers that flow along each arrow of ResNet-18, the Transformer and BERT; "
        "ResNet narrows, the others keep their width, and the output over the vocabulary is suddenly wide.",
    ),
    [trace(k) for k in range(3)],
    layout(
        FLOWS[0][0],
        text("多少个数", "numbers"),
        "",
        xaxis={"type": "log", "range": [0, 7.2]},
        yaxis={"autorange": "reversed", "automargin": True},
        updatemenus=buttons(
            ["ResNet-18", "Transformer", "BERT"],
            [[k == shown for k in range(3)] for shown in range(3)],
            [title for title, _ in FLOWS],
        ),
    ),
)


def draw(ax):
    for k, name in enumerate(("ResNet-18", "Transformer", "BERT")):
        ax.semilogy([value for _, value in FLOWS[k][1]], "o-", color=COLORS[k], label=name)
    ax.set_xlabel("arrow, from input to output")
    ax.set_ylabel("numbers for one example")
    ax.legend()


save_svg("shape-flow", draw)
