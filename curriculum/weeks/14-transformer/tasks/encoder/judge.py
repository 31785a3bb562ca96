"""Tests of w14/encoder: the learner's layer and stack beside the judge's own encoder, float64, at real positions."""

import encoder_reference as ref
import numpy as np
import torch
from pairs import D_FF, VOCAB, D, H, array, at_real, batch, layer_pair, loaded, sentences, stack_pair, t

from workers.judge import Judging, Torch, check

PARITY = {
    "zh": "前置 x + f(norm(x))，后置 norm(x + f(x))；打分除以 √(d/h)；in_proj 的行依次是 q、k、v；True 是填充。",
    "en": "Pre-norm x + f(norm(x)), post-norm norm(x + f(x)); scores over √(d/h); in_proj holds q, k, v; True is padding.",
}
PADDING = {
    "zh": "True 是填充：在 softmax 之前，把这些键的打分填成很大的负数。",
    "en": "True is padding: fill the scores of those keys with a large negative number before the softmax.",
}


# ---- public: shapes and names ----


@check("layer_shapes")
def layer_shapes(j: Judging) -> None:
    for d, h, d_ff, norm_first, act in ((12, 3, 20, True, "gelu"), (10, 5, 7, False, "relu")):
        layer = j.learner.new("EncoderLayer", d, h, d_ff, 0.0, norm_first, act)
        layer.do("eval")
        loaded(j, layer, ref.random_state(ref.layer_shapes(d, d_ff), j.rng))
        x, pad = batch(j, 3, 5, d)
        x = x.astype(np.float32)
        for args in ((Torch(x), Torch(pad)), (Torch(x),), (Torch(x), None)):
            j.shape(layer(*args), (3, 5, d), what="layer(x, pad_mask)")


@check("stack_shapes")
def stack_shapes(j: Judging) -> None:
    for norm_first in (True, False):
        stack = j.learner.new("TransformerEncoder", VOCAB, 12, 3, 20, 2, 16, 0.0, norm_first)
        stack.do("eval")
        loaded(j, stack, ref.random_state(ref.stack_shapes(VOCAB, 12, 20, 2, norm_first), j.rng), norm_first=norm_first)
        ids, pad = sentences(j, 3, 7)
        for args in ((Torch(ids), Torch(pad)), (Torch(ids),), (Torch(ids), None)):
            j.shape(stack(*args), (3, 7, 12), what="stack(ids, pad_mask)")


# ---- values and gradients ----


@check("layer_parity")
def layer_parity(j: Judging) -> None:
    for norm_first in (False, True):
        for act in ("relu", "gelu"):
            theirs, state = layer_pair(j, norm_first, act)
            x, pad = batch(j, 4, 9, D)
            for mask in (pad, None):
                want = ref.layer(t(x), state, H, None if mask is None else t(mask), norm_first, act).numpy()
                got = array(j, theirs(Torch(x), None if mask is None else Torch(mask)), x.shape)
                what = {
                    "zh": f"非填充处的输出：norm_first={norm_first}，{act}，{'没有' if mask is None else '有'}掩码",
                    "en": f"at real positions: norm_first={norm_first}, {act}, {'no' if mask is None else 'with a'} mask",
                }
                j.close(*at_real(got, want, mask), rtol=1e-10, atol=1e-10, what=what, cause=PARITY)


@check("layer_grads")
def layer_grads(j: Judging) -> None:
    for norm_first in (False, True):
        theirs, state = layer_pair(j, norm_first, "gelu")
        x, pad = batch(j, 3, 7, D)
        dout = j.rng.normal(size=x.shape) * ~pad[..., None]
        leaves = {name: value.clone().requires_grad_() for name, value in state.items()}
        leaf = t(x).requires_grad_()
        ref.layer(leaf, leaves, H, t(pad), norm_first, "gelu").backward(t(dout))
        found = j.learner.grad(theirs, Torch(x), Torch(pad), dout=Torch(dout), params=True)
        pairs = {"x": (found.args.get(0), leaf.grad)}
        pairs |= {name: (found.params.get(name), value.grad) for name, value in leaves.items()}
        for name, (got, want) in pairs.items():
            what = {"zh": f"对 {name} 的梯度，norm_first={norm_first}", "en": f"the gradient of {name}, norm_first={norm_first}"}
            j.that(got is not None, {"zh": f"{what['zh']}：没有。", "en": f"{what['en']}: there is none."})
            cause = {
                "zh": "前向对而梯度不对：某处 detach 了，或者放进了 no_grad。",
                "en": "A right forward pass with wrong gradients: something is detached or in no_grad.",
            }
            j.close(got, want.numpy(), rtol=1e-7, atol=1e-9, what=what, cause=cause)


