# %% id=by-hand
# hand: three-small
kernels, strides = [3, 3, 3], [1, 1, 1]


def receptive_field(kernels, strides):
    """Side of the input patch that one output value sees; the list after each layer."""
    field, jump, seen = 1, 1, []
    for k, s in zip(kernels, strides):
        field += (k - 1) * jump  #: 每层往外多看 k − 1 个“上一层的格子” | each layer adds k − 1 cells of the layer before
        jump *= s
        seen.append(field)
    return seen


print("3×3, 3×3, 3×3 ->", receptive_field(kernels, strides))
print("7×7           ->", receptive_field([7], [1]))
assert receptive_field(kernels, strides) == [3, 5, 7]
assert receptive_field([7], [1]) == [7]

C = 2  # channels in and out, no biases
stack, single = 3 * 3 * 3 * C * C, 7 * 7 * C * C
print("weights:", stack, "against", single, "=", round(stack / single, 3))
assert (stack, single) == (108, 196)

# %% id=measured
import torch
from torch import nn

torch.manual_seed(0)


def touched(layers, size=15):
    """Side of the square of input pixels that the middle output depends on."""
    x = torch.zeros(1, 1, size, size, requires_grad=True)
    y = nn.Sequential(*layers)(x)
    y[0, 0, y.shape[2] // 2, y.shape[3] // 2].backward()
    rows = x.grad[0, 0].abs().sum(1) > 0
    return int(rows.sum())


def conv(k, stride=1):
    return nn.Conv2d(1, 1, k, stride, padding=k // 2, bias=False)


# %% id=compare
cases = {"3×3": [3], "3×3 twice": [3, 3], "3×3 three times": [3, 3, 3], "7×7": [7], "1×1 ten times": [1] * 10}
for name, layers in cases.items():
    side = touched([conv(k) for k in layers])
    print(f"{name:16} sees {side}×{side}")
    assert side == receptive_field(layers, [1] * len(layers))[-1]

# %% id=strided
# hand: pool-between
layers = [(3, 1), (3, 1), (2, 2), (3, 1), (3, 1), (2, 2)]
fields = receptive_field([k for k, _ in layers], [s for _, s in layers])
print("conv, conv, pool, conv, conv, pool ->", fields)
assert fields == [3, 5, 6, 10, 14, 16]

# %% id=expressive
with torch.no_grad():
    stack = [conv(3), conv(3), conv(3)]
    x = torch.randn(1, 1, 15, 15)
    delta = torch.zeros(1, 1, 7, 7)
    delta[0, 0, 3, 3] = 1
    kernel = nn.Sequential(*stack)(delta).flip(2, 3)  # the response to a single pixel is the combined kernel, mirrored
    single = torch.nn.functional.conv2d(x, kernel, padding=3)
    inner = slice(4, -4)  # away from the border, where padding differs
    same = torch.allclose(nn.Sequential(*stack)(x)[..., inner, inner], single[..., inner, inner], atol=1e-5)
    bent = nn.Sequential(stack[0], nn.ReLU(), stack[1], nn.ReLU(), stack[2])
    odd = (bent(x) + bent(-x)).abs().max().item()
print("without ReLU the three layers are one 7×7 kernel:", same, " free numbers: 27 of 49")
print("with ReLU f(x) + f(-x) =", round(odd, 3), " for any linear layer it is 0")
assert same
assert odd > 0.01

# %% id=vgg16
plan = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]
cin, side, weights, work = 3, 224, {}, {}
for step in plan:
    if step == "M":
        side //= 2
        continue
    name = f"conv {cin}->{step} at {side}×{side}"
    weights[name] = weights.get(name, 0) + 9 * cin * step + step
    work[name] = work.get(name, 0) + side * side * 9 * cin * step
    cin = step
for a, b in [(512 * 7 * 7, 4096), (4096, 4096), (4096, 1000)]:
    weights[f"fc {a}->{b}"] = a * b + b
    work[f"fc {a}->{b}"] = a * b
total, macs = sum(weights.values()), sum(work.values())
fc = sum(v for k, v in weights.items() if k.startswith("fc"))
fc_work = sum(v for k, v in work.items() if k.startswith("fc"))
print(f"all {total:,}   convolutions {total - fc:,}   fully connected {fc:,} = {fc / total:.1%}")
print(f"multiply-adds {macs / 1e9:.2f} billion, fully connected {fc_work / macs:.1%}")
assert total == 138_357_544

# %% id=first-fc
# hand: first-fc
print("fc 25088->4096:", f"{25088 * 4096 + 4096:,}", f"= {(25088 * 4096 + 4096) / total:.1%} of all")
assert 7 * 7 * 512 == 25088
assert 25088 * 4096 + 4096 == weights["fc 25088->4096"] == 102_764_544
after_mean = 512 * 1000 + 1000  #: 先对每个通道取平均，再接一层 | average each channel first, then one layer
print("with a global mean instead:", f"{after_mean:,}", " all:", f"{total - fc + after_mean:,}")
assert total - fc + after_mean == 15_227_688
