"""The one likely cause that a failure message names, in both languages."""

NEAREST = {
    "zh": "每个像素变成 s×s 的一块，同一块里的值都相同；不是把整张图重复 s 遍。",
    "en": "Every pixel becomes a block of s×s equal values; the whole image is not repeated s times.",
}
CENTRES = {
    "zh": "align_corners=False：输出第 k 格的中心在 (k + 0.5)·n/m − 0.5，再夹到 [0, n − 1]。",
    "en": "align_corners=False: output cell k has its centre at (k + 0.5)·n/m − 0.5, clipped to [0, n − 1].",
}
CORNERS = {
    "zh": "align_corners=True：第 k 格在 k·(n − 1)/(m − 1)，头尾两格正好落在原来的头尾上。",
    "en": "align_corners=True: cell k lies at k·(n − 1)/(m − 1), so the first and last land on the first and last.",
}
INSIDE = {
    "zh": "放大两倍时，内部的值是邻居的 3/4 与 1/4 之和，也就是核 [1, 3, 3, 1]/4 的转置卷积。",
    "en": "At twice the size, inner values are 3/4 and 1/4 of two neighbours: a transposed convolution with [1, 3, 3, 1]/4.",
}
ONE = {
    "zh": "长度是 1 的一边没有右邻居，m = 1 时 (m − 1) 是 0：分别处理。",
    "en": "A side of length 1 has no right neighbour, and with m = 1 the (m − 1) is 0: treat them apart.",
}
SHUFFLE = {
    "zh": "输出 [c, h·r + u, w·r + v] 来自通道 c·r² + u·r + v：先拆成 [C, r, r, H, W]，再把 u 放到 H 之后、v 放到 W 之后。",
    "en": "Output [c, h·r + u, w·r + v] is channel c·r² + u·r + v: split into [C, r, r, H, W], put u after H, v after W.",
}
LOOPS = {
    "zh": "不要对图片、通道或像素循环：用下标数组、广播、reshape 与 transpose。",
    "en": "No loops over images, channels or pixels: index arrays, broadcasting, reshape and transpose will do.",
}