@check("stack_parity")
def stack_parity(j: Judging) -> None:
    for norm_first in (True, False):
        theirs, state = stack_pair(j, norm_first, layers=3)
        ids, pad = sentences(j, 4, 11)
        for mask in (pad, None):
            want = ref.stack(t(ids), state, H, None if mask is None else t(mask), 3, norm_first).numpy()
            got = array(j, theirs(Torch(ids), None if mask is None else Torch(mask)), want.shape)
            what = {
                "zh": f"非填充处的输出：norm_first={norm_first}，{'没有' if mask is None else '有'}掩码",
                "en": f"the output at real positions: norm_first={norm_first}, {'no' if mask is None else 'with a'} mask",
            }
            cause = {
                "zh": "前置归一化的堆叠最后还要过一次 norm，后置的没有；每一层都要收到掩码；堆叠用 relu。",
                "en": "A pre-norm stack ends in one more norm, a post-norm stack does not; "
                "every layer needs the mask; the stack uses relu.",
            }
            # A float32 table of positions is legitimate: hence 1e-4 and not 1e-10.
            j.close(*at_real(got, want, mask), rtol=1e-4, scaled=True, what=what, cause=cause)


# ---- properties ----


@check("sqrt_d_embed")
def sqrt_d_embed(j: Judging) -> None:
    for d, h in ((6, 2), (20, 4)):
        state = ref.random_state(ref.stack_shapes(VOCAB, d, D_FF, 2, True), j.rng)
        for name, value in state.items():
            if name.endswith(("out_proj.weight", "out_proj.bias", "linear2.weight", "linear2.bias")):
                value.zero_()
        theirs = j.learner.new("TransformerEncoder", VOCAB, d, h, D_FF, 2, 32, 0.0, True)
        theirs.do("double")
        theirs.do("eval")
        loaded(j, theirs, state, norm_first=True)
        ids, _ = sentences(j, 3, 13)
        want = ref.norm(ref.embedded(t(ids), state), state, "norm").numpy()
        what = {"zh": f"norm(√{d}·词向量 + PE)", "en": f"norm(√{d}·embedding + PE)"}
        cause = {
            "zh": "词向量先乘 √d，再加位置编码；位置从 0 开始，正弦与余弦交错。",
            "en": "Multiply the embedding by √d, then add the encoding: positions from 0, sines and cosines interleaved.",
        }
        j.close(theirs(Torch(ids)), want, rtol=1e-4, scaled=True, what=what, cause=cause)


@check("pad_invariant")
def pad_invariant(j: Judging) -> None:
    for norm_first in (True, False):
        theirs, _ = stack_pair(j, norm_first, layers=2)
        ids, pad = sentences(j, 4, 9)
        base = array(j, theirs(Torch(ids), Torch(pad)), (4, 9, D))
        other = np.where(pad, j.rng.integers(0, VOCAB, ids.shape), ids)
        more = np.concatenate([other, j.rng.integers(0, VOCAB, (4, 5))], axis=1)
        longer = np.concatenate([pad, np.ones((4, 5), dtype=bool)], axis=1)
        cases = (
            (other, pad, {"zh": "改动填充处的词元之后", "en": "after changing the tokens at padding"}),
            (more, longer, {"zh": "末尾再补五个填充之后", "en": "after appending five more"}),
        )
        for new, mask, what in cases:
            got = array(j, theirs(Torch(new), Torch(mask)), (*new.shape, D))[:, :9]
            j.close(*at_real(got, base, pad), rtol=1e-9, atol=1e-10, what=what, cause=PADDING)
        for row in range(4):
            n = int((~pad[row]).sum())
            alone = array(j, theirs(Torch(ids[row : row + 1, :n])), (1, n, D))
            what = {"zh": "一个句子单独算、不带填充", "en": "a sentence alone, without padding"}
            j.close(alone[0], base[row, :n], rtol=1e-9, atol=1e-10, what=what, cause=PADDING)


