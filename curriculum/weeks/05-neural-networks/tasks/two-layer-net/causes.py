"""The one likely cause that a failure message names, in both languages."""

MEAN = {
    "zh": "loss 是 n 行的平均，所以 dz 要除以 n（只除一次）。",
    "en": "The loss is a mean over n rows, so dz is divided by n (once).",
}
CHAIN = {
    "zh": "从后往前核对：dW2 = hᵀ·dz，da = (dz·W2ᵀ) 再乘 ReLU 的掩码，dW1 = Xᵀ·da。",
    "en": "Check backwards: dW2 = hᵀ·dz, da = (dz·W2ᵀ) times the ReLU mask, dW1 = Xᵀ·da.",
}
ORDER = {
    "zh": "fit 的一步应先算完全部梯度，再更新参数，且从现有的 params 出发。",
    "en": "One step of fit computes all gradients first, then updates, starting from the present params.",
}
PLANTED = {
    "zh": "每次调用都应读取 self.params，而不是另存的副本。",
    "en": "Every call should read self.params, not a copy kept elsewhere.",
}
SHIFT = {"zh": "先减去每一行自己的最大值，再取指数。", "en": "Subtract each row's own maximum before exponentiating."}
LOG = {
    "zh": "先算概率再取对数会得到 log 0；直接用 log-sum-exp 算 log p。",
    "en": "Taking the log of a probability meets log 0; compute log p by log-sum-exp.",
}
AXIS = {"zh": "求和与取最大值都应沿类别轴（axis=1）。", "en": "Sums and maxima run along the class axis (axis=1)."}
L2 = {
    "zh": "l2·(‖W1‖²+‖W2‖²)：没有 ½，没有偏置，梯度是 2·l2·W。",
    "en": "l2·(‖W1‖²+‖W2‖²): no ½, no biases, gradient 2·l2·W.",
}
PURE = {"zh": "只有 fit 可以改 params；注意原地运算。", "en": "Only fit may change params; beware of in-place operations."}
ROWS = {
    "zh": "最后一小批被丢掉了，或按 batch_size 而不是它自己的行数取了平均。",
    "en": "The last, smaller batch was dropped, or averaged over batch_size instead of its own rows.",
}
INIT = {
    "zh": "初始权重全为 0、过小或过大，或一步更新的方向有误。",
    "en": "Initial weights of zero, too small or too large, or an update in the wrong direction.",
}
