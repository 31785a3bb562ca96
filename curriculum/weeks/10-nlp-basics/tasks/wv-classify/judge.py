"""Judge of wv-classify: two file formats, how a text becomes words, and whether the vectors do the work."""

import numpy as np
from files import BINARY, binary_file, parsed, shuffled, text_file, tiny, trained_with
from pictures import confusion_figure, map_figure
from posts import CLASSES, draw, hidden, typed, words_of

from workers.judge import Judging, Trained, check

DRAWS = 3
SAME = 1e-4  # float32 sums in another order


# ---- reading vector files ----


def file_case(j: Judging, name: str, words: list[str], rows: np.ndarray, content: bytes, cause: dict[str, str]) -> None:
    path = j.learner.file(name, content)
    got = j.learner.call("load_vectors", path)
    j.that(
        isinstance(got, tuple | list) and len(got) == 2,
        {"zh": "load_vectors 要返回 (words, E) 两项。", "en": "load_vectors returns two things, (words, E)."},
    )
    j.equal(list(got[0]), words, what={"zh": f"{name} 里的词", "en": f"the words of {name}"}, cause=cause)
    matrix = j.array(got[1], "E", shape=rows.shape, dtype="f32")
    j.close(matrix, rows, rtol=0, atol=0, what={"zh": f"{name} 里的向量", "en": f"the vectors of {name}"}, cause=cause)


@check("text_format")
def text_format(j: Judging) -> None:
    words = ["the", "cat", "sat", "don't", "mat"]
    rows = j.rng.normal(size=(5, 3)).astype(np.float32)
    cause = {"zh": "第一行是“行数 维数”，不是向量。", "en": "The first line is `count dimension`, not a vector."}
    file_case(j, "vectors.txt", words, rows, text_file(words, rows), cause)


@check("text_words")
def text_words(j: Judging) -> None:
    words = ["new\u00a0york", "自然", "3.5", "a/b", "naïve", "line\u2028end", "x\u0085y"]
    rows = j.rng.normal(size=(7, 4)).astype(np.float32)
    cause = {
        "zh": "只按普通空格和换行符切分：split() 不带参数、splitlines() 会在不间断空格等字符处切断；行尾可能多一个空格。",
        "en": "Cut at plain spaces and line feeds only: split() without an argument and splitlines() also cut elsewhere; "
        "a line may end in a space.",
    }
    for trailing in (False, True):
        file_case(j, "vectors.txt", words, rows, text_file(words, rows, trailing=trailing), cause)


@check("binary_format")
def binary_format(j: Judging) -> None:
    cause = {
        "zh": "二进制的浮点数里可以出现空格和换行的字节：读到词后面的空格为止，再取恰好 4·d 个字节；行尾的换行可有可无。",
        "en": "The bytes of a float may be a space or a line feed: read up to the space after the word, then exactly 4·d bytes; "
        "the line feed behind a row may be missing.",
    }
    words = ["plain", "词", "naïve", "b", "final"]
    for line_feeds in (True, False):
        rows = j.rng.normal(size=(5, 6)).astype("<f4")
        bytes_of = rows.view(np.uint8).reshape(5, 6, 4)
        bytes_of[1, :, :2] = (0x20, 0x0A)
        bytes_of[3, :, :2] = (0x0A, 0x20)
        file_case(j, "vectors.bin", words, rows, binary_file(words, rows, line_feeds=line_feeds), cause)


# ---- a small model ----


def small(j: Judging) -> Trained:
    """Trained on forty made-up words; the contracts about texts do not need the real vectors."""

    def make() -> Trained:
        data, vectors = tiny(np.random.default_rng(j.seed))
        return trained_with(j, data, vectors)

    return j.once("small", make)


def rows_for(j: Judging, trained: Trained, texts: list[str], classes: int) -> np.ndarray:
    with trained.load() as loaded:
        got = loaded.predict("predict_proba", texts)
    return j.array(got, "predict_proba(model, texts)", shape=(len(texts), classes))


