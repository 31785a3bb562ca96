"""The one likely cause that a failure message names, in both languages."""

WINDOW = {
    "zh": "输出 (i, j) 看的是从 (i·sh, j·sw) 开始的窗口；检查高与宽有没有写反、填充是不是四边都有。",
    "en": "Output (i, j) sees the window that starts at (i·sh, j·sw); check height against width, and padding on all four sides.",
}
CHANNELS = {
    "zh": "每个输出通道要把所有输入通道加起来，再加自己的偏置（只加一次）。",
    "en": "Every output channel adds up all input channels and then its own bias, once.",
}
FLIP = {
    "zh": "核被翻转了：这里要的是互相关，w[0, 0] 对着窗口的左上角。",
    "en": "The kernel is flipped: a cross-correlation is wanted, w[0, 0] meets the window's top left.",
}
FLOOR = {
    "zh": "尺寸是 (H + 2p − k) // s + 1，向下取整；放不下整个窗口的边直接丢掉。",
    "en": "The size is (H + 2p − k) // s + 1, rounded down; a margin that no whole window fits into is dropped.",
}
CHAIN = {
    "zh": "每个 dout 要沿前向的同一条路回去：同一个 x 被几个窗口用过，就收几份；dw 要对批量和所有位置求和。",
    "en": "Each dout goes back the way it came: an x used by several windows collects from all; dw sums over batch and places.",
}
BIAS = {
    "zh": "一个偏置加到了每张图的每个位置上，所以 db 是 dout 对批量、高、宽三个轴求和。",
    "en": "One bias is added at every position of every image, so db sums dout over batch, height and width.",
}
MINUS_INF = {
    "zh": "最大池化的填充应是负无穷：填 0 的话，窗口里全是负数时 0 会赢。",
    "en": "Max pooling pads with minus infinity: a 0 would win in a window of negative numbers.",
}
TIE = {
    "zh": "并列时只有第一个（逐行从左到右）收到梯度，不均分，也不每个都给。",
    "en": "On a tie only the first place (row by row, left to right) receives the gradient: not shared, not given to each.",
}
OVERLAP = {
    "zh": "窗口重叠时，同一个像素可能赢好几次，梯度要累加（+=），不能覆盖。",
    "en": "Where windows overlap, one pixel may win several times: its gradients add up (+=), they do not overwrite.",
}
LOOPS = {
    "zh": "只沿核的位置循环；图片、通道和像素交给数组运算。",
    "en": "Loop over kernel positions only; leave images, channels and pixels to array operations.",
}
