"""Five attention maps of a trained translator (this week's second task, one run), with the true alignment of the grammar."""

from figure_files import layout, save, save_svg, text

# (name, English, French, true pairs English-French, where the weight is not 0: {(French, English): weight})
MAPS = [
    (
        text("1 对齐", "1 aligned"),
        "i was sad in the garden",
        "j' étais triste dans le jardin",
        "0-0 1-1 2-2 3-3 4-4 5-5",
        {(0, 0): 1.0, (1, 1): 0.999, (2, 2): 1.0, (3, 3): 1.0, (4, 4): 1.0, (5, 5): 1.0},
    ),
    (
        text("2 换位", "2 swapped"),
        "our sad friends will be rich",
        "nos amis tristes seront riches",
        "0-0 1-2 2-1 3-3 4-3 5-4",
        {(0, 0): 1.0, (1, 2): 1.0, (2, 1): 1.0, (3, 4): 1.0, (4, 5): 1.0},
    ),
    (
        text("3 否定", "3 negation"),
        "our sad student will not hide any apples",
        "notre étudiant triste ne cachera pas de pommes",
        "0-0 1-2 2-1 3-4 4-3 4-5 5-4 6-6 7-7",
        {(0, 0): 1.0, (1, 2): 1.0, (2, 1): 1.0, (3, 4): 1.0, (4, 4): 1.0, (5, 4): 1.0, (6, 6): 1.0, (7, 7): 1.0},
    ),
    (
        text("4 错位", "4 displaced"),
        "my boys followed this happy king near the river yesterday",
        "mes garçons ont suivi ce roi heureux près de la rivière hier",
        "0-0 1-1 2-2 2-3 3-4 4-6 5-5 6-7 6-8 7-9 8-10 9-11",
        {
            (0, 0): 1.0,
            (1, 1): 1.0,
            (2, 2): 1.0,
            (3, 2): 1.0,
            (4, 3): 1.0,
            (5, 5): 1.0,
            (6, 4): 1.0,
            (7, 6): 0.005,
            (7, 7): 0.995,
            (8, 7): 1.0,
            (9, 7): 1.0,
            (10, 7): 1.0,
            (11, 9): 1.0,
        },
    ),
    (
        text("5 离奇", "5 odd"),
        "we will be happy next year",
        "nous serons heureux l' année prochaine",
        "0-0 1-1 2-1 3-2 4-5 5-3 5-4",
        {(0, 0): 1.0, (1, 2): 1.0, (2, 3): 1.0, (3, 4): 1.0, (4, 5): 1.0, (5, 1): 1.0},
    ),
]


def table(english, french, weights):
    return [[weights.get((t, s), 0.0) for s in range(len(english.split()))] for t in range(len(french.split()))]


def pairs(gold):
    return [tuple(map(int, pair.split("-"))) for pair in gold.split()]


def traces(number, shown):
    _, english, french, gold, weights = MAPS[number]
    cells = {
        "type": "heatmap",
        "z": table(english, french, weights),
        "colorscale": "Blues",
        "reversescale": True,
        "zmin": 0,
        "zmax": 1,
        "showscale": False,
        "visible": shown,
        "xgap": 1,
        "ygap": 1,
    }
    squares = {
        "type": "scatter",
        "mode": "markers",
        "x": [s for s, _ in pairs(gold)],
        "y": [t for _, t in pairs(gold)],
        "marker": {"symbol": "square-open", "size": 12, "color": "#d97706", "line": {"width": 2}},
        "name": text("真实对齐", "true alignment"),
        "showlegend": False,
        "visible": shown,
    }
    return [cells, squares]


def axis(words):
    return {"tickmode": "array", "tickvals": list(range(len(words))), "ticktext": words}


def title(number):
    _, _, _, gold, weights = MAPS[number]
    best = {}
    for (t, s), w in weights.items():
        if w > best.get(t, (0, 0))[0]:
            best[t] = (w, s)
    hits = sum((s, t) in pairs(gold) for t, (_, s) in best.items())
    return text(f"{len(best)} 行里 {hits} 行的亮格落在方框里", f"bright cell in a square: {hits} of {len(best)} rows")


def button(number):
    name, english, french, _, _ = MAPS[number]
    shown = [i == number for i in range(len(MAPS)) for _ in range(2)]
    change = {"title.text": title(number)}
    for key, words in (("xaxis", english.split()), ("yaxis", french.split())):
        change |= {f"{key}.tickvals": list(range(len(words))), f"{key}.ticktext": words}
    change |= {"xaxis.range": [-0.5, len(english.split()) - 0.5], "yaxis.range": [len(french.split()) - 0.5, -0.5]}
    return {"label": name, "method": "update", "args": [{"visible": shown}, change]}


_, first_english, first_french, _, _ = MAPS[0]
save(
    "real-maps",
    text(
        "热图：五句译文的真实注意力权重，方框是真实对齐。第一句是对角线，第二句名词与形容词交叉，后三句有亮格落在方框之外。",
        "Heat maps: real attention weights of five translations, squares for the true alignment. A diagonal, a crossing of noun "
        "and adjective, and three with bright cells outside of the squares.",
    ),
    [trace for number in range(len(MAPS)) for trace in traces(number, number == 0)],
    layout(
        title(0),
        text("原句", "source"),
        text("译文", "output"),
        xaxis={**axis(first_english.split()), "range": [-0.5, len(first_english.split()) - 0.5], "showgrid": False},
        yaxis={
            **axis(first_french.split()),
            "range": [len(first_french.split()) - 0.5, -0.5],
            "showgrid": False,
            "automargin": True,
        },
        updatemenus=[
            {
                "type": "dropdown",
                "x": 0,
                "xanchor": "left",
                "y": 1.03,
                "yanchor": "bottom",
                "buttons": [button(number) for number in range(len(MAPS))],
            }
        ],
        margin={"t": 90},
        height=440,
    ),
)


def draw(ax):
    figure = ax.figure
    figure.set_size_inches(9, 3.4)
    ax.remove()
    for place, number in enumerate((1, 2, 4), 1):
        _, english, french, gold, weights = MAPS[number]
        part = figure.add_subplot(1, 3, place)
        part.imshow(table(english, french, weights), cmap="Blues", vmin=0, vmax=1)
        part.plot(*zip(*pairs(gold)), "s", color="#d97706", fillstyle="none", markersize=9)
        part.set_xticks(range(len(english.split())), english.split(), rotation=60, fontsize=7)
        part.set_yticks(range(len(french.split())), french.split(), fontsize=7)


save_svg("real-maps", draw)
