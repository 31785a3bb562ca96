"""Where each number goes: [T,D], view(B,h,T,d) straight away, and view with a transpose."""

import numpy as np
from figure_files import buttons, layout, save, save_svg, text

T, D, H = 4, 6, 2
d = D // H
X = np.arange(T * D).reshape(T, D)
ROWS = [text(f"头 {h} 行 {t}", f"head {h}, row {t}") for h in range(H) for t in range(T)]
LAYOUTS = [
    (text("x：[T, D]", "x: [T, D]"), X, [text(f"词 {t}", f"token {t}") for t in range(T)]),
    (
        text("view + transpose", "view + transpose"),
        X.reshape(T, H, d).transpose(1, 0, 2).reshape(H * T, d),
        ROWS,
    ),
    (text("view(h, T, d)", "view(h, T, d)"), X.reshape(H * T, d), ROWS),
]
SCALE = [[0, "#93c5fd"], [0.33, "#86efac"], [0.66, "#fcd34d"], [1, "#fca5a5"]]


def heat(table, names, shown):
    return {
        "type": "heatmap",
        "x": [str(i) for i in range(table.shape[1])],
        "y": names,
        "z": (table // D).tolist(),
        "text": [[str(v) for v in row] for row in table.tolist()],
        "texttemplate": "%{text}",
        "textfont": {"color": "#111827"},
        "colorscale": SCALE,
        "zmin": 0,
        "zmax": T - 1,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "visible": shown,
    }


labels = [name for name, _, _ in LAYOUTS]
titles = [
    text("原样：一行一个词，颜色是词", "as it is: a row per token, coloured by token"),
    text("正确：每个头都有四个词", "right: every head has all four tokens"),
    text("错误：每个头只有两个词", "wrong: every head has two tokens only"),
]
save(
    "reshape-order",
    text(
        "彩色方格：四个词各六个特征怎样分给两个头。先 view 再转置时每个头有四种颜色，直接 view 时每个头只有两种。",
        "Coloured cells: how four tokens of six features are dealt to two heads. With view and transpose every head has four "
        "colours, with the plain view only two.",
    ),
    [heat(table, names, i == 0) for i, (_, table, names) in enumerate(LAYOUTS)],
    layout(
        titles[0],
        text("特征", "feature"),
        "",
        xaxis={"type": "category"},
        yaxis={"type": "category", "autorange": "reversed"},
        updatemenus=buttons(labels, [[i == k for i in range(3)] for k in range(3)], titles),
        margin={"t": 90, "l": 110},
    ),
)


def draw(ax):
    from matplotlib.colors import ListedColormap

    gap = np.full((H * T, 1), -1)
    right, wrong = LAYOUTS[1][1], LAYOUTS[2][1]
    both = np.hstack([right, gap, wrong])
    shade = np.ma.masked_where(both < 0, both // D)
    ax.imshow(shade, cmap=ListedColormap([color for _, color in SCALE]), aspect="auto")
    for (i, j), value in np.ndenumerate(both):
        if value >= 0:
            ax.text(j, i, str(value), ha="center", va="center", fontsize=8)
    ax.set_yticks(range(H * T), [row["en"] for row in ROWS], fontsize=8)
    ax.set_xticks([1, 5], ["view + transpose", "view(h, T, d)"])


save_svg("reshape-order", draw)
