"""Precision by order and BLEU when every k-th word of a text of 600 different words is replaced."""

from figure_files import layout, save, save_svg, slider, text

KS = [2, 3, 5, 7, 10, 15, 20, 30]
WORDS = 600


def precisions(k):
    right = [(i + 1) % k != 0 for i in range(WORDS)]
    return [sum(all(right[i : i + n]) for i in range(WORDS - n + 1)) / (WORDS - n + 1) for n in (1, 2, 3, 4)]


def bleu(k):
    p = precisions(k)
    return (p[0] * p[1] * p[2] * p[3]) ** 0.25


def bar(k):
    values = [round(v, 4) for v in [*precisions(k), bleu(k)]]
    return {
        "type": "bar",
        "x": ["p1", "p2", "p3", "p4", "BLEU"],
        "y": values,
        "text": [f"{v:.2f}" for v in values],
        "marker": {"color": ["#2563eb"] * 4 + ["#d97706"]},
    }


save(
    "one-word-in-k",
    text(
        (
            "柱状图：每 k 个词错一个时的一到四元精度与 BLEU。k 为 10 时一元精度 0.90，"
            "四元 0.60，BLEU 约 0.74；k 不超过 4 时四元精度为 0，BLEU 为 0。"
        ),
        (
            "Bar chart: precisions of orders one to four and BLEU with one word in k wrong. At k = 10 unigrams "
            "are 0.90, four-grams 0.60 and BLEU about 0.74; up to k = 4 the four-grams and BLEU are 0."
        ),
    ),
    [bar(10)],
    layout(
        text("错一个词，伤到几个 n 元组？", "How many n-grams does one wrong word hurt?"),
        text("600 个词", "600 words"),
        text("精度", "precision"),
        yaxis={"range": [0, 1.08]},
        sliders=[{**slider([str(k) for k in KS], {"zh": "每几个词错一个：", "en": "one wrong word in "})[0], "active": 4}],
        margin={"t": 60},
    ),
    [{"name": str(k), "data": [bar(k)]} for k in KS],
)


def draw(ax):
    for n in range(4):
        ax.plot(KS, [precisions(k)[n] for k in KS], "o-", label=f"p{n + 1}")
    ax.plot(KS, [bleu(k) for k in KS], "s--", color="#d97706", label="BLEU")
    ax.set_xlabel("one wrong word in k")
    ax.set_ylabel("precision")
    ax.legend()


save_svg("one-word-in-k", draw)