@check("order_matters")
def order_matters(j: Judging) -> None:
    theirs, _ = stack_pair(j, True, layers=2)
    ids = j.rng.permutation(VOCAB)[None, :9].astype(np.int64)
    order = np.roll(np.arange(9), 1)
    base = array(j, theirs(Torch(ids)), (1, 9, D))
    moved = array(j, theirs(Torch(ids[:, order])), (1, 9, D))
    cause = {"zh": "没有加位置编码，编码器就不知道词序。", "en": "Without positions an encoder does not know the order."}
    what = {"zh": "打乱词序之后，结果与“跟着打乱”的差距", "en": "how far the results are from merely following the tokens"}
    j.at_least(float(np.abs(moved - base[:, order]).max()), 1e-2, what=what, cause=cause)
    same = array(j, theirs(Torch(np.full((1, 9), 5, dtype=np.int64))), (1, 9, D))[0]
    gaps = [float(np.abs(same[a] - same[b]).max()) for a in range(9) for b in range(a)]
    what = {"zh": "同一个词在任意两个位置的结果之差", "en": "the difference between one token's results in any two places"}
    j.at_least(min(gaps), 1e-3, what=what, cause=cause)


@check("distinct_layers")
def distinct_layers(j: Judging) -> None:
    cause = {
        "zh": "[layer] * L 是同一个层对象的 L 个引用；要用 ModuleList 和推导式逐个新建。",
        "en": "[layer] * L is one layer object L times; build each anew in a comprehension inside a ModuleList.",
    }
    per_layer = sum(int(np.prod(shape)) for shape in ref.layer_shapes(D, D_FF).values())
    for layers in (1, 4):
        stack = j.learner.new("TransformerEncoder", VOCAB, D, H, D_FF, layers, 16, 0.0, True)
        want = VOCAB * D + layers * per_layer + 2 * D
        what = {"zh": f"{layers} 层的参数个数", "en": f"the parameters of {layers} layers"}
        j.equal(stack.param_count(), want, what=what, cause=cause)
    for k in range(4):
        stack.set(f"layers.{k}.linear1.weight", Torch(np.full((D_FF, D), k + 1.0, dtype=np.float32)))
    for k in range(4):
        got = stack.get(f"layers.{k}.linear1.weight")
        j.close(got, np.full((D_FF, D), k + 1.0), rtol=0, what=f"layers.{k}.linear1.weight", cause=cause)


@check("dropout_modes")
def dropout_modes(j: Judging) -> None:
    for norm_first in (True, False):
        x, pad = batch(j, 3, 7, D)
        theirs, state = layer_pair(j, norm_first, "relu", dropout=0.4)
        want = ref.layer(t(x), state, H, t(pad), norm_first).numpy()
        for _ in range(2):
            got = array(j, theirs(Torch(x), Torch(pad)), x.shape)
            what = {"zh": "dropout=0.4，评估模式", "en": "dropout=0.4 in evaluation mode"}
            j.close(*at_real(got, want, pad), rtol=1e-9, atol=1e-9, what=what)
        theirs.do("train")
        first, second = (array(j, theirs(Torch(x)), x.shape) for _ in range(2))
        what = {"zh": "训练模式两次前向之差", "en": "the difference of two passes in training mode"}
        j.at_least(float(np.abs(first - second).max()), 1e-6, what=what)
        theirs, state = layer_pair(j, norm_first, "relu", dropout=1.0, mode="train")
        want = x if norm_first else ref.norm(ref.norm(t(x), state, "norm1"), state, "norm2").numpy()
        cause = {
            "zh": "dropout 加在每个子层的输出上，在与残差相加之前；残差本身不丢。",
            "en": "Dropout applies to the output of each sub-layer before the addition; the residual itself is not dropped.",
        }
        what = {"zh": f"dropout=1，训练模式，norm_first={norm_first}", "en": f"dropout=1 in training, norm_first={norm_first}"}
        j.close(array(j, theirs(Torch(x)), x.shape), want, rtol=1e-9, atol=1e-9, what=what, cause=cause)
    theirs, state = stack_pair(j, True, layers=1, dropout=1.0, mode="train")
    ids, _ = sentences(j, 2, 5)
    want = np.broadcast_to(state["norm.bias"].numpy(), (2, 5, D))
    cause = {"zh": "词向量与位置之和也要过 dropout。", "en": "The sum of embedding and position goes through dropout as well."}
    what = {"zh": "整个编码器，dropout=1，训练模式", "en": "the stack with dropout=1 in training"}
    j.close(theirs(Torch(ids)), want, rtol=1e-6, atol=1e-6, what=what, cause=cause)


# ---- edges ----


