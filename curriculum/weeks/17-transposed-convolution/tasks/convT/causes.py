"""The one likely cause that a failure message names, in both languages."""

SCATTER = {
    "zh": "每个 x[i, j] 把整个核乘以自己，加到从 (i·sh, j·sw) 开始的位置；核不翻转，重叠处相加。",
    "en": "Each x[i, j] times the whole kernel is added from (i·sh, j·sw) on; the kernel is not flipped, overlaps add up.",
}
CHANNELS = {
    "zh": "w 的形状是 [Ci, Co, kh, kw]：每个输出通道把所有输入通道加起来，再加自己的偏置，每个像素只加一次。",
    "en": "w is [Ci, Co, kh, kw]: every output channel adds up all input channels and then its own bias, once a pixel.",
}
SMALL = {
    "zh": "核比步幅小时，相邻的核之间留有空隙，空隙处只有偏置。",
    "en": "Where the kernel is smaller than the stride, gaps remain between kernels; they hold the bias and nothing else.",
}
OUTPUT_PADDING = {
    "zh": "output_padding 只让下边与右边少裁几格：那里若有撒播到的值就保留，没有才是 0，最后都加偏置。",
    "en": "output_padding crops less at the bottom and right only; what was scattered there stays; all get the bias.",
}
CROSSED = {
    "zh": "高与宽各用自己的步幅、填充与 output_padding，检查有没有写反。",
    "en": "Height and width have their own stride, padding and output_padding; check whether they are swapped.",
}
SIZE = {
    "zh": "尺寸是 (H − 1)·s − 2p + k + output_padding：padding 从输出的每一侧裁掉 p 格。",
    "en": "The size is (H − 1)·s − 2p + k + output_padding: padding crops p cells from either side of the output.",
}
ADJOINT = {
    "zh": "转置卷积就是那个卷积的转置：⟨conv(u), v⟩ = ⟨u, convT(v)⟩，用的是同一个 w，不翻转。",
    "en": "It is the transpose of that convolution: ⟨conv(u), v⟩ = ⟨u, convT(v)⟩ with the very same w, not flipped.",
}
MATRIX = {
    "zh": "C 的第 (i, j) 行放着核：列号 (i·sh + u − ph, j·sw + v − pw) 处是 w[u, v]，落在图外的丢掉。",
    "en": "Row (i, j) of C holds the kernel: w[u, v] in column (i·sh + u − ph, j·sw + v − pw); what falls outside is dropped.",
}
CHAIN = {
    "zh": "前向往切片撒，反向就从同一个切片收：dx 用 w、dw 用 x，裁掉的地方 dout 是 0。",
    "en": "Backwards gathers from the slice that forwards scatters into: dx with w, dw with x; dout is 0 where cropped.",
}
BIAS = {
    "zh": "一个偏置加到了每张图的每个位置上，所以 db 是 dout 对批量、高、宽三个轴求和。",
    "en": "One bias is added at every position of every image, so db sums dout over batch, height and width.",
}
LOOPS = {
    "zh": "只沿核的位置循环；图片、通道和像素交给数组运算。",
    "en": "Loop over kernel positions only; leave images, channels and pixels to array operations.",
}
