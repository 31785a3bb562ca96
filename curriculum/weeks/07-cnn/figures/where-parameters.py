"""Parameters and multiply-adds of LeNet and AlexNet, layer by layer."""

from figure_files import layout, save, save_svg, text

BLUE, ORANGE = "#4c78a8", "#f58518"
# (name, parameters, multiply-adds), by the formulas of lesson 2; the tables of lesson 4 print the same parameters
LENET = [
    ("C1", 156, 25 * 6 * 28 * 28),
    ("C3", 2_416, 6 * 25 * 16 * 10 * 10),
    ("F5", 48_120, 48_000),
    ("F6", 10_164, 10_080),
    ("out", 850, 840),
]
ALEXNET = [
    ("conv1", 34_944, 363 * 96 * 55 * 55),
    ("conv2", 614_656, 2_400 * 256 * 27 * 27),
    ("conv3", 885_120, 2_304 * 384 * 13 * 13),
    ("conv4", 1_327_488, 3_456 * 384 * 13 * 13),
    ("conv5", 884_992, 3_456 * 256 * 13 * 13),
    ("fc6", 37_752_832, 9_216 * 4_096),
    ("fc7", 16_781_312, 4_096 * 4_096),
    ("fc8", 4_097_000, 4_096 * 1_000),
]


def bars(table, column, shown):
    total = sum(row[column] for row in table)
    shares = [row[column] / total for row in table]
    return {
        "type": "bar",
        "x": [row[0] for row in table],
        "y": [round(share, 4) for share in shares],
        "text": [f"{share:.0%}" for share in shares],
        "customdata": [f"{row[column]:,}" for row in table],
        "hovertemplate": "%{x}: %{customdata}<extra></extra>",
        "marker": {"color": [BLUE if row[0][0] in "Cc" else ORANGE for row in table]},
        "visible": shown,
    }


views = [
    (text("LeNet：参数", "LeNet: parameters"), LENET, 1),
    (text("LeNet：乘加", "LeNet: multiply-adds"), LENET, 2),
    (text("AlexNet：参数", "AlexNet: parameters"), ALEXNET, 1),
    (text("AlexNet：乘加", "AlexNet: multiply-adds"), ALEXNET, 2),
]
menu = {
    "type": "dropdown",
    "x": 0,
    "xanchor": "left",
    "y": 1.03,
    "yanchor": "bottom",
    "buttons": [
        {"label": label, "method": "update", "args": [{"visible": [k == m for m in range(len(views))]}, {"title.text": label}]}
        for k, (label, _, _) in enumerate(views)
    ],
}
shape = layout(
    views[0][0],
    text("层（蓝：卷积，橙：全连接）", "layer (blue: convolution, orange: fully connected)"),
    text("占全网的比例", "share of the network"),
    xaxis={"type": "category"},
    yaxis={"range": [0, 1], "tickformat": ".0%"},
    updatemenus=[menu],
    margin={"t": 110},
)
alt = text(
    "柱状图：LeNet 与 AlexNet 各层所占的参数或乘加比例；参数集中在全连接层，乘加集中在卷积层。",
    (
        "Bar chart of each layer's share of parameters or multiply-adds in "
        "LeNet and AlexNet: parameters sit in fully connected layers, work in convolutions."
    ),
)
save("where-parameters", alt, [bars(table, column, k == 0) for k, (_, table, column) in enumerate(views)], shape)


def draw(ax):
    for k, (column, name) in enumerate(((1, "parameters"), (2, "multiply-adds"))):
        total = sum(row[column] for row in ALEXNET)
        xs = [i + 0.4 * k for i in range(len(ALEXNET))]
        ax.bar(xs, [row[column] / total for row in ALEXNET], 0.4, label=name, color=(ORANGE, BLUE)[k])
    ax.set_xticks([i + 0.2 for i in range(len(ALEXNET))], [row[0] for row in ALEXNET])
    ax.tick_params(colors="#777")
    ax.set_title("AlexNet: share of the network", fontsize=10, color="#777")
    ax.legend(labelcolor="#777", framealpha=0)


save_svg("where-parameters", draw)