@check("all_pad")
def all_pad(j: Judging) -> None:
    for norm_first in (True, False):
        theirs, _ = stack_pair(j, norm_first, layers=2)
        ids, pad = sentences(j, 3, 7)
        base = array(j, theirs(Torch(ids), Torch(pad)), (3, 7, D))
        pad[1] = True
        got = array(j, theirs(Torch(ids), Torch(pad)), (3, 7, D))
        cause = {
            "zh": "一行全是 −inf，softmax 得到 NaN；填成有限的大负数，或者把 NaN 换成 0。",
            "en": "A row of nothing but −inf gives NaN in the softmax; fill with a large finite number, or replace NaN by 0.",
        }
        j.that(
            bool(np.isfinite(got).all()),
            {
                "zh": "有一句全是填充时，输出里有 NaN 或 Inf。",
                "en": "With one sequence all padding there is NaN or Inf in the output.",
            },
            cause=cause,
        )
        for row in (0, 2):
            real = ~pad[row]
            what = {"zh": "同批其他句子的结果", "en": "the results of the other sequences"}
            j.close(got[row][real], base[row][real], rtol=1e-9, atol=1e-10, what=what, cause=cause)
        layer, _ = layer_pair(j, norm_first, "relu")
        x, _ = batch(j, 3, 7, D)
        dout = j.rng.normal(size=x.shape) * ~pad[..., None]
        found = j.learner.grad(layer, Torch(x), Torch(pad), dout=Torch(dout), params=True)
        clean = all(grad is None or bool(np.isfinite(grad).all()) for grad in (*found.args.values(), *found.params.values()))
        j.that(
            clean,
            {"zh": "有一句全是填充时，梯度里有 NaN。", "en": "With one sequence all padding there is NaN in the gradients."},
            cause=cause,
        )


@check("refuses")
def refuses(j: Judging) -> None:
    j.raises("ValueError", lambda: j.learner.new("EncoderLayer", 10, 4, 8, 0.0, True, "relu"), what="EncoderLayer(d=10, h=4)")
    stack = j.learner.new("TransformerEncoder", VOCAB, D, H, D_FF, 1, 6, 0.0, True)
    stack.do("eval")
    j.shape(
        stack(Torch(np.ones((2, 6), dtype=np.int64))),
        (2, 6, D),
        what={"zh": "恰好 max_len 个词元", "en": "exactly max_len tokens"},
    )
    what = {"zh": "比 max_len 多一个词元", "en": "one token more than max_len"}
    j.raises("ValueError", lambda: stack(Torch(np.ones((2, 7), dtype=np.int64))), what=what)


# ---- gates ----


@check("K4")
def same_result(j: Judging) -> None:
    x, pad = batch(j, 2, 5, 12)
    state = {name: value.numpy() for name, value in ref.random_state(ref.layer_shapes(12, 20), j.rng).items()}

    def make(learner):
        layer = learner.new("EncoderLayer", 12, 3, 20, 0.1, True, "relu")
        layer.do("double")
        layer.do("eval")
        layer.load_state(layer.state() | state)
        return layer(Torch(x), Torch(pad))

    first, second = j.twice(make)
    j.same(first, second, what="layer(x, pad_mask)")


@check("K5")
def odd_sizes(j: Judging) -> None:
    state = ref.random_state(ref.layer_shapes(14, 5), j.rng)
    theirs = j.learner.new("EncoderLayer", 14, 7, 5, 0.0, True, "relu")
    theirs.do("double")
    theirs.do("eval")
    loaded(j, theirs, state)
    for b, length in ((1, 1), (3, 13)):
        x = j.rng.normal(size=(b, length, 14))
        want = ref.layer(t(x), state, 7, None, True).numpy()
        j.close(theirs(Torch(x)), want, rtol=1e-9, atol=1e-9, what=f"layer(x), x {list(x.shape)}")


@check("K6")
def rows_independent(j: Judging) -> None:
    theirs, _ = layer_pair(j, True, "relu")
    x, _ = batch(j, 4, 6, D)
    base = array(j, theirs(Torch(x)), x.shape)
    strange = np.concatenate([x[:1], x[1:] * 100])
    what = {"zh": "第一个句子，换了同批的别的句子", "en": "the first sentence in other company"}
    j.close(array(j, theirs(Torch(strange)), x.shape)[:1], base[:1], rtol=1e-9, atol=1e-9, what=what)


@check("K8")
def growth(j: Judging) -> None:
    layer, _ = layer_pair(j, True, "relu")
    counts = [j.learner.matmuls(layer, Torch(torch.zeros(2, length, D, dtype=torch.float64).numpy())) for length in (5, 40)]
    what = {"zh": "40 个词元比 5 个词元多出的矩阵乘法次数", "en": "matrix products that 40 tokens need beyond those of 5"}
    cause = {"zh": "不要逐个词元地循环。", "en": "Do not loop over tokens."}
    j.at_most(counts[1] - counts[0], 0, what=what, cause=cause)
