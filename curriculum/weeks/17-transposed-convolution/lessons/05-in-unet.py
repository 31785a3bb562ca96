# %% id=there-and-back
import torch
import torch.nn.functional as F
from torch import nn


def down(size, levels=4):
    """The sizes of the encoder, from the input to the bottom."""
    sizes = [size]
    for _ in range(levels):
        sizes.append(sizes[-1] // 2)
    return sizes


for size in (61, 83, 256):
    sizes = down(size)
    print(f"{sizes} and back to {sizes[-1] * 16}: {size - sizes[-1] * 16} missing")
assert down(61) == [61, 30, 15, 7, 3]
assert down(83)[-1] * 16 == 80

# %% id=what-skips-carry
rows = torch.arange(32)[:, None]
columns = torch.arange(32)[None, :]
picture = ((rows - 15) ** 2 + (columns - 13) ** 2 < 90).float()[None, None]
coarse = F.interpolate(F.avg_pool2d(picture, 4), scale_factor=4)
detail = picture - coarse
edge = F.max_pool2d(picture, 9, 1, 4) != -F.max_pool2d(-picture, 9, 1, 4)  #: 离轮廓四格以内 | within four cells of the outline
near = (detail.abs() * edge).sum() / detail.abs().sum()
print(f"error of down and up: {detail.abs().mean():.3f}; of it near the outline: {near:.0%}")
print("coarse + detail is the picture:", torch.equal(coarse + detail, picture))
assert near > 0.999
assert torch.equal(coarse + detail, picture)


# %% id=pad-first
# hand: pad-first
def padded(size, levels):
    return -(-size // 2**levels) * 2**levels


print("61 →", padded(61, 4), " 83 →", padded(83, 4), f" {64 * 96 / (61 * 83) - 1:.1%} more pixels")
assert (padded(61, 4), padded(83, 4)) == (64, 96)
x = torch.rand(1, 1, 61, 83)
bottom, right = padded(61, 4) - 61, padded(83, 4) - 83
wide = F.pad(x, (0, right, 0, bottom), mode="reflect")
print("padded", tuple(wide.shape), " cropped back", tuple(wide[..., :61, :83].shape))
assert torch.equal(wide[..., :61, :83], x)

# %% id=level-by-level
# hand: level-by-level
sizes = down(61)
here = sizes[-1]
extra = []
for skip in reversed(sizes[:-1]):
    extra.append(skip - 2 * here)
    up = nn.ConvTranspose2d(1, 1, 2, stride=2, output_padding=extra[-1])
    here = up(torch.rand(1, 1, here, here)).shape[-1]
    print(f"up to {here}, the skip has {skip}, output_padding {extra[-1]}")
    assert here == skip
assert extra == [1, 1, 0, 1]

# %% id=zeros-between
row = torch.tensor([5.0, 6.0, 7.0])
spread = torch.zeros(2 * len(row) - 1)
spread[::2] = row
print("three values, zeros between:", spread.tolist(), len(spread))
kernel = torch.tensor([1.0, 10.0])
full = F.conv1d(F.pad(spread, (1, 1))[None, None], kernel.flip(0)[None, None])[0, 0]
print("convolved with two cells:   ", full.tolist(), len(full))
assert torch.equal(full, F.conv_transpose1d(row[None, None], kernel[None, None], stride=2)[0, 0])
too_many = F.pad(spread, (0, 1))
print(
    "a zero after the last, too: ",
    len(F.conv1d(F.pad(too_many, (1, 1))[None, None], kernel[None, None])[0, 0]),
    "instead of",
    len(full),
)


# %% id=decoder-step
class Step(nn.Module):
    """One step up: enlarge to the skip's size, join, mix."""

    def __init__(self, below, channels):
        super().__init__()
        self.up = nn.ConvTranspose2d(below, channels, 2, stride=2)
        self.mix = nn.Conv2d(2 * channels, channels, 3, padding=1)

    def forward(self, low, skip):
        enlarged = self.up(low, output_size=skip.shape[-2:])  #: 它替我们算 output_padding | it works output_padding out
        assert enlarged.shape == skip.shape, (enlarged.shape, skip.shape)
        return torch.relu(self.mix(torch.cat([enlarged, skip], dim=1)))


low, skip = torch.rand(2, 32, 7, 10), torch.rand(2, 16, 15, 20)
print("low", tuple(low.shape), " skip", tuple(skip.shape), " →", tuple(Step(32, 16)(low, skip).shape))
assert Step(32, 16)(low, skip).shape == (2, 16, 15, 20)
