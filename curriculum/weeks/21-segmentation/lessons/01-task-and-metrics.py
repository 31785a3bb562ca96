# %% id=three-by-three
# hand: three-by-three
import numpy as np

T = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 0]], bool)  # what the doctor drew
P = np.array([[0, 1, 1], [0, 1, 1], [0, 0, 0]], bool)  # what the model said
tp, fp, fn = (P & T).sum(), (P & ~T).sum(), (~P & T).sum()
tn = (~P & ~T).sum()
print("TP", tp, " FP", fp, " FN", fn, " TN", tn)
assert (tp, fp, fn, tn) == (2, 2, 2, 3)

# %% id=metrics


def dice(p, t):
    """[N, H, W] bool twice -> [N]; both empty counts as agreement."""
    inside = (p & t).sum((1, 2))
    sizes = p.sum((1, 2)) + t.sum((1, 2))
    return np.where(sizes == 0, 1.0, 2 * inside / np.maximum(sizes, 1))


def iou(p, t):
    inside, union = (p & t).sum((1, 2)), (p | t).sum((1, 2))
    return np.where(union == 0, 1.0, inside / np.maximum(union, 1))


d, j = dice(P[None], T[None])[0], iou(P[None], T[None])[0]
print("Dice", round(d, 4), " IoU", round(j, 4), " pixel accuracy", round((P == T).mean(), 4))
assert abs(d - 1 / 2) < 1e-12
assert abs(j - 1 / 3) < 1e-12

# %% id=all-black
rng = np.random.default_rng(0)
tumour = np.zeros((100, 100), bool)
tumour[40:50, 60:70] = True
black, blurred = np.zeros_like(tumour), np.zeros_like(tumour)
blurred[38:52, 58:72] = True  # found, but two pixels too wide on every side
print("foreground", tumour.mean())
for name, p in (("all black", black), ("too wide", blurred)):
    print(f"{name:9} accuracy {(p == tumour).mean():.4f}  Dice {dice(p[None], tumour[None])[0]:.4f}")

# %% id=convert
# hand: both-ways
for j in (0, 1 / 3, 0.5, 0.9, 1):
    d = 2 * j / (1 + j)
    assert abs(j - d / (2 - d)) < 1e-12
    print(f"IoU {j:.4f}  Dice {d:.4f}  apart by {d - j:.4f}")
assert abs(2 * 0.5 / 1.5 - 2 / 3) < 1e-12
assert abs(0.8 / (2 - 0.8) - 2 / 3) < 1e-12

# %% id=empty
shape = (1, 4, 4)
nothing, one = np.zeros(shape, bool), np.zeros(shape, bool)
one[0, 0, 0] = True
for name, p, t in (("both empty", nothing, nothing), ("one pixel too many", one, nothing), ("one pixel missed", nothing, one)):
    print(f"{name:18} Dice {dice(p, t)[0]:.0f}  IoU {iou(p, t)[0]:.0f}")
with np.errstate(invalid="ignore"):
    print("without the convention", np.float64(2 * 0) / np.float64(0 + 0))

# %% id=smooth
# hand: smoothing
for size in (0, 1, 10, 1000):
    print(f"nothing drawn, {size:4} pixels claimed: exact {float(size == 0):.4f}, smoothed {1 / (size + 1):.4f}")
print("one pixel missed, smoothed", (2 * 0 + 1) / (0 + 1 + 1))
assert abs(1 / 11 - 0.0909) < 1e-4

# %% id=batch
# hand: two-images
large_t, small_t = np.zeros((20, 20), bool), np.zeros((20, 20), bool)
large_t[:, :18], small_t[5:7, 5:7] = True, True  # 360 pixels, and 4
p = np.stack([large_t, np.zeros_like(small_t)])  # the large one perfect, the small one missed
t = np.stack([large_t, small_t])
together = 2 * (p & t).sum() / (p.sum() + t.sum())
print("over all pixels", round(together, 4), " per image", dice(p, t), " mean", dice(p, t).mean())
assert abs(together - 720 / 724) < 1e-12
assert dice(p, t).mean() == 0.5

# %% id=one-image
made = rng.random((200, 2, 8, 8)) < rng.random((200, 2, 1, 1))  # two models' masks of 200 images
truth = rng.random((200, 8, 8)) < 0.4
a, b = made[:, 0], made[:, 1]
same = np.sign(dice(a, truth) - dice(b, truth)) == np.sign(iou(a, truth) - iou(b, truth))
print("images where the two metrics prefer the same model:", int(same.sum()), "of", len(same))
assert same.all()

# %% id=mean-of-images
# hand: means-disagree
first, second = np.array([0.0, 1.0]), np.array([0.5, 0.45])  # IoU of two models on two images
for name, j in (("first", first), ("second", second)):
    print(f"{name:6} mean IoU {j.mean():.4f}  mean Dice {(2 * j / (1 + j)).mean():.4f}")
assert abs((2 * second / (1 + second)).mean() - 0.6437) < 1e-4

# %% id=boundary


def border(mask):
    """Pixels of the mask with a neighbour outside it."""
    padded = np.pad(mask, 1)
    inner = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return mask & ~inner


def grown(mask, by):
    for _ in range(by):
        p = np.pad(mask, 1)
        mask = p[:-2, 1:-1] | p[2:, 1:-1] | p[1:-1, :-2] | p[1:-1, 2:] | mask
    return mask


def boundary_f1(p, t, by=1):
    bp, bt = border(p), border(t)
    precision, recall = (bp & grown(bt, by)).sum() / bp.sum(), (bt & grown(bp, by)).sum() / bt.sum()
    return 0.0 if precision + recall == 0 else 2 * precision * recall / (precision + recall)


# %% id=size
for radius in (4, 8, 16, 32):
    y, x = np.ogrid[-40:41, -40:41]
    disc, wider = x**2 + y**2 <= radius**2, x**2 + y**2 <= (radius + 2) ** 2
    score = dice(wider[None], disc[None])[0]
    print(f"radius {radius:2}  two pixels too wide: Dice {score:.3f}  border F1 {boundary_f1(wider, disc):.3f}")
