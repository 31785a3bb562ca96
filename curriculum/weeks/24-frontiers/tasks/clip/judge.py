"""Judge of clip. The loss is written out here; gradients are checked by central differences of the learner's own loss."""

import numpy as np

from workers.judge import Judging, check

NORMALISE = {
    "zh": "先把每一行除以自己的长度；相似度是余弦，与长度无关。",
    "en": "Divide every row by its own length first; similarity is the cosine and knows nothing of lengths.",
}
BOTH = {
    "zh": "两个方向都要：每行一个 softmax（图找文），每列一个 softmax（文找图），再取平均。",
    "en": "Both directions: a softmax per row (picture to caption), one per column (caption to picture), and their mean.",
}
GRADIENT = {
    "zh": "梯度要穿过归一化：先得到对单位向量的梯度，减去它沿该向量的分量，再除以长度；别忘了 logit_scale 与 1/(2N)。",
    "en": "The gradient passes the normalisation: take that of the unit row, remove its part along it, divide by the length; "
    "mind logit_scale and 1/(2N).",
}


def unit(x: np.ndarray) -> np.ndarray:
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def one_way(scores: np.ndarray) -> float:
    """Mean cross-entropy of the rows, the right column being the diagonal."""
    top = scores.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(scores - top).sum(axis=1)) + top[:, 0] - np.diag(scores)))


def loss_of(img: np.ndarray, txt: np.ndarray, scale: float) -> float:
    scores = scale * unit(img) @ unit(txt).T
    return (one_way(scores) + one_way(scores.T)) / 2


def value(j: Judging, img: np.ndarray, txt: np.ndarray, scale: float) -> float:
    return parts(j, img, txt, scale)[0]


def parts(j: Judging, img: np.ndarray, txt: np.ndarray, scale: float) -> tuple[float, np.ndarray, np.ndarray]:
    got = j.learner.call("info_nce", img, txt, scale)
    three = {"zh": "info_nce 应返回 (loss, dimg, dtxt)。", "en": "info_nce should return (loss, dimg, dtxt)."}
    j.that(isinstance(got, list | tuple) and len(got) == 3, three)
    loss = j.number(got[0], "info_nce(…)[0]")
    return loss, j.array(got[1], "info_nce(…)[1]", shape=img.shape), j.array(got[2], "info_nce(…)[2]", shape=txt.shape)