def probabilities(j: Judging, p: np.ndarray) -> None:
    j.that(
        bool(np.isfinite(p).all()) and bool((p >= -1e-6).all()),
        {"zh": "概率里有负数、NaN 或无穷。", "en": "Among the probabilities are negative numbers, NaN or infinities."},
    )
    j.close(p.sum(axis=1), np.ones(len(p)), rtol=0, atol=1e-3, what={"zh": "每行概率之和", "en": "the sum of each row"})


@check("proba_shape")
def proba_shape(j: Judging) -> None:
    texts = ["kaba lodo", "saku tifo vogi", "rebafe"]
    p = rows_for(j, small(j), texts, 2)
    probabilities(j, p)


@check("oov_empty")
def oov_empty(j: Judging) -> None:
    texts = ["", "   ", "zzzz qqqq", "?!…", "123 456", "kaba loba"]
    p = rows_for(j, small(j), texts, 2)
    probabilities(j, p)


@check("pad_mask")
def pad_mask(j: Judging) -> None:
    data, _ = tiny(np.random.default_rng(j.seed))
    texts = [str(text) for text in data["x_train"]][:6]  # type: ignore[index]
    long = " ".join(texts * 100)
    with small(j).load() as loaded:
        alone = np.concatenate(
            [j.array(loaded.predict("predict_proba", [text]), "predict_proba", shape=(1, 2)) for text in texts]
        )
        among = j.array(loaded.predict("predict_proba", [*texts, long]), "predict_proba", shape=(7, 2))[:6]
        unknown = [f"{text} {'zzqx ' * 400}" for text in texts]
        filled = j.array(loaded.predict("predict_proba", unknown), "predict_proba", shape=(6, 2))
    cause = {
        "zh": "求平均时把填充位也算进去了：只除以真正认识的词的个数。",
        "en": "Padding takes part in the mean: divide by the number of words that are really known.",
    }
    j.close(
        among,
        alone,
        rtol=0,
        atol=SAME,
        what={"zh": "短文本与很长的文本同批时的概率", "en": "probabilities beside a very long text"},
        cause=cause,
    )
    j.close(
        filled,
        alone,
        rtol=0,
        atol=SAME,
        what={"zh": "后面接 400 个生词时的概率", "en": "probabilities with 400 unknown words behind"},
        cause=cause,
    )


@check("messy")
def messy(j: Judging) -> None:
    data, _ = tiny(np.random.default_rng(j.seed))
    texts = [str(text) for text in data["x_train"]]  # type: ignore[union-attr]
    loud = [text.upper() for text in texts]
    wide = ["".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in text) for text in texts]
    dotted = [", ".join(text.split()) + "!" for text in texts]
    tied = ["-".join(text.split()) for text in texts]
    with small(j).load() as loaded:
        want, *got = (
            j.array(loaded.predict("predict_proba", rows), "predict_proba", shape=(len(texts), 2))
            for rows in (texts, [typed(text, j.rng) for text in texts], loud, dotted, tied, wide)
        )
    names = [
        ({"zh": "混合大小写与标点", "en": "mixed case and punctuation"}),
        ({"zh": "全部大写", "en": "all capitals"}),
        ({"zh": "逗号隔开", "en": "separated by commas"}),
        ({"zh": "连字符相连", "en": "joined by hyphens"}),
        ({"zh": "全角字母", "en": "full-width letters"}),
    ]
    cause = {
        "zh": "先 NFKC，再转小写，再取连续的 a–z；训练与预测走同一个函数。",
        "en": "NFKC first, then lower case, then runs of a–z; training and prediction through one function.",
    }
    for one, name in zip(got, names, strict=True):
        what = {"zh": f"{name['zh']}时的概率", "en": f"probabilities with {name['en']}"}
        j.close(one, want, rtol=0, atol=SAME, what=what, cause=cause)


