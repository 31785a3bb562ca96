"""Parameters and multiply-adds of ResNet-18 and -34 (ImageNet, 224 × 224), stage by stage."""

from figure_files import buttons, layout, save, save_svg, text

LAYERS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}
NAMES = [text("入口", "stem"), *[text(f"第 {k} 段", f"stage {k}") for k in (1, 2, 3, 4)], text("全连接", "classifier")]


def conv_bn(cin, cout, k):
    return k * k * cin * cout + 2 * cout


def stages(layers):
    """(parameters, multiply-adds) of the stem, the four stages and the classifier."""
    params, adds = [conv_bn(3, 64, 7)], [49 * 3 * 64 * 112**2]
    cin = 64
    for stage, blocks in enumerate(layers):
        width, side = 64 * 2**stage, 56 // 2**stage
        weights = 9 * cin * width + (2 * blocks - 1) * 9 * width**2
        shortcut = cin * width if stage else 0
        params.append(weights + shortcut + 2 * width * (2 * blocks + (1 if stage else 0)))
        adds.append((weights + shortcut) * side**2)
        cin = width
    return [*params, 512 * 1000 + 1000], [*adds, 512 * 1000]


COUNTS = {depth: stages(layers) for depth, layers in LAYERS.items()}
assert [sum(COUNTS[depth][0]) for depth in LAYERS] == [11_689_512, 21_797_672]


def bars(depth, shown):
    params, adds = COUNTS[depth]
    made = []
    for name, values, color in (
        (text("参数", "parameters"), params, "#2563eb"),
        (text("乘加", "multiply-adds"), adds, "#d97706"),
    ):
        share = [value / sum(values) for value in values]
        made.append(
            {
                "type": "bar",
                "name": name,
                "x": NAMES,
                "y": [round(one, 4) for one in share],
                "text": [f"{one:.0%}" for one in share],
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": color},
                "visible": shown,
            }
        )
    return made


LABELS = [text("18 层", "18 layers"), text("34 层", "34 layers")]
TITLES = [
    text("ResNet-18：1169 万参数，18 亿乘加", "ResNet-18: 11.7 M parameters, 1.8 G multiply-adds"),
    text("ResNet-34：2180 万参数，37 亿乘加", "ResNet-34: 21.8 M parameters, 3.7 G multiply-adds"),
]
save(
    "stage-budget",
    text(
        "分组柱图：ResNet-18 与 34 各段占参数与乘加的份额。参数集中在第 3、4 段，乘加在四段里大致相当，入口参数极少而乘加不少。",
        "Grouped bars: parameters and multiply-adds in each stage of ResNet-18 and 34. Parameters gather in stages 3 and 4, "
        "multiply-adds are spread evenly, and the stem has few parameters but some work.",
    ),
    [*bars(18, True), *bars(34, False)],
    layout(
        TITLES[0],
        "",
        text("占全网络的份额", "share of the network"),
        yaxis={"range": [0, 0.85], "tickformat": ".0%"},
        barmode="group",
        legend={"x": 0.02, "y": 0.98},
        updatemenus=buttons(LABELS, [[True, True, False, False], [False, False, True, True]], TITLES),
    ),
)


def draw(ax):
    for k, (name, values) in enumerate(zip(("parameters", "multiply-adds"), COUNTS[34], strict=True)):
        places = [i + 0.4 * k - 0.2 for i in range(6)]
        ax.bar(places, [value / sum(values) for value in values], 0.4, color=["#2563eb", "#d97706"][k], label=name)
    ax.set_xticks(range(6), [name["en"] for name in NAMES])
    ax.set_ylabel("share of ResNet-34")
    ax.legend()


save_svg("stage-budget", draw)