def pairs(j: Judging, n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows that are alike in pairs, of very different lengths."""
    img = j.rng.normal(size=(n, d))
    txt = img + 0.8 * j.rng.normal(size=(n, d))
    return img * j.rng.uniform(0.3, 3, size=(n, 1)), txt * j.rng.uniform(0.3, 3, size=(n, 1))


# ---- public ----


@check("by_hand")
def by_hand(j: Judging) -> None:
    got = value(j, np.array([[2.0, 0.0], [0.0, 5.0]]), np.array([[1.0, 0.0], [3.0, 0.0]]), float(np.log(3)))
    want = (np.log(2) + np.log(16 / 3) / 2) / 2
    j.close(got, want, rtol=1e-9, what={"zh": "N = 2 的 loss", "en": "loss for N = 2"}, cause=BOTH)


@check("recall_by_hand")
def recall_by_hand(j: Judging) -> None:
    img, txt = np.array([[2.0, 0.0], [0.0, 5.0]]), np.array([[1.0, 0.0], [3.0, 0.0]])
    cause = {
        "zh": "两句话与第二张图一样像：取编号小的，于是答错。",
        "en": "Both captions are equally like picture 2: the smaller index is taken, which is wrong.",
    }
    j.close(j.learner.call("recall_at_1", img, txt), 0.5, rtol=0, what="recall_at_1(img, txt)", cause=cause)
    j.close(j.learner.call("recall_at_1", img, img), 1.0, rtol=0, what="recall_at_1(img, img)", cause=NORMALISE)


# ---- hidden ----


@check("loss_value")
def loss_value(j: Judging) -> None:
    for n, d, scale in ((5, 3, 1.0), (11, 7, 14.3), (3, 13, float(j.rng.uniform(2, 30)))):
        img, txt = pairs(j, n, d)
        what = {
            "zh": f"loss，N = {n}，D = {d}，logit_scale = {scale:.3g}",
            "en": f"loss, N = {n}, D = {d}, logit_scale = {scale:.3g}",
        }
        j.close(value(j, img, txt, scale), loss_of(img, txt, scale), rtol=1e-9, atol=1e-12, what=what, cause=BOTH)


@check("symmetric")
def symmetric(j: Judging) -> None:
    img, txt = pairs(j, 7, 5)
    txt[3] = txt[2] * 1.7  # two captions point the same way: the two directions differ a lot
    scale = 9.0
    loss, dimg, dtxt = parts(j, img, txt, scale)
    swapped, dtxt_swapped, dimg_swapped = parts(j, txt, img, scale)
    what = {"zh": "图文对调之后的 loss", "en": "loss with pictures and captions exchanged"}
    j.close(swapped, loss, rtol=1e-9, what=what, cause=BOTH)
    for got, want, name in ((dimg_swapped, dimg, "dimg"), (dtxt_swapped, dtxt, "dtxt")):
        j.close(
            got, want, rtol=1e-9, atol=1e-12, what={"zh": f"对调之后的 {name}", "en": f"{name} after the exchange"}, cause=BOTH
        )
    order = j.rng.permutation(7)
    shuffled = {"zh": "各对换个先后，loss 不变", "en": "loss with the pairs in another order"}
    j.close(value(j, img[order], txt[order], scale), loss, rtol=1e-9, what=shuffled, cause=BOTH)
    want = loss_of(img, txt, scale)
    j.close(loss, want, rtol=1e-9, what={"zh": "两个方向的平均", "en": "mean of both directions"}, cause=BOTH)


@check("perfect_pairs")
def perfect_pairs(j: Judging) -> None:
    basis = np.linalg.qr(j.rng.normal(size=(9, 9)))[0][:6]
    img = basis * j.rng.uniform(0.2, 5, size=(6, 1))
    txt = basis * j.rng.uniform(0.2, 5, size=(6, 1))
    scale = 3.0
    want = float(np.log1p(5 * np.exp(-scale)))  # every score is 0 but for `scale` on the diagonal
    what = {"zh": "六对互相垂直、长短不一的图文", "en": "six perpendicular pairs of different lengths"}
    loss, dimg, dtxt = parts(j, img, txt, scale)
    j.close(loss, want, rtol=1e-9, what=what, cause=NORMALISE)
    along = max(float(np.abs((d * x).sum(axis=1)).max()) for d, x in ((dimg, img), (dtxt, txt)))
    radial = {"zh": "梯度沿向量自身的分量（应为 0）", "en": "part of the gradient along the row itself (should be 0)"}
    j.at_most(along, 1e-12, what=radial, cause=GRADIENT)
    j.close(
        value(j, img, txt, 60.0),
        0.0,
        rtol=0,
        atol=1e-12,
        what={"zh": "logit_scale = 60", "en": "logit_scale = 60"},
        cause=NORMALISE,
    )
    j.close(j.learner.call("recall_at_1", img, txt), 1.0, rtol=0, what="recall_at_1", cause=NORMALISE)


@check("grad_fd")
def grad_fd(j: Judging) -> None:
    for n, d, scale in ((4, 3, 2.5), (6, 5, 12.0)):
        img, txt = pairs(j, n, d)
        _, dimg, dtxt = parts(j, img, txt, scale)
        for name, grad, move in (("dimg", dimg, (1.0, 0.0)), ("dtxt", dtxt, (0.0, 1.0))):
            slopes, along = [], []
            for _ in range(6):
                v = j.rng.normal(size=(n, d))
                h = 1e-5
                ends = [value(j, img + s * h * move[0] * v, txt + s * h * move[1] * v, scale) for s in (1, -1)]
                slopes.append((ends[0] - ends[1]) / (2 * h))
                along.append(float((grad * v).sum()))
            what = {
                "zh": f"{name} 沿六个随机方向（对照你自己的 loss 的中心差分）",
                "en": f"{name} along six random directions (against central differences of your own loss)",
            }
            j.close(np.array(along), np.array(slopes), rtol=1e-6, scaled=True, what=what, cause=GRADIENT)


@check("stable")
def stable(j: Judging) -> None:
    img, txt = pairs(j, 5, 4)
    cause = {
        "zh": "取指数之前减去每行（每列）的最大值。",
        "en": "Subtract the maximum of each row (column) before exponentiating.",
    }
    for scale in (1e3, 1e5):
        loss, dimg, dtxt = parts(j, img, txt, scale)
        what = {"zh": f"loss，logit_scale = {scale:g}", "en": f"loss, logit_scale = {scale:g}"}
        j.close(loss, loss_of(img, txt, scale), rtol=1e-9, atol=1e-9, what=what, cause=cause)
        j.finite(dimg, "dimg", cause)
        j.finite(dtxt, "dtxt", cause)
    one = parts(j, img[:1], txt[:1], 10.0)
    j.close(one[0], 0.0, rtol=0, atol=1e-12, what={"zh": "N = 1 的 loss", "en": "loss for N = 1"}, cause=BOTH)


@check("recall")
def recall(j: Judging) -> None:
    for n, d in ((13, 5), (40, 11)):
        img, txt = pairs(j, n, d)
        txt[1] = 20 * img[0]  # long, and like picture 0: a plain dot product would choose it everywhere near
        txt[2] = txt[5]
        want = float(np.mean(np.argmax(unit(img) @ unit(txt).T, axis=1) == np.arange(n)))
        cause = {
            "zh": "对每张图，按余弦取最像的一句话；方向是图找文，并列取编号小的。",
            "en": "For every picture the caption with the largest cosine; pictures choose captions, equals by the smaller index.",
        }
        got = j.number(j.learner.call("recall_at_1", img, txt), "recall_at_1")
        j.close(got, want, rtol=1e-12, what=f"recall_at_1, N = {n}", cause=cause)


# ---- gates ----


@check("K4")
def same_twice(j: Judging) -> None:
    img, txt = pairs(j, 5, 3)
    first, second = j.twice(lambda learner: learner.call("info_nce", img, txt, 5.0))
    j.same(first, second, what={"zh": "两个进程的 loss 与梯度", "en": "loss and gradients of two processes"})


@check("K5")
def odd_sizes(j: Judging) -> None:
    for n, d in ((1, 3), (2, 1), (13, 7)):
        img, txt = pairs(j, n, d)
        j.close(
            value(j, img, txt, 4.0), loss_of(img, txt, 4.0), rtol=1e-9, atol=1e-12, what=f"loss, N = {n}, D = {d}", cause=BOTH
        )