# ---- real vectors, ten posts a group ----


def accuracies(j: Judging) -> list[float]:
    """Accuracy on the hidden posts of each of three draws of sixty labelled ones."""

    def make() -> list[float]:
        rng = np.random.default_rng(j.seed)
        found = []
        for turn in range(DRAWS):
            trained = j.train({**draw(j, rng), "vectors": BINARY}, j.cfg(seed=j.seed + turn))
            texts, y = hidden(j, rng)
            p = j.array(trained.predict_rows("predict_proba", texts), "predict_proba(model, texts)", shape=(len(y), CLASSES))
            probabilities(j, p)
            found.append(float((p.argmax(axis=1) == y).mean()))
            if turn == 0:
                show(j, texts, y, p.argmax(axis=1))
        return found

    return j.once("accuracies", make)


def show(j: Judging, texts: list[str], y: np.ndarray, got: np.ndarray) -> None:
    j.figure("confusion", confusion_figure(y, got))
    words, rows = parsed((j.assets / BINARY.path).read_bytes())
    known = set(words)
    found = [word in known for text in texts for word in words_of(text)]
    j.metric("oov_rate", 1 - sum(found) / len(found))
    mine = j.learner.call("load_vectors", BINARY)
    matrix = j.array(mine[1], "E", shape=rows.shape)
    j.figure("map", map_figure(list(mine[0]), matrix))


@check("uses_vectors")
def uses_vectors(j: Judging) -> None:
    rng = np.random.default_rng(j.seed)
    wrong = shuffled((j.assets / BINARY.path).read_bytes(), rng)
    trained = trained_with(j, draw(j, rng), wrong)
    texts, y = hidden(j, rng)
    p = j.array(trained.predict_rows("predict_proba", texts[:600]), "predict_proba(model, texts)", shape=(600, CLASSES))
    scrambled = float((p.argmax(axis=1) == y[:600]).mean())
    value = float(np.mean(accuracies(j)))
    j.metric("acc_shuffled", scrambled)
    j.metric("drop", value - scrambled)
    cause = {
        "zh": "打乱向量的行几乎不影响你的准确率：分类靠的不是文件里的词向量。",
        "en": "Dealing the rows to other words hardly hurts: your classifier does not rest on the file's vectors.",
    }
    what = {"zh": "打乱向量的行之后准确率的损失", "en": "accuracy lost when the rows of the vectors are shuffled"}
    j.at_least(value - scrambled, j.threshold("drop"), what=what, cause=cause)


@check("acc")
def acc(j: Judging) -> None:
    value = float(np.mean(accuracies(j)))
    j.metric("acc", value)
    what = {"zh": "三次抽样的平均准确率", "en": "mean accuracy over three draws"}
    cause = {
        "zh": "先看有多少词查不到向量（大小写、标点），再看平均是否被“the”这样的常用词占满。",
        "en": "Look first at how many words have no vector (case, punctuation), then at whether words like “the” fill the mean.",
    }
    j.at_least(value, j.threshold("acc"), what=what, cause=cause)


# ---- gates ----


@check("K4")
def same_seed(j: Judging) -> None:
    data, vectors = tiny(np.random.default_rng(j.seed))
    texts = [str(text) for text in data["x_val"]]  # type: ignore[union-attr]
    cfg_runs = [rows_for(j, trained_with(j, data, vectors), texts, 2) for _ in range(2)]
    j.same(
        cfg_runs[0], cfg_runs[1], what={"zh": "同一种子训练两次的概率", "en": "probabilities after training twice with one seed"}
    )


@check("K5")
def odd_sizes(j: Judging) -> None:
    with small(j).load() as loaded:
        for n in (1, 3, 17):
            texts = [" ".join(["kaba", "lodo", "saku"][: 1 + k % 3]) for k in range(n)]
            j.shape(loaded.predict("predict_proba", texts), (n, 2), what="predict_proba(model, texts)")
