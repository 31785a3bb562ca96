"""Short paragraphs about four subjects, in English or in Chinese words; every word's subject and kind are known."""

NAMES = ("kitchen", "sea", "school", "farm")
SUBJECTS = {
    "en": [
        ("pot pan spoon soup oven", "boil fry stir bake taste", "boiled fried stirred baked tasted", "salty spicy crispy"),
        (
            "boat wave sail harbour gull",
            "sink float row anchor drift",
            "sank floated rowed anchored drifted",
            "windy foggy stormy",
        ),
        (
            "pupil lesson desk book exam",
            "read write learn spell recite",
            "read-once wrote learnt spelt recited",
            "diligent boring tricky",
        ),
        (
            "cow barn field plough hay",
            "sow reap milk harvest graze",
            "sowed reaped milked harvested grazed",
            "fertile muddy dusty",
        ),
    ],
    "zh": [
        ("锅 勺 汤 灶 碗", "煮 炒 蒸 烤 尝", "煮过 炒过 蒸过 烤过 尝过", "咸 辣 脆"),
        ("船 浪 帆 港 鸥", "沉 漂 划 停泊 航行", "沉过 漂过 划过 停泊过 航行过", "多风 起雾 汹涌"),
        ("学生 课本 课桌 考试 黑板", "读 写 背 拼 算", "读过 写过 背过 拼过 算过", "用功 枯燥 难懂"),
        ("牛 谷仓 田 犁 干草", "播种 收割 挤奶 放牧 耕", "播种过 收割过 挤奶过 放牧过 耕过", "肥沃 泥泞 干旱"),
    ],
}
FRAMES = {
    "en": (
        "the {n} will {v} the {n}",
        "the {n} once {p} the {n}",
        "the {n} is very {a}",
        "a {n} will {v} again",
        "a {n} once {p} again",
    ),
    "zh": ("这 {n} 会 {v} 那 {n}", "这 {n} 曾经 {p} 那 {n}", "这 {n} 很 {a}", "一 {n} 会 {v} 一次", "一 {n} 曾经 {p} 一次"),
}
KINDS = ("n", "v", "p", "a")  # noun, verb, its past form, adjective


def lexicon(language):
    """{word: (subject, kind)} of the content words, and [(verb, past form)]."""
    known, forms = {}, []
    for subject, lines in enumerate(SUBJECTS[language]):
        for kind, line in zip(KINDS, lines, strict=True):
            known.update(dict.fromkeys(line.split(), (subject, kind)))
        forms += list(zip(lines[1].split(), lines[2].split(), strict=True))
    return known, forms


def paragraphs(language, rng, count):
    """Lists of words: four sentences about one subject, one behind the other."""
    for _ in range(count):
        lines = dict(zip(KINDS, SUBJECTS[language][int(rng.integers(4))], strict=True))
        choices = {kind: line.split() for kind, line in lines.items()}
        paragraph = []
        for _ in range(4):
            frame = FRAMES[language][int(rng.integers(len(FRAMES[language])))]
            for slot in frame.split():
                kind = slot.strip("{}")
                paragraph.append(str(rng.choice(choices[kind])) if slot.startswith("{") else slot)
        yield paragraph
